import { describe, expect, it } from 'vitest';
import { couple, fleet } from './support/fleet.ts';
import { expectSound, toldOf } from './support/invariants.ts';
import { routesEvents } from './support/routes.ts';
import { type Simulation, simulate } from './support/simulation.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const DRIFT = { drift: 'announce', driftEveryMs: HOUR } as const;

const checks = (sim: Simulation): number =>
  sim.functions.payloads.filter((payload) => payload.includes('"task":"check"')).length;

const loseOne = ({ world }: Simulation): void => {
  const [entry] = world.network
    .routeEntries('vpc-spoke0')
    .filter(({ nextHops }) => nextHops.some(({ nextHopType }) => nextHopType === 'VpcPeer'));
  world.network.removeRouteEntry(entry?.routeEntryId ?? '');
};

describe('the sweep', () => {
  it('has each connection with routes checked once an hour, and no other', async () => {
    const sim = simulate({ vpcs: fleet(6), settings: DRIFT });
    for (const index of [0, 1]) sim.request(couple(index, { routes: 'both' }));
    sim.request(couple(2));

    await sim.live(5 * HOUR + 30 * MINUTE);

    expectSound(sim);
    expect(checks(sim)).toBe(2 * 6);
    expect(toldOf(sim, 'Routes:Drifted')).toEqual([]);
  });

  it('has the same drift told under the same id, hour after hour', async () => {
    const sim = simulate({ vpcs: fleet(2), settings: DRIFT });
    sim.request(couple(0, { routes: 'both' }));
    await sim.live(30 * MINUTE);
    loseOne(sim);

    await sim.live(4 * HOUR);

    expectSound(sim);
    expect(sim.sinks.deliveries.filter(({ event }) => event.type.endsWith('Drifted')).length).toBe(
      4,
    );
    expect(routesEvents(sim, 'Drifted')).toHaveLength(1);
    expect(sim.calls('createRouteEntries')).toBe(2);
  });

  it('has none checked where nobody asked for it', async () => {
    const sim = simulate({ vpcs: fleet(2) });
    sim.request(couple(0, { routes: 'both' }));
    await sim.live(3 * HOUR);

    expect(checks(sim)).toBe(0);
  });
});
