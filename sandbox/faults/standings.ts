import { randomUUID } from 'node:crypto';
import type { Rule } from './rule.ts';
import type { Call } from './services.ts';

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

/** Whether a call that a rule looks at is struck, by its order from 1. */
const chanceOf = ({ times, every, probability, seed }: Rule): ((at: number) => boolean) => {
  if (times !== undefined) return (at) => at <= times;
  if (every !== undefined) return (at) => at % every === 0;
  if (probability === undefined) return () => true;
  const random = seeded(seed);
  return () => random() < probability;
};

/** A rule and what became of it. */
export interface Standing {
  readonly id: string;
  readonly rule: Rule;
  /** Calls that the rule looked at. */
  readonly seen: number;
  /** Calls that it struck. */
  readonly struck: number;
}

const isPath = (pattern: string, path: string): boolean =>
  pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern;

const isMatch = ({ match }: Rule, { service, action, request }: Call): boolean =>
  (match.service === undefined || match.service === service?.name) &&
  (match.action === undefined || match.action === action) &&
  (match.path === undefined || isPath(match.path, request.path)) &&
  (match.text === undefined || `${request.url} ${request.body}`.includes(match.text));

const isDue = ({ afterMs, forMs = Number.POSITIVE_INFINITY }: Rule, age: number): boolean =>
  age >= afterMs && age < afterMs + forMs;

interface Entry {
  readonly strikes: (at: number) => boolean;
  /** By the clock. */
  readonly addedAt: number;
  readonly standing: Standing;
}

/** Rules in the order in which they were added, each with its counts. */
export class Standings {
  readonly #all = new Map<string, Entry>();

  constructor(readonly now: () => number) {}

  add(rule: Rule): string {
    const id = `fault-${randomUUID().slice(0, 8)}`;
    const standing = { id, rule, seen: 0, struck: 0 };
    this.#all.set(id, { strikes: chanceOf(rule), addedAt: this.now(), standing });
    return id;
  }

  remove(id: string): boolean {
    return this.#all.delete(id);
  }

  clear(): void {
    this.#all.clear();
  }

  list(): readonly Standing[] {
    return [...this.#all.values()].map(({ standing }) => standing);
  }

  /** The first rule that strikes the call; those before it have counted it too. */
  striking(call: Call): Rule | undefined {
    for (const [id, entry] of this.#all) {
      const { rule } = entry.standing;
      if (!isMatch(rule, call) || !isDue(rule, this.now() - entry.addedAt)) continue;
      const seen = entry.standing.seen + 1;
      const isStruck = entry.strikes(seen);
      const struck = entry.standing.struck + (isStruck ? 1 : 0);
      this.#all.set(id, { ...entry, standing: { ...entry.standing, seen, struck } });
      if (isStruck) return rule;
    }
    return undefined;
  }
}
