import type fc from 'fast-check';
import { printable } from '../../lib/peering/printable.ts';

/** Something that takes what strangers send: inputs, and what must hold of every one of them. */
export interface Target<T = unknown> {
  readonly name: string;
  readonly inputs: fc.Arbitrary<T>;
  /** Inputs that are tried first, each time. */
  readonly corpus: readonly T[];
  /** Throws where something does not hold. */
  readonly check: (input: T) => void | Promise<void>;
}

/** A target among others, whatever its inputs are. */
export interface AnyTarget {
  readonly name: string;
  /** Runs the corpus and then `runs` inputs drawn from a seed; rejects with the smallest input that fails. */
  readonly run: (options: { readonly seed: number; readonly runs: number }) => Promise<void>;
}

/** A text for people that quotes a stranger must be short and show every character. */
const MAX_TEXT = 1_200;

export class Broken extends Error {
  constructor(rule: string, shown: unknown) {
    super(`${rule}: ${printable(JSON.stringify(shown) ?? String(shown)).slice(0, 600)}`);
    this.name = 'Broken';
  }
}

export const must = (isTrue: boolean, rule: string, shown?: unknown): void => {
  if (!isTrue) throw new Broken(rule, shown);
};

export const mustBePrintable = (text: string, where: string): void => {
  must(text.length <= MAX_TEXT, `${where} is over ${MAX_TEXT} characters`, text.slice(0, 200));
  must(printable(text) === text, `${where} holds a character that cannot be seen`, text);
};

/** A call that takes longer than this on one input is a hang, or becomes one with a larger input. */
const MAX_MS = 3_000;

/** Runs a check under the bound of time. */
export const timed = async <T>(check: Target<T>['check'], input: T): Promise<void> => {
  const from = performance.now();
  await check(input);
  const ms = performance.now() - from;
  must(ms <= MAX_MS, `It took ${Math.round(ms)} ms`);
};
