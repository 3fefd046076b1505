import { describe, expect, it } from 'vitest';
import { TARGETS } from './targets/index.ts';

/** The same inputs in every run; `npm run fuzz` draws new ones. */
const SEED = 20_261_129;
const RUNS = 120;

describe('inputs of strangers neither crash nor hang, nor come out unbounded or unescaped', () => {
  it.each(TARGETS.map((target) => [target.name, target] as const))('%s', async (_, target) => {
    await expect(target.run({ seed: SEED, runs: RUNS })).resolves.toBeUndefined();
  });
});
