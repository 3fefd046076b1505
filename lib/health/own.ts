import * as v from 'valibot';
import type { Language } from '../peering/errors/types.ts';
import type { Clock } from '../peering/ports.ts';
import type { Check, OwnHealth, Probe } from './port.ts';

/** A deep check costs calls and invocations: one answer serves everybody for a minute. */
const KEPT_MS = 60_000;
/** Languages, times the accounts that one process serves. */
const MAX_KEPT = 16;

interface Kept<T> {
  readonly at: number;
  readonly value: Promise<T>;
}

/** Keeps answers for a minute; whoever asks while one is being made waits for the same one. */
export const keeper = <T>() => {
  const kept = new Map<string, Kept<T>>();
  return (key: string, clock: Pick<Clock, 'now'>, make: () => Promise<T>): Promise<T> => {
    const now = clock.now();
    const known = kept.get(key);
    if (known && now - known.at < KEPT_MS) return known.value;
    if (kept.size >= MAX_KEPT) kept.clear();
    const value = make();
    kept.set(key, { at: now, value });
    value.catch(() => kept.delete(key));
    return value;
  };
};

const question = v.object({
  peerflow: v.literal('health'),
  language: v.optional(v.picklist(['en', 'zh']), 'en'),
});

/** The whole event with which the request function asks a sibling how it is. */
export const healthQuestion = (language: Language): string =>
  JSON.stringify({ peerflow: 'health', language } satisfies v.InferInput<typeof question>);

/** Far longer than a question is. */
const MAX_BYTES = 200;

/** The language of a question; `undefined` for any other event. */
export const readHealthQuestion = (event: Buffer): Language | undefined => {
  if (event.length > MAX_BYTES || !event.includes('"health"')) return undefined;
  try {
    const parsed = v.safeParse(question, JSON.parse(event.toString('utf8')));
    return parsed.success ? parsed.output.language : undefined;
  } catch {
    return undefined;
  }
};

/** What a function answers to a health question. */
export interface OwnAnswer {
  readonly peerflow: 'health';
  readonly name: string;
  readonly checks: readonly Check[];
  readonly shared: Readonly<Record<string, string>>;
}

const check = v.object({
  name: v.string(),
  ok: v.boolean(),
  detail: v.string(),
  remedy: v.exactOptional(v.string()),
});

/** An answer as a sibling reads it. */
export const ownAnswer = v.object({
  peerflow: v.literal('health'),
  name: v.string(),
  checks: v.array(check),
  shared: v.record(v.string(), v.string()),
});

const late = (ms: number): Promise<Check> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve({ name: 'time', ok: false, detail: `A question was not answered within ${ms} ms` });
    }, ms);
    timer.unref();
  });

/** Asks everything side by side; a question that takes too long is a finding. Never rejects. */
export const askAll = (probes: readonly Probe[], ms: number): Promise<readonly Check[]> =>
  Promise.all(probes.map((probe) => Promise.race([probe(), late(ms)])));

/** What this function may do with its own role. */
export const answerHealth = async (own: OwnHealth, ms: number): Promise<OwnAnswer> => ({
  peerflow: 'health',
  name: own.functionName,
  checks: await askAll(own.probes, ms),
  shared: own.shared,
});
