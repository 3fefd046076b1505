import type { Random } from '../ports.ts';

const FIRST_MS = 1_000;
const FACTOR = 1.3;
const CAP_MS = 4_000;
/** Looks that were throttled double the wait up to this. */
const THROTTLED_CAP_MS = 60_000;
/** The interval is spread by this share to either side, so that many watches do not march in step. */
const SPREAD = 0.15;

const jitter = (ms: number, random: Random): number => ms * (1 - SPREAD + 2 * SPREAD * random());

/** Milliseconds until look number `step` + 1: about 1 s, then x1.3, at most 4 s, jittered. */
export const nextLookIn = (step: number, random: Random): number =>
  Math.round(jitter(Math.min(FIRST_MS * FACTOR ** step, CAP_MS), random));

/** Milliseconds to stay away after a throttled look. */
export const throttledLookIn = (throttled: number, random: Random): number =>
  Math.round(jitter(Math.min(CAP_MS * 2 ** throttled, THROTTLED_CAP_MS), random));
