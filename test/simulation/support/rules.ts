import type { Random } from '../../../lib/peering/ports.ts';
import { streamOf } from './random.ts';

/**
 * What goes wrong with a call. `lost`: it is applied, its answer never arrives. `hang`: no answer within the
 * time limit of the caller. `by-turns`:
 * throttled at one call and unavailable at the next. `page`: something in between answers as if all were well. `crash-before` and `crash-after`: the instance dies around it.
 */
export type FaultKind =
  | 'throttled'
  | 'by-turns'
  | 'unavailable'
  | 'html'
  | 'page'
  | 'reset'
  | 'lost'
  | 'expired'
  | 'denied'
  | 'conflict'
  | 'hang'
  | 'slow'
  | 'refused'
  | 'too-large'
  | 'not-found'
  | 'partial'
  | 'crash-before'
  | 'crash-after';

export interface FaultRule {
  /** Calls that it hits: `api:CreateVpcPeerConnection`, `enqueue:watch`, `sink:a`; `*` at the end is a wildcard. */
  readonly on: string;
  /**
   * Only calls about this route table; looks of this function, or at connections of these two VPCs; or `dry run`, or
   * `for real`.
   */
  readonly subject?: string;
  readonly kind: FaultKind;
  /** Chance of each call, from 0 to 1. */
  readonly chance: number;
  /** Milliseconds from the start of the simulation. */
  readonly from: number;
  readonly to: number;
  /** At most so many calls. */
  readonly times?: number;
  /** What the service asks to wait, of a sink or where it is throttled. */
  readonly retryAfterMs?: number;
  /** The code of a refusal; otherwise what is usual for the kind. */
  readonly code?: string;
}

const matches = (on: string, operation: string): boolean =>
  on.endsWith('*') ? operation.startsWith(on.slice(0, -1)) : on === operation;

interface Active {
  readonly rule: FaultRule;
  readonly random: Random;
  hits: number;
}

/** Whether a rule strikes a call; its chance is drawn for what it looks at alone. */
const isStruck = (
  { rule, random, hits }: Active,
  operation: string,
  subjects: readonly string[],
  now: number,
): boolean => {
  if (now < rule.from || now >= rule.to || !matches(rule.on, operation)) return false;
  if (rule.subject !== undefined && !subjects.includes(rule.subject)) return false;
  if (rule.times !== undefined && hits >= rule.times) return false;
  return rule.chance >= 1 || random() < rule.chance;
};

/** Decides, for each call, whether and how it goes wrong. */
export class Faults {
  /** Codes of rules that struck, and what kind of trouble they stood for. */
  readonly codes = new Map<string, FaultKind>();
  readonly #rules: Active[] = [];
  readonly #seed: number;
  readonly #elapsed: () => number;

  constructor(rules: readonly FaultRule[], seed: number, elapsed: () => number) {
    this.#seed = seed;
    this.#elapsed = elapsed;
    for (const rule of rules) this.add(rule);
  }

  add(rule: FaultRule): void {
    const name = `${rule.on} ${rule.kind} ${rule.from} ${rule.to} ${rule.chance}`;
    this.#rules.push({ rule, random: streamOf(this.#seed, name), hits: 0 });
  }

  /** From now on nothing goes wrong any more, except for what never ends. */
  stop(): void {
    const lasting = this.#rules.filter(({ rule }) => rule.to === Number.POSITIVE_INFINITY);
    this.#rules.splice(0, this.#rules.length, ...lasting);
  }

  pick(operation: string, subjects: readonly string[] = []): FaultRule | undefined {
    const now = this.#elapsed();
    const active = this.#rules.find((each) => isStruck(each, operation, subjects, now));
    if (!active) return undefined;
    active.hits += 1;
    const { rule, hits } = active;
    if (rule.code !== undefined) this.codes.set(rule.code, rule.kind);
    if (rule.kind !== 'by-turns') return rule;
    return { ...rule, kind: hits % 2 === 0 ? 'unavailable' : 'throttled' };
  }
}
