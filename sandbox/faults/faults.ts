import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { CloudFault } from '../cloud/fault.ts';
import { type Handler, type HttpAnswer, type HttpRequest, SocketFault } from '../http.ts';
import type { Journal } from '../journal.ts';
import { callOf, errorOf, type Incoming } from '../services.ts';
import { type Kind, parseRule, type Rule, type RuleInput, type RuleOf } from './rule.ts';

/** What a rule has to work with. */
interface Scene {
  readonly call: Incoming;
  /** Lets the real service answer, the request as it came or changed. */
  readonly proceed: (changed?: HttpRequest) => Promise<HttpAnswer>;
}

const broken = (kind: 'reset' | 'hang') => Promise.reject(new SocketFault(kind));

const afterwards = async ({ proceed }: Scene, kind: 'reset' | 'truncate'): Promise<HttpAnswer> => {
  await proceed();
  throw new SocketFault(kind);
};

/** What each kind of fault does to a call. */
const ACTS: {
  readonly [K in Kind]: (rule: RuleOf[K], scene: Scene) => Promise<HttpAnswer>;
} = {
  latency: async ({ ms }, { proceed }) => {
    await pause(ms);
    return proceed();
  },
  error: async ({ status, code, message, requestId }, { call }) =>
    errorOf(
      { ...call, requestId: requestId ?? call.requestId },
      new CloudFault(code, message, status),
    ),
  expired: async ({ what }, { call }) =>
    errorOf(call, call.service.expiry(what === 'token' ? 'expired' : 'skew')),
  throttling: async ({ status, code, retryAfterMs }, { call }) => {
    const seconds = String(Math.ceil((retryAfterMs ?? 0) / 1000));
    const after = { 'x-acs-retry-after': String(retryAfterMs), 'retry-after': seconds };
    const message = 'Request was denied due to user flow control.';
    const headers = retryAfterMs === undefined ? {} : after;
    return errorOf(call, new CloudFault(code, message, status, headers));
  },
  html: async ({ status }) => ({
    status,
    headers: { 'content-type': 'text/html' },
    body: `<html><head><title>${status}</title></head><body>a proxy says ${status}</body></html>`,
  }),
  empty: async ({ status }) => ({ status }),
  reset: () => broken('reset'),
  hang: () => broken('hang'),
  truncate: (_, scene) => afterwards(scene, 'truncate'),
  'applied-but-lost': (_, scene) => afterwards(scene, 'reset'),
  duplicate: async (_, { proceed }) => {
    const answer = await proceed();
    await proceed();
    return answer;
  },
  partial: ({ entries }, { call, proceed }) => proceed({ ...call.request, failEntries: entries }),
};

const act = <K extends Kind>(kind: K, rule: RuleOf[K], scene: Scene): Promise<HttpAnswer> =>
  ACTS[kind](rule, scene);

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

const isPath = (pattern: string, path: string): boolean =>
  pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern;

const isMatch = ({ match }: Rule, { service, action, request }: Incoming): boolean =>
  (match.service === undefined || match.service === service.name) &&
  (match.action === undefined || match.action === action) &&
  (match.path === undefined || isPath(match.path, request.path)) &&
  (match.text === undefined || `${request.url} ${request.body}`.includes(match.text));

const isDue = ({ afterMs, forMs = Number.POSITIVE_INFINITY }: Rule, age: number): boolean =>
  age >= afterMs && age < afterMs + forMs;

/** A rule and what became of it. */
interface Standing {
  readonly id: string;
  readonly rule: Rule;
  /** Calls that the rule looked at. */
  seen: number;
  /** Calls that it struck. */
  struck: number;
  readonly strikes: (at: number) => boolean;
  /** By the clock. */
  readonly addedAt: number;
}

/** Faults in front of every service, by rules that are data; `now` is the clock, milliseconds. */
export const createFaults = ({ journal, now }: { readonly journal: Journal; now(): number }) => {
  const entries = new Map<string, Standing>();

  /** The first rule that strikes the call; those before it have counted it too. */
  const striking = (call: Incoming): Rule | undefined => {
    for (const standing of entries.values()) {
      const { rule, strikes, addedAt } = standing;
      if (!isMatch(rule, call) || !isDue(rule, now() - addedAt)) continue;
      standing.seen += 1;
      if (!strikes(standing.seen)) continue;
      standing.struck += 1;
      return rule;
    }
    return undefined;
  };

  return {
    /** Adds a rule, which is asked after all older ones; returns the way to remove it. Throws for a wrong rule. */
    add: (input: RuleInput): (() => void) => {
      const rule = parseRule(input);
      const id = `fault-${randomUUID().slice(0, 8)}`;
      entries.set(id, { id, rule, seen: 0, struck: 0, strikes: chanceOf(rule), addedAt: now() });
      return () => entries.delete(id);
    },
    list: (): readonly Pick<Standing, 'id' | 'rule' | 'seen' | 'struck'>[] =>
      [...entries.values()].map(({ id, rule, seen, struck }) => ({ id, rule, seen, struck })),
    /** Removes a rule; false if there is none of that id. */
    remove: (id: string): boolean => entries.delete(id),
    clear: (): void => entries.clear(),
    /** Answers a call as the first rule that strikes it says, without one as the services do. */
    handle: async (request: HttpRequest, services: Handler): Promise<HttpAnswer> => {
      if (entries.size === 0) return services(request);
      const call = callOf(request);
      const rule = striking(call);
      if (rule === undefined) return services(request);
      const { kind } = rule;
      const { action } = call;
      const what = action || `${request.method} ${request.path}`;
      journal.record({ kind: 'fault', summary: `${what} ${kind}`, detail: { kind, action } });
      return act(kind, rule, { call, proceed: (changed = request) => services(changed) });
    },
  };
};

export type Faults = ReturnType<typeof createFaults>;
