import fc from 'fast-check';
import { type AnyTarget, type Target, timed } from '../target.ts';
import { events, hints, json, waiting } from './intake.ts';
import { cidr, tags } from './network.ts';
import { patterns, policies } from './policy.ts';
import { ids, requests } from './request.ts';
import { records, taskEvents, tasks } from './tasks.ts';

const shown = (input: unknown): string =>
  Buffer.isBuffer(input) ? JSON.stringify(input.toString()) : fc.stringify(input);

const messageOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

const runnable = <T>({ name, inputs, corpus, check }: Target<T>): AnyTarget => ({
  name,
  run: ({ seed, runs }) => {
    for (const input of corpus) timed(check, input);
    const property = fc.property(inputs, (input) => timed(check, input));
    const { failed, counterexample, errorInstance } = fc.check(property, { seed, numRuns: runs });
    if (failed)
      throw new Error(`${name}: ${messageOf(errorInstance)}\nInput: ${shown(counterexample?.[0])}`);
  },
});

export const TARGETS: readonly AnyTarget[] = [
  runnable(events),
  runnable(waiting),
  runnable(hints),
  runnable(json),
  runnable(requests),
  runnable(ids),
  runnable(taskEvents),
  runnable(tasks),
  runnable(records),
  runnable(policies),
  runnable(patterns),
  runnable(cidr),
  runnable(tags),
];
