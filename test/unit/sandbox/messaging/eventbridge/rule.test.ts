import { describe, expect, it } from 'vitest';
import type { Retrying } from '../../../../../sandbox/messaging/delivery.ts';
import type { ArrivedEvent } from '../../../../../sandbox/messaging/eventbridge/event.ts';
import { type RuleOptions, startRule } from '../../../../../sandbox/messaging/eventbridge/rules.ts';
import { receiver, stage } from '../support.ts';

const anEvent = (type: string, bus = 'default'): ArrivedEvent => ({
  id: type,
  source: 's',
  type,
  specversion: '1.0',
  time: '2026-01-01T00:00:00Z',
  aliyuneventbusname: bus,
});

const setUp = (retrying: Retrying, answers: readonly boolean[], queues = ['dlq']) => {
  const { scheduler, journal, pace, faults } = stage();
  const listeners = new Set<(event: ArrivedEvent) => void>();
  const dead: [string, string][] = [];
  const { got, at, take } = receiver<unknown>(scheduler.now, answers);
  const options: RuleOptions = {
    follow: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    send: (queue, body) => {
      if (!queues.includes(queue)) throw new Error('QueueNotExist');
      dead.push([queue, body]);
    },
    pace,
    journal,
  };
  const rule = { name: 'rule', bus: 'default', pattern: { type: ['a'] }, retrying };
  const stop = startRule(rule, take, options);
  const put = (event: ArrivedEvent): void => {
    for (const listener of listeners) listener(event);
  };
  return { scheduler, got, at, dead, faults, stop, put };
};

const BACKOFF: Retrying = {
  strategy: 'BACKOFF_RETRY',
  tolerance: 'ALL',
  deadLetterArn: 'acs:mns:cn-hangzhou:1:queues/dlq',
};

describe('startRule', () => {
  it('delivers what matches on its own bus, once when it is taken', async () => {
    const { scheduler, got, put } = setUp(BACKOFF, [true]);
    put(anEvent('b'));
    put(anEvent('a', 'other'));
    put(anEvent('a'));
    await scheduler.advance(100_000);
    expect(got).toEqual([anEvent('a')]);
  });

  it('retries three times, then the event goes to the dead-letter queue', async () => {
    const { scheduler, at, dead, put } = setUp(BACKOFF, []);
    put(anEvent('a'));
    await scheduler.advance(1_000_000);
    expect(at).toEqual([0, 15_000, 30_000, 45_000]);
    expect(dead).toEqual([['dlq', JSON.stringify(anEvent('a'))]]);
  });

  it('takes a queue alone for dead letters, whatever else is called so', async () => {
    const topic = { ...BACKOFF, deadLetterArn: 'acs:mns:cn-hangzhou:1:topics/dlq' };
    const { scheduler, dead, faults, put } = setUp(topic, []);
    put(anEvent('a'));
    await scheduler.advance(1_000_000);
    expect(dead).toEqual([]);
    expect(faults()).toEqual(['rule: dropped after all retries']);
  });

  it('decays exponentially where the trigger says so', async () => {
    const strategy = 'EXPONENTIAL_DECAY_RETRY';
    const answers = [false, false, false, true];
    const { scheduler, at, put } = setUp({ strategy, tolerance: 'ALL' }, answers);
    put(anEvent('a'));
    await scheduler.advance(100_000);
    expect(at).toEqual([0, 1000, 3000, 7000]);
  });

  it('tries 177 times within a day and a bit', async () => {
    const strategy = 'EXPONENTIAL_DECAY_RETRY';
    const { scheduler, at, put } = setUp({ strategy, tolerance: 'ALL' }, []);
    put(anEvent('a'));
    await scheduler.advance(10 * 24 * 3_600_000);
    expect(at).toHaveLength(177);
    expect(at.at(-1)).toBe((511 + 167 * 512) * 1000);
  });

  it('says what it drops without a dead-letter queue, and what it loses on the way to one', async () => {
    const dropping = setUp({ strategy: 'BACKOFF_RETRY', tolerance: 'ALL' }, []);
    const losing = setUp(BACKOFF, [], []);
    for (const { put, scheduler } of [dropping, losing]) {
      put(anEvent('a'));
      await scheduler.advance(1_000_000);
    }
    expect(dropping.faults()).toEqual(['rule: dropped after all retries']);
    expect(losing.faults()).toEqual([
      'rule: lost on the way to the dead-letter queue dlq: Error: QueueNotExist',
    ]);
  });

  it('delivers nothing more where errors are not tolerated', async () => {
    const { scheduler, got, dead, faults, put } = setUp({ ...BACKOFF, tolerance: 'NONE' }, []);
    put(anEvent('a'));
    await scheduler.advance(1_000_000);
    put(anEvent('a'));
    await scheduler.advance(1_000_000);
    expect(got).toHaveLength(4);
    expect(dead).toEqual([]);
    expect(faults()).toEqual(['rule: nothing more is delivered, because errors are not tolerated']);
  });

  it('ends with its rule', async () => {
    const { scheduler, at, stop, put } = setUp(BACKOFF, []);
    put(anEvent('a'));
    await scheduler.advance(0);
    stop();
    put(anEvent('a'));
    await scheduler.advance(1_000_000);
    expect(at).toEqual([0]);
  });
});
