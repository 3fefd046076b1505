import { describe, expect, it } from 'vitest';
import { couple, fleet, spoke } from './support/fleet.ts';
import { endOf, expectSound, inStatus, toldOf } from './support/invariants.ts';
import { simulate } from './support/simulation.ts';

const MINUTE = 60_000;

describe('a create', () => {
  it('ends in one Activated connection, told once', async () => {
    const sim = simulate({ vpcs: fleet(2) });

    sim.request(couple(0));
    await sim.time.pass(20_000);

    expectSound(sim);
    expect(toldOf(sim, 'Creating')).toEqual(inStatus(sim, 'Activated'));
    expect(toldOf(sim, 'Activated')).toEqual(inStatus(sim, 'Activated'));
    expect(inStatus(sim, 'Activated')).toHaveLength(1);
    expect(sim.calls('create')).toBe(1);
  });

  it.each([1, 2, 3, 4, 5])('joins 40 spokes to a hub in one batch, seed %i', async (seed) => {
    const sim = simulate({ seed, vpcs: fleet(40) });

    sim.request(Array.from({ length: 40 }, (_, index) => spoke(index)));
    await sim.time.pass(10 * MINUTE);

    expectSound(sim);
    expect(toldOf(sim, 'Activated')).toHaveLength(40);
    expect(sim.calls('create')).toBeLessThanOrEqual(1.5 * 40);
  });

  it.each([1, 2, 3])(
    'joins 40 spokes to a hub from four batches at once, seed %i',
    async (seed) => {
      const sim = simulate({ seed, vpcs: fleet(40) });

      for (let batch = 0; batch < 4; batch++)
        sim.request(Array.from({ length: 10 }, (_, index) => spoke(batch * 10 + index)));
      await sim.time.pass(15 * MINUTE);

      expectSound(sim);
      expect(toldOf(sim, 'Activated')).toHaveLength(40);
      expect(sim.calls('create')).toBeLessThanOrEqual(2 * 40);
    },
  );

  it('of one pair by three requests at once makes one connection that serves all', async () => {
    const sim = simulate({ vpcs: fleet(2) });

    for (const requestId of ['a', 'b', 'c']) sim.request(couple(0, { requestId }));
    await sim.time.pass(MINUTE);

    expectSound(sim);
    expect(inStatus(sim, 'Activated')).toHaveLength(1);
    expect(endOf(sim)).toEqual(['vpc-spoke0 vpc-spoke1 Activated Activated told=true']);
  });

  it('fails for good where the cloud refuses for good', async () => {
    const sim = simulate({ vpcs: fleet(2) });

    sim.request(couple(0, { acceptingVpcId: 'vpc-nowhere' }));
    await sim.time.pass(MINUTE);

    expectSound(sim);
    expect(sim.world.connections()).toEqual([]);
    expect(sim.sinks.events().map(({ type }) => type)).toEqual(['peerflow:Connection:Failed']);
  });
});
