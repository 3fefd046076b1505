import type { Scheduler } from '../ports.ts';
import type { BusinessClock } from './business-clock.ts';

/** Longest wait that a timer of Node.js can have, in milliseconds; a longer one is made of several. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Timers on the business clock: due when it gets there, whether time passed or it was moved on. What is
 * due at one moment runs in the order it was asked for.
 *
 * @param real timers of real time that carry them
 */
export const createClockScheduler = (clock: BusinessClock, real: Scheduler): Scheduler => {
  /** By moment; each can be looked at again when the clock was moved. */
  const waiting = new Map<symbol, { readonly at: number; rearm(): void }>();

  clock.onAdvance(() => {
    const byMoment = [...waiting.values()].sort((a, b) => a.at - b.at);
    for (const each of byMoment) each.rearm();
  });

  const after: Scheduler['after'] = (ms, run) => {
    const key = Symbol('timer');
    const at = clock.now() + ms;
    let cancel: () => void = () => undefined;
    const arm = (): void => {
      const left = Math.max(0, Math.ceil((at - clock.now()) / clock.rate));
      cancel = real.after(Math.min(left, LONGEST_MS), check);
    };
    const check = (): void => {
      if (clock.now() < at) arm();
      else if (waiting.delete(key)) run();
    };
    const rearm = (): void => {
      cancel();
      arm();
    };
    arm();
    waiting.set(key, { at, rearm });
    return () => {
      cancel();
      waiting.delete(key);
    };
  };

  return { now: () => clock.now(), after };
};
