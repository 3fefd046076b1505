import { describe, expect, it } from 'vitest';
import { couple, fleet, partner, spoke } from './support/fleet.ts';
import { endOf, expectSound, inStatus, toldOf } from './support/invariants.ts';
import { type SimulationOptions, simulate } from './support/simulation.ts';

const MINUTE = 60_000;
const SEEDS = Array.from({ length: 25 }, (_, index) => 1000 + index);

const ROUGH = {
  crash: 0.03,
  lost: 0.04,
  transient: 0.04,
  throttled: 0.02,
  duplicate: 0.1,
  dropWatch: 0.2,
  ignoreDelay: 0.1,
  sink: 0.1,
};

/** Spokes of a hub, couples beside it, and a partner that nobody accepts for. */
const run = async (options: Omit<SimulationOptions, 'vpcs'>) => {
  const sim = simulate({ vpcs: fleet(16), ...options });
  sim.request([0, 1, 2, 3, 4, 5].map((index) => spoke(index)));
  for (const index of [3, 4, 5, 6]) sim.request(couple(index));
  sim.request(partner());
  await sim.live(40 * MINUTE);
  return sim;
};

describe('whatever goes wrong', () => {
  it.each(SEEDS)('ends where a calm run ends, seed %i', async (seed) => {
    const calm = await run({ seed });
    const rough = await run({ seed, faults: ROUGH, faultsForMs: 15 * MINUTE });

    expectSound(rough);
    expect(endOf(rough)).toEqual(endOf(calm));
    expect(toldOf(rough, 'Activated')).toEqual(inStatus(rough, 'Activated'));
    expect(toldOf(rough, 'Failed')).toEqual([]);
  });

  it.each(SEEDS.slice(0, 8))('and however the cloud behaves, seed %i', async (seed) => {
    const behaviour = { notFoundAfterCreateMs: 4_000, tagOverwrite: 'refuse' } as const;
    const calm = await run({ seed });
    const odd = await run({ seed, behaviour, faults: ROUGH, faultsForMs: 15 * MINUTE });

    expectSound(odd);
    expect(endOf(odd)).toEqual(endOf(calm));
  });

  it('calls stay bounded while every create is refused as busy', async () => {
    const sim = simulate({ vpcs: fleet(4), timings: { creatingMs: 20 * MINUTE } });

    sim.request([spoke(0), spoke(1), spoke(2)]);
    await sim.live(30 * MINUTE);

    expectSound(sim);
    expect(sim.calls('create')).toBeLessThan(70);
    expect(sim.calls('list')).toBeLessThan(300);
  });
});
