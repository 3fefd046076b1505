import type { AsyncQueue } from '../invoke/async-queue.ts';
import type { Deployed } from '../invoke/deployed.ts';
import type { TimerTriggerSpec } from '../manifest/schema.ts';
import type { Scheduler } from '../ports.ts';
import type { Switches } from '../switches.ts';
import { parseSchedule } from '../time/schedule.ts';

export interface TimerOptions {
  readonly deployed: Deployed;
  readonly trigger: TimerTriggerSpec;
  readonly queue: AsyncQueue;
  readonly scheduler: Scheduler;
  readonly switches: Switches;
}

export interface Timer {
  /** Fires once, now; returns the request id of the asynchronous invocation. */
  fire(): string;
  stop(): void;
}

/** Timers of Node.js end at 2^31 ms; a longer wait is made of days. */
const LONGEST_WAIT = 24 * 3_600_000;

/** Function Compute: what a timer trigger sends; `at` is milliseconds since the epoch. */
export const timerEvent = (trigger: TimerTriggerSpec, at: number): Buffer =>
  Buffer.from(
    JSON.stringify({
      triggerTime: `${new Date(at).toISOString().slice(0, 19)}Z`,
      triggerName: trigger.triggerName,
      payload: trigger.triggerConfig.payload,
    }),
  );

/** A timer trigger: invokes its function asynchronously whenever its schedule says, in real time. */
export const startTimer = (options: TimerOptions): Timer => {
  const { deployed, trigger, queue, scheduler, switches } = options;
  const parsed = parseSchedule(trigger.triggerConfig.cronExpression);
  let cancel: () => void = () => undefined;

  const fire = (): string =>
    queue.enqueue(deployed, {
      event: timerEvent(trigger, scheduler.now()),
      qualifier: trigger.qualifier ?? 'LATEST',
      delaySeconds: 0,
      byTimer: true,
    }).requestId;

  const wait = (at: number): void => {
    const ms = Math.max(0, at - scheduler.now());
    cancel =
      ms > LONGEST_WAIT
        ? scheduler.after(LONGEST_WAIT, () => wait(at))
        : scheduler.after(ms, () => {
            if (switches.timers) fire();
            arm(at);
          });
  };

  const arm = (after: number): void => {
    if (!parsed.ok) return;
    const now = scheduler.now();
    const next = parsed.value(after);
    // A machine that slept does not make up for the firings it missed.
    const at = next >= now ? next : parsed.value(now);
    if (Number.isFinite(at)) wait(at);
  };

  if (trigger.triggerConfig.enable) arm(scheduler.now());
  return { fire, stop: () => cancel() };
};
