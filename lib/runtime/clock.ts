import type { Clock } from '../peering/ports.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  // Not `node:timers/promises`: a module more that every cold start would compile.
  sleep: (ms) =>
    new Promise((resolve) => {
      setTimeout(resolve, Math.max(0, ms));
    }),
};
