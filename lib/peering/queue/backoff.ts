import type { RetryClass } from '../errors/types.ts';
import type { Random } from '../ports.ts';

type Waiting = Exclude<RetryClass, 'never'>;

/** First wait and cap, in ms, for each reason to wait. */
const SCHEDULES: Readonly<Record<Waiting, { readonly first: number; readonly cap: number }>> = {
  conflict: { first: 700, cap: 10_000 },
  throttled: { first: 1_500, cap: 60_000 },
  'vpc-pending': { first: 1_500, cap: 15_000 },
  transient: { first: 400, cap: 60_000 },
};

/**
 * Milliseconds until try number `tries` + 1: exponential (x1.6) with the given cap, spread over half
 * to one and a half of it, so that several batches at one hub do not march in step. What the service
 * asked for is the least.
 */
export const retryIn = (
  reason: Waiting,
  tries: number,
  random: Random,
  retryAfterMs = 0,
): number => {
  const { first, cap } = SCHEDULES[reason];
  const step = Math.min(first * 1.6 ** Math.min(tries, 40), cap);
  return Math.round(Math.max(retryAfterMs, step * (0.5 + random())));
};
