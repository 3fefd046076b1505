import type { Clock, Deadline } from '../peering/ports.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  // Not `node:timers/promises`: a module more that every cold start would compile.
  sleep: (ms) =>
    new Promise((resolve) => {
      setTimeout(resolve, Math.max(0, ms));
    }),
};

const MARGIN_SHARE = 0.1;
const MAX_MARGIN_MS = 5_000;

/**
 * What is left of an invocation. Function Compute passes the timeout (seconds) but not the time left,
 * and kills the instance when it is over, so a tenth of it (at most 5 s) is kept back.
 */
export const deadlineOf = (clock: Clock, startedAt: number, timeoutSeconds: number): Deadline => {
  const timeout = timeoutSeconds * 1000;
  const end = startedAt + timeout - Math.min(timeout * MARGIN_SHARE, MAX_MARGIN_MS);
  return { remaining: () => Math.max(0, end - clock.now()) };
};
