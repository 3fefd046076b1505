import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { ROOT } from '../../build/bundle.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What bench/budget.json grants: only what is the same in every run and on every machine. */
const budgetSchema = v.strictObject({
  /** Most bytes of the folder of each function: without its code cache, with it, and zipped. */
  package: v.record(v.string(), v.strictObject({ code: count, whole: count, zipped: count })),
  /** Most modules that a scenario runs, our own and of packages, and exactly these packages of the SDKs. */
  loaded: v.record(v.string(), v.strictObject({ modules: count, sdks: v.array(v.string()) })),
  /** Most calls of each action that a scenario makes, whatever chance does; of no other action any. */
  calls: v.record(v.string(), v.record(v.string(), count)),
});

export type Budget = v.InferOutput<typeof budgetSchema>;

/** The budget. Throws when the file is not one. */
export const readBudget = (): Budget =>
  v.parse(budgetSchema, JSON.parse(readFileSync(path.join(ROOT, 'bench/budget.json'), 'utf8')));

/** What is over a limit, as a sentence for whoever broke it; nothing where all limits are kept. */
export const over = (
  what: string,
  measured: Readonly<Record<string, number>>,
  limits: Readonly<Record<string, number>>,
): readonly string[] =>
  Object.entries(measured).flatMap(([name, value]) => {
    const limit = limits[name] ?? 0;
    return value <= limit
      ? []
      : [
          `${what}: ${name} ${value}, ${value - limit} over the budget of ${limit}. If that is worth it, raise bench/budget.json in the same commit and say why.`,
        ];
  });
