import { describe, expect, it } from 'vitest';
import { couple, fleet, spoke } from './support/fleet.ts';
import { expectSound, inStatus } from './support/invariants.ts';
import { routesEvents, routesOf, WIDE, watchEntries, wide } from './support/routes.ts';
import { type SimulationOptions, simulate } from './support/simulation.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SEEDS = Array.from({ length: 20 }, (_, index) => 3000 + index);

const PLANNED = [
  ...['vtb-left', 'vtb-left1', 'vtb-left2', 'vtb-left3'].flatMap((table) =>
    Array.from({ length: 40 }, (_, index) => `${table} 10.${100 + index}.0.0/16 Available`),
  ),
  ...['vtb-right', 'vtb-right1'].flatMap((table) =>
    Array.from({ length: 20 }, (_, index) => `${table} 10.${index}.0.0/16 Available`),
  ),
].sort();

const ROUGH = { busy: 0.3, throttled: 0.05, lost: 0.08, transient: 0.05, crash: 0.01, sink: 0.1 };

const run = async (options: Omit<SimulationOptions, 'vpcs'>) => {
  const sim = simulate({ vpcs: WIDE, ...options });
  const entries = watchEntries(sim);
  sim.request(wide());
  await sim.live(30 * MINUTE);
  return { sim, entries };
};

describe('two hundred routes over six tables', () => {
  it('are made in as few calls as there are batches', async () => {
    const { sim, entries } = await run({});

    expectSound(sim);
    expect(routesOf(sim, 'vpc-left', 'vpc-right')).toEqual(PLANNED);
    expect(entries.doubled()).toEqual([]);
    expect(sim.calls('createRouteEntries')).toBe(5);
    expect(routesEvents(sim, 'Ready')).toMatchObject([
      { data: { routeCounts: { created: 200 }, routes: { length: 50 } } },
    ]);
  });

  it.each(SEEDS)(
    'are exactly as planned whatever is busy, throttled or lost, seed %i',
    async (seed) => {
      const { sim, entries } = await run({ seed, faults: ROUGH, faultsForMs: 20 * MINUTE });

      expectSound(sim);
      expect(routesOf(sim, 'vpc-left', 'vpc-right')).toEqual(PLANNED);
      expect(entries.doubled()).toEqual([]);
      expect(entries.removed).toEqual([]);
      expect(routesEvents(sim, 'Failed')).toEqual([]);
      expect(routesEvents(sim, 'Ready')).toHaveLength(1);
      const [connection] = sim.world.connections();
      expect([...(connection?.tags.values() ?? [])][0]?.get('peerflow:state')).toBe('Activated');
    },
  );

  it.each(SEEDS.slice(0, 5))(
    'and however the cloud says that it is busy, seed %i',
    async (seed) => {
      const behaviour = {
        routeConflict: 'entry',
        duplicateRoute: 'Duplicated.VpcNextHop',
        nextHopFilter: 'refuse',
        tagOverwrite: 'refuse',
      } as const;
      const { sim, entries } = await run({
        seed,
        behaviour,
        faults: ROUGH,
        faultsForMs: 20 * MINUTE,
      });

      expectSound(sim);
      expect(routesOf(sim, 'vpc-left', 'vpc-right')).toEqual(PLANNED);
      expect(entries.doubled()).toEqual([]);
      expect(routesEvents(sim, 'Ready')).toHaveLength(1);
    },
  );
});

describe('routes of many connections', () => {
  it.each(SEEDS.slice(0, 5))(
    'of one hub do not hinder each other for long, seed %i',
    async (seed) => {
      const sim = simulate({ seed, vpcs: fleet(10) });
      sim.request(Array.from({ length: 10 }, (_, index) => spoke(index, { routes: 'both' })));
      await sim.live(20 * MINUTE);

      expectSound(sim);
      expect(inStatus(sim, 'Activated')).toHaveLength(10);
      expect(routesOf(sim, 'vpc-hub')).toHaveLength(10);
      expect(routesEvents(sim, 'Ready')).toHaveLength(10);
    },
  );
});

describe('what came of routes', () => {
  it('is told again to the sink that lacks it, and to no other', async () => {
    const sim = simulate({ vpcs: fleet(2), sinks: ['aaaaaa', 'bbbbbb'] });
    const ready = (name: string) =>
      sim.sinks.deliveries.filter(
        ({ sink, event }) => sink === name && event.type === 'peerflow:Routes:Ready',
      );
    const mark = () =>
      [...(sim.world.connections()[0]?.tags.values() ?? [])][0]?.get('peerflow:state');
    sim.request(couple(0, { routes: 'both' }));
    await sim.time.pass(1_900);
    sim.sinks.down.add('bbbbbb');
    await sim.live(10 * MINUTE);
    const meanwhile = [ready('aaaaaa').length, ready('bbbbbb').length, mark()];

    sim.sinks.down.clear();
    await sim.live(10 * MINUTE);

    expect(meanwhile).toEqual([
      1,
      0,
      expect.stringMatching(/routes=pending@\d+![0-9a-f]{6}>bbbbbb/),
    ]);
    expect([ready('aaaaaa').length, ready('bbbbbb').length]).toEqual([1, 1]);
    expect(mark()).toBe('Activated');
    expectSound(sim);
  });

  it('is given up on after a day of failure', async () => {
    const sim = simulate({ vpcs: fleet(2), sinks: ['aaaaaa', 'bbbbbb'] });
    sim.request(couple(0, { routes: 'both' }));
    await sim.time.pass(1_900);
    sim.sinks.down.add('bbbbbb');
    await sim.live(25 * HOUR);

    const [connection] = sim.world.connections();
    expect([...(connection?.tags.values() ?? [])][0]?.get('peerflow:state')).toBe('Activated');
  });
});

describe('routes that cannot be made for long', () => {
  it('are given up after six hours of a busy VPC, with bounded calls, and not before', async () => {
    const sim = simulate({ vpcs: fleet(2), faults: { busy: 1 } });

    sim.request(couple(0, { routes: 'both' }));
    await sim.live(5.5 * HOUR);
    const early = routesEvents(sim, 'Failed').length;
    await sim.live(45 * MINUTE);
    const calls = sim.calls('createRouteEntries');
    await sim.live(30 * MINUTE);

    expect(early).toBe(0);
    expect(routesEvents(sim, 'Failed')).toMatchObject([
      { data: { failure: { code: 'TaskConflict', retryable: true }, routeCounts: { failed: 2 } } },
    ]);
    expect(calls).toBeLessThan(5_000);
    expect(sim.calls('createRouteEntries')).toBe(calls);
    expectSound(sim);
  });
});
