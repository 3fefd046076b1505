import { randomUUID } from 'node:crypto';
import { chanceOf } from './chance.ts';
import type { Rule } from './rule.ts';
import type { Call } from './services.ts';

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
  (match.path === undefined || isPath(match.path, request.path));

/** Rules in the order in which they were added, each with its counts. */
export class Standings {
  readonly #all = new Map<string, { strikes: (at: number) => boolean; standing: Standing }>();

  add(rule: Rule): string {
    const id = `fault-${randomUUID().slice(0, 8)}`;
    this.#all.set(id, { strikes: chanceOf(rule), standing: { id, rule, seen: 0, struck: 0 } });
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
    for (const [id, { strikes, standing }] of this.#all) {
      if (!isMatch(standing.rule, call)) continue;
      const seen = standing.seen + 1;
      const isStruck = strikes(seen);
      const struck = standing.struck + (isStruck ? 1 : 0);
      this.#all.set(id, { strikes, standing: { ...standing, seen, struck } });
      if (isStruck) return standing.rule;
    }
    return undefined;
  }
}
