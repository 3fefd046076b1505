import { describe, expect, it } from 'vitest';
import { runPlan } from './mixed/run.ts';
import { scenarios } from './mixed/scenarios.ts';

const planOf = (scenario: string, seed: number) => {
  const plan = scenarios[scenario]?.(seed);
  if (!plan) throw new Error(`There is no scenario ${scenario}.`);
  return plan;
};

/** The command line runs thousands; these are for every commit. */
const SEEDS = Array.from({ length: 24 }, (_, index) => index + 1);

describe('seeded runs of everything that can go wrong at once', () => {
  it.each(Object.keys(scenarios))('of the scenario %s break no rule', async (scenario) => {
    for (const seed of SEEDS) {
      const { faults } = await runPlan(planOf(scenario, seed));
      expect(faults, `npm run simulate -- --scenario ${scenario} --seeds ${seed}..${seed}`).toEqual(
        [],
      );
    }
  });

  it('are the same when they are run again', async () => {
    for (const seed of [3, 14, 15]) {
      const [one, other] = [
        await runPlan(planOf('mixed', seed)),
        await runPlan(planOf('mixed', seed)),
      ];
      expect(one.digest).toBe(other.digest);
    }
  });
});
