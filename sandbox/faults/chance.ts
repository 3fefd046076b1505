import type { Rule } from './rule.ts';

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
const seeded = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** Tells of each call that a rule looks at, in order and from 1, whether it is struck. */
export const chanceOf = ({ times, every, probability, seed }: Rule): ((at: number) => boolean) => {
  if (times !== undefined) return (at) => at <= times;
  if (every !== undefined) return (at) => at % every === 0;
  if (probability === undefined) return () => true;
  const random = seeded(seed);
  return () => random() < probability;
};
