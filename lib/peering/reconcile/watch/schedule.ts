import type { Random } from '../../ports.ts';

const FIRST_MS = 1_000;
const FACTOR = 1.3;
const CAP_MS = 4_000;
/** Looks that were throttled double the wait up to this. */
const THROTTLED_CAP_MS = 60_000;
/** The interval is spread by this share to either side, so that many watches do not march in step. */
const SPREAD = 0.15;
/** Looks in a row that find nothing: soon again at first, since a new connection shows any moment. */
const MISSING_SOON = 4;
const MISSING_MS = 15_000;

/**
 * Whole seconds, because that is what Function Compute can delay an invocation by: a rest would be
 * slept, and paid for, in place. Rounded by chance, so that the mean stays.
 */
const wholeSeconds = (ms: number, random: Random): number => {
  const spread = ms * (1 - SPREAD + 2 * SPREAD * random());
  return Math.max(1, Math.floor(spread / 1000 + random())) * 1000;
};

/** Milliseconds until look number `step` + 1: about 1 s, then x1.3, at most 4 s, jittered. */
export const nextLookIn = (step: number, random: Random): number =>
  wholeSeconds(Math.min(FIRST_MS * FACTOR ** step, CAP_MS), random);

/** Milliseconds to stay away after a throttled look. */
export const throttledLookIn = (throttled: number, random: Random): number =>
  wholeSeconds(Math.min(CAP_MS * 2 ** throttled, THROTTLED_CAP_MS), random);

/** Milliseconds until the next look after `missing` looks in a row that found nothing. */
export const missingLookIn = (missing: number, random: Random): number =>
  missing <= MISSING_SOON ? nextLookIn(missing, random) : wholeSeconds(MISSING_MS, random);
