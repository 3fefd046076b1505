import fc from 'fast-check';
import { type AnyTarget, type Target, timed } from '../target.ts';
import { handlers } from './handlers.ts';
import { events, hints, json, waiting } from './intake.ts';
import { cidr, tags } from './network.ts';
import { patterns, policies } from './policy.ts';
import { ids, requests } from './request.ts';
import { schemas } from './schemas.ts';
import { records, taskEvents, tasks } from './tasks.ts';

const isBytes = (value: unknown): value is { readonly data: readonly number[] } =>
  typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer';

/** Bytes as the text that they are. */
const shown = (input: unknown): string =>
  JSON.stringify(input, (_, value: unknown) => {
    if (isBytes(value)) return Buffer.from([...value.data]).toString();
    return typeof value === 'bigint' ? String(value) : value;
  });

const messageOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

const runnable = <T>({ name, inputs, corpus, check }: Target<T>): AnyTarget => ({
  name,
  run: async ({ seed, runs }) => {
    for (const input of corpus) await timed(check, input);
    const property = fc.asyncProperty(inputs, (input) => timed(check, input));
    const outcome = await fc.check(property, { seed, numRuns: runs });
    const { failed, counterexample, errorInstance } = outcome;
    if (failed)
      throw new Error(`${name}: ${messageOf(errorInstance)}\nInput: ${shown(counterexample?.[0])}`);
  },
});

export const TARGETS: readonly AnyTarget[] = [
  runnable(events),
  runnable(waiting),
  runnable(handlers),
  runnable(hints),
  runnable(json),
  runnable(requests),
  runnable(schemas),
  runnable(ids),
  runnable(taskEvents),
  runnable(tasks),
  runnable(records),
  runnable(policies),
  runnable(patterns),
  runnable(cidr),
  runnable(tags),
];
