import type { Random } from '../../../lib/peering/ports.ts';

/** Numbers in [0, 1) that a seed fixes (mulberry32), so that a failed run can be run again. */
export const seeded = (seed: number): Random => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** FNV-1a, so that a name and a seed make a seed of their own. */
const hash = (text: string): number => {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++)
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return value;
};

/** A stream of its own for each name: dropping one source of chance leaves the others as they were. */
export const streamOf = (seed: number, name: string): Random => seeded(hash(`${seed} ${name}`));

/** One of some values. */
export const oneOf = <T>(random: Random, values: readonly [T, ...T[]]): T =>
  values[Math.floor(random() * values.length)] ?? values[0];

/** A whole number from `low` to `high`. */
export const between = (random: Random, low: number, high: number): number =>
  low + Math.floor(random() * (high - low + 1));
