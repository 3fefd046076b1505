import * as v from 'valibot';
import type { Check, OwnHealth, Probe } from './port.ts';

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
