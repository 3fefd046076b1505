import type { Random } from '../ports.ts';

/**
 * Why work waits. `conflict`: another operation on the connection or its VPC. `throttled`: flow control.
 * `transient`: 5xx, network, token, clock. `pending`: a VPC still being made, or a list that lags.
 * `not-found`: nothing shows the connection yet. `sink`: a sink lacks an event.
 */
export const WAIT_REASONS = [
  'conflict',
  'throttled',
  'transient',
  'pending',
  'not-found',
  'sink',
] as const;
export type WaitReason = (typeof WAIT_REASONS)[number];

/** Milliseconds of waiting, accumulated per reason. */
export type Spent = Readonly<Partial<Record<WaitReason, number | undefined>>>;

interface Backoff {
  readonly firstMs: number;
  readonly factor: number;
  readonly capMs: number;
  /** Bound of the time spent in this reason; then one last look, and it is given up. */
  readonly giveUpAfterMs: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The only backoff there is: every wait of the engine comes out of this table. */
export const BACKOFF: Readonly<Record<WaitReason, Backoff>> = {
  conflict: { firstMs: 2 * SECOND, factor: 1.6, capMs: 10 * MINUTE, giveUpAfterMs: 6 * HOUR },
  throttled: { firstMs: SECOND, factor: 2, capMs: MINUTE, giveUpAfterMs: 6 * HOUR },
  transient: { firstMs: SECOND, factor: 2, capMs: MINUTE, giveUpAfterMs: HOUR },
  pending: { firstMs: 2 * SECOND, factor: 1.5, capMs: 30 * SECOND, giveUpAfterMs: 10 * MINUTE },
  'not-found': { firstMs: 5 * SECOND, factor: 3, capMs: 40 * SECOND, giveUpAfterMs: MINUTE },
  sink: { firstMs: 30 * SECOND, factor: 2, capMs: HOUR, giveUpAfterMs: 24 * HOUR },
};

/** Nothing waits longer than this in all, whatever the reasons. */
export const GIVE_UP_IN_ALL_MS = 24 * HOUR;

/** Where task ids are ignored chains may multiply, so every cap is this much larger. */
export const CAP_STRETCH = 5;

/** The share by which a wait is spread to either side, so that many do not march in step. */
const JITTER = 0.25;

/** The longest delay that the queue takes, of whole seconds: a longer wait would only be woken on its way. */
export const LONGEST_DELAY_MS = HOUR - SECOND;

export const jittered = (ms: number, random: Random): number =>
  Math.min(Math.round(ms * (1 - JITTER + 2 * JITTER * random())), LONGEST_DELAY_MS);

export interface WaitOptions {
  /** What the service asked for is the least. */
  readonly retryAfterMs?: number | undefined;
  /** How long after that, where it is known; by chance otherwise. */
  readonly turnMs?: number | undefined;
  /** The platform ignores task ids. */
  readonly isStretched?: boolean;
}

/**
 * Milliseconds until the next try.
 *
 * @param tries tries in this reason so far, 0 after the first
 */
export const waitFor = (
  reason: WaitReason,
  tries: number,
  random: Random,
  { retryAfterMs = 0, turnMs, isStretched = false }: WaitOptions = {},
): number => {
  if (turnMs !== undefined) return retryAfterMs + turnMs;
  const { firstMs, factor, capMs } = BACKOFF[reason];
  const cap = capMs * (isStretched ? CAP_STRETCH : 1);
  const wait = Math.min(firstMs * factor ** Math.min(tries, 60), cap);
  // A quota opens for all who wait at one moment: they come back spread over the time after it.
  const spread = reason === 'throttled' ? Math.round(retryAfterMs * random()) : 0;
  return Math.max(retryAfterMs + spread, jittered(wait, random));
};

/** `spent` with more time in one reason. */
export const addSpent = (spent: Spent, reason: WaitReason, ms: number): Spent => ({
  ...spent,
  [reason]: (spent[reason] ?? 0) + Math.max(0, ms),
});

/** Milliseconds of waiting for this reason until its bound, or that of all reasons together, is reached. */
const leftOf = (spent: Spent, reason: WaitReason): number => {
  const inAll = Object.values(spent).reduce<number>((sum, ms = 0) => sum + ms, 0);
  return Math.min(BACKOFF[reason].giveUpAfterMs - (spent[reason] ?? 0), GIVE_UP_IN_ALL_MS - inAll);
};

/** True once waiting for this reason, or for all reasons together, has outlived its bound. */
export const isSpent = (spent: Spent, reason: WaitReason): boolean => leftOf(spent, reason) <= 0;

/**
 * A wait, cut where its bound is: the last try comes then, and not a long wait later. Where task ids are ignored all
 * runs of a request come to their end at one moment so, and by the same look.
 *
 * @param retryAfterMs what the service asked for is the least all the same
 */
export const withinBound = (
  spent: Spent,
  reason: WaitReason,
  waitMs: number,
  retryAfterMs = 0,
): number => {
  const leftMs = leftOf(spent, reason);
  return leftMs > 0 ? Math.max(Math.min(waitMs, leftMs), retryAfterMs) : waitMs;
};
