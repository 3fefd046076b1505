import type { Scheduler } from '../../clock.ts';
import type { AsyncQueue } from '../invoke/async-queue.ts';
import type { Deployed } from '../invoke/deployed.ts';
import type { TimerTriggerSpec } from '../manifest/schema.ts';
import type { Switches } from '../switches.ts';
import { parseSchedule } from './schedule.ts';

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

/** Function Compute: what a timer trigger sends; `at` is milliseconds since the epoch. */
export const timerEvent = (trigger: TimerTriggerSpec, at: number): Buffer =>
  Buffer.from(
    JSON.stringify({
      triggerTime: `${new Date(at).toISOString().slice(0, 19)}Z`,
      triggerName: trigger.triggerName,
      payload: trigger.triggerConfig.payload,
    }),
  );

/** A timer trigger: invokes its function asynchronously whenever its schedule says, on the clock of the sandbox. */
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

  const arm = (after: number): void => {
    if (!parsed.ok) return;
    const now = scheduler.now();
    const next = parsed.value(after);
    // A machine that slept does not make up for the firings it missed.
    const at = next >= now ? next : parsed.value(now);
    if (!Number.isFinite(at)) return;
    cancel = scheduler.after(Math.max(0, at - now), () => {
      if (switches.timers) fire();
      arm(at);
    });
  };

  if (trigger.triggerConfig.enable) arm(scheduler.now());
  return { fire, stop: () => cancel() };
};
