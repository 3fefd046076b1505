import { describe, expect, it } from 'vitest';
import { fleet, spoke } from './support/fleet.ts';
import { toldOf } from './support/invariants.ts';
import { simulate } from './support/simulation.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('every wait has an end', () => {
  it('a creation that does not move is told as Stalled, once', async () => {
    const sim = simulate({ vpcs: fleet(2), timings: { creatingMs: 2 * HOUR } });

    sim.request([spoke(0)]);
    await sim.live(30 * MINUTE);

    expect(toldOf(sim, 'Stalled')).toHaveLength(1);
    expect(toldOf(sim, 'Activated')).toHaveLength(0);
  });

  it('and when it moves after all, that is told too', async () => {
    const sim = simulate({ vpcs: fleet(2), timings: { creatingMs: 20 * MINUTE } });

    sim.request([spoke(0)]);
    await sim.live(40 * MINUTE);

    expect(toldOf(sim, 'Stalled')).toHaveLength(1);
    expect(toldOf(sim, 'Activated')).toHaveLength(1);
  });

  it('a VPC that never becomes Available fails after ten minutes, and not before', async () => {
    const vpcs = fleet(2).map((vpc) => ({ ...vpc, status: 'Pending' as const }));
    const sim = simulate({ vpcs });

    sim.request([spoke(0)]);
    await sim.live(8 * MINUTE);
    const early = toldOf(sim, 'Failed');
    await sim.live(8 * MINUTE);

    expect(early).toHaveLength(0);
    expect(toldOf(sim, 'Failed')).toHaveLength(1);
    expect(sim.world.connections()).toHaveLength(0);
  });

  it('a hub that stays busy fails the others after six hours', async () => {
    const sim = simulate({ vpcs: fleet(3), timings: { creatingMs: 9 * HOUR } });

    sim.request([spoke(0), spoke(1)]);
    await sim.live(5 * HOUR);
    const early = toldOf(sim, 'Failed');
    await sim.live(3 * HOUR);

    expect(early).toHaveLength(0);
    expect(toldOf(sim, 'Failed')).toHaveLength(1);
  });
});
