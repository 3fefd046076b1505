import { describe, expect, it } from 'vitest';
import type { Retrying } from '../../../../../sandbox/platform/ports.ts';
import { createBusSource } from '../../../../../sandbox/platform/triggers/bus.ts';
import { fakeScheduler } from '../support.ts';

const setUp = (retrying: Retrying, answers: readonly boolean[]) => {
  const scheduler = fakeScheduler();
  const listeners = new Set<(event: unknown) => void>();
  const dead: [string, string][] = [];
  const calls: number[] = [];
  const bus = createBusSource({
    follow: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    deadLetter: (queue, body) => dead.push([queue, body]),
    scheduler,
    random: () => 0.5,
  });
  const stop = bus({ name: 'rule', pattern: { type: ['a'] }, retrying }, async () => {
    calls.push(scheduler.now());
    return answers[calls.length - 1] ?? false;
  });
  const put = (event: unknown): void => {
    for (const listener of listeners) listener(event);
  };
  return { scheduler, calls, dead, stop, put };
};

const BACKOFF: Retrying = { strategy: 'BACKOFF_RETRY', tolerance: 'ALL', deadLetterQueue: 'dlq' };

describe('createBusSource', () => {
  it('delivers what matches, once when it is taken', async () => {
    const { scheduler, calls, put } = setUp(BACKOFF, [true]);
    put({ type: 'b' });
    put({ type: 'a' });
    await scheduler.advance(100_000);
    expect(calls).toEqual([0]);
  });

  it('retries three times, then the event goes to the dead-letter queue', async () => {
    const { scheduler, calls, dead, put } = setUp(BACKOFF, []);
    put({ type: 'a' });
    await scheduler.advance(1_000_000);
    expect(calls).toEqual([0, 15_000, 30_000, 45_000]);
    expect(dead).toEqual([['dlq', '{"type":"a"}']]);
  });

  it('decays exponentially where the trigger says so', async () => {
    const strategy = 'EXPONENTIAL_DECAY_RETRY';
    const { scheduler, calls, put } = setUp({ strategy, tolerance: 'ALL' }, [
      false,
      false,
      false,
      true,
    ]);
    put({ type: 'a' });
    await scheduler.advance(100_000);
    expect(calls).toEqual([0, 1000, 3000, 7000]);
  });

  it('ends with its rule', async () => {
    const { scheduler, calls, stop, put } = setUp(BACKOFF, []);
    put({ type: 'a' });
    await scheduler.advance(0);
    stop();
    put({ type: 'a' });
    await scheduler.advance(1_000_000);
    expect(calls).toEqual([0]);
  });
});
