import { describe, expect, it } from 'vitest';
import type { Deployed } from '../../../../../sandbox/platform/invoke/deployed.ts';
import { Switches } from '../../../../../sandbox/platform/switches.ts';
import { startTimer } from '../../../../../sandbox/platform/triggers/timer.ts';
import { aFunction, fakeScheduler } from '../support.ts';

const start = Date.parse('2023-12-26T07:49:00.250Z');

const setUp = (cronExpression: string, enable = true) => {
  const scheduler = fakeScheduler(start);
  const fired: { at: number; event: unknown }[] = [];
  const refuse = async () => 'throttled' as const;
  const deployed: Deployed = {
    spec: aFunction(),
    run: refuse,
    runInLine: refuse,
    enqueue: ({ event }) => {
      fired.push({ at: scheduler.now() - start, event: JSON.parse(event.toString()) });
      return { requestId: 'request', taskId: undefined };
    },
    close: async () => undefined,
  };
  const switches = new Switches();
  const trigger = {
    triggerName: 'sweep',
    triggerType: 'timer',
    triggerConfig: { cronExpression, enable, payload: 'tick' },
  } as const;
  const timer = startTimer(deployed, trigger, scheduler, switches);
  return { scheduler, fired, timer, switches };
};

describe('startTimer', () => {
  it('fires at its distance with the documented payload', async () => {
    const { scheduler, fired } = setUp('@every 2m');
    await scheduler.advance(5 * 60_000);
    expect(fired.map((each) => each.at)).toEqual([120_000, 240_000]);
    expect(fired[0]?.event).toEqual({
      triggerTime: '2023-12-26T07:51:00Z',
      triggerName: 'sweep',
      payload: 'tick',
    });
  });

  it('waits for a date that is weeks away', async () => {
    const { scheduler, fired } = setUp('0 0 0 1 3 *');
    await scheduler.advance(65 * 24 * 3_600_000);
    expect(fired).toEqual([]);
    await scheduler.advance(24 * 3_600_000);
    expect(fired).toMatchObject([{ event: { triggerTime: '2024-03-01T00:00:00Z' } }]);
  });

  it('fires by hand only while the switch is off or the trigger disabled', async () => {
    const off = setUp('@every 1m');
    off.switches.timers = false;
    await off.scheduler.advance(600_000);
    const disabled = setUp('@every 1m', false);
    await disabled.scheduler.advance(600_000);
    expect([off.fired, disabled.fired]).toEqual([[], []]);
    disabled.timer.fire();
    expect(disabled.fired).toHaveLength(1);
  });

  it('fires no more when it is stopped', async () => {
    const { scheduler, fired, timer } = setUp('@every 1m');
    timer.stop();
    await scheduler.advance(600_000);
    expect(fired).toEqual([]);
  });
});
