import { describe, expect, it } from 'vitest';
import { couple, fleet } from './support/fleet.ts';
import { endOf, expectSound, inStatus, toldOf } from './support/invariants.ts';
import { routesOf, WIDE, watchEntries, wide } from './support/routes.ts';
import { type Simulation, type SimulationOptions, simulate } from './support/simulation.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SEEDS = Array.from({ length: 15 }, (_, index) => 4000 + index);

/** Watches arrive: nothing but a watch tells of a connection that is gone. */
const ROUGH = {
  busy: 0.3,
  throttled: 0.04,
  lost: 0.06,
  transient: 0.04,
  crash: 0.01,
  sink: 0.1,
  duplicate: 0.1,
};

const activated = async (sim: Simulation, request: object): Promise<string> => {
  sim.request(request);
  await sim.time.pass(2 * MINUTE);
  return inStatus(sim, 'Activated')[0] ?? '';
};

const bye = (instanceId: string, more: object = {}) => ({
  action: 'delete',
  requestId: 'bye-1',
  instanceId,
  ...more,
});

describe('a delete of a connection with two hundred routes', () => {
  it('removes them in as few calls as there are batches', async () => {
    const sim = simulate({ vpcs: WIDE });
    const instanceId = await activated(sim, wide());

    sim.request(bye(instanceId));
    await sim.live(5 * MINUTE);

    expectSound(sim);
    expect(routesOf(sim, 'vpc-left', 'vpc-right')).toEqual([]);
    expect(sim.calls('deleteRouteEntries')).toBe(5);
    expect(toldOf(sim, 'Deleted')).toEqual([instanceId]);
  });

  it.each(SEEDS)(
    'removes each once, and nothing else, whatever goes wrong, seed %i',
    async (seed) => {
      const sim = simulate({ seed, vpcs: WIDE });
      const foreign = sim.world.network.addRouteEntry('vtb-left', {
        destinationCidrBlock: '172.16.0.0/16',
        nextHopId: 'ngw-1',
      });
      const instanceId = await activated(sim, wide());
      const entries = watchEntries(sim);
      sim.makeRough(ROUGH);

      sim.request(bye(instanceId));
      await sim.live(15 * MINUTE);
      sim.makeRough({});
      await sim.live(20 * MINUTE);

      expectSound(sim);
      expect(routesOf(sim, 'vpc-left', 'vpc-right')).toEqual([]);
      expect(sim.world.network.routeEntries('vtb-left')).toContainEqual(foreign);
      expect(entries.removed).toHaveLength(200);
      expect(new Set(entries.removed).size).toBe(200);
      expect(toldOf(sim, 'Routes:Removed')).toEqual([instanceId]);
      expect(toldOf(sim, 'Deleted')).toEqual([instanceId]);
      expect(failuresOf(sim)).toEqual([]);
    },
  );
});

describe('a delete in a cloud that is otherwise', () => {
  const ODD = {
    routeConflict: 'entry',
    deleteSeesRoutes: 'own',
    nextHopFilter: 'refuse',
    tagOverwrite: 'refuse',
  } as const;

  it.each(SEEDS.slice(0, 5))('removes what is ours all the same, seed %i', async (seed) => {
    const sim = simulate({ seed, vpcs: WIDE, behaviour: ODD });
    const instanceId = await activated(sim, wide());
    sim.makeRough(ROUGH);

    sim.request(bye(instanceId));
    await sim.live(15 * MINUTE);
    sim.makeRough({});
    await sim.live(20 * MINUTE);

    expectSound(sim);
    expect(routesOf(sim, 'vpc-left', 'vpc-right')).toEqual([]);
    expect(toldOf(sim, 'Deleted')).toEqual([instanceId]);
  });
});

describe('a delete that comes while routes are made', () => {
  it.each(SEEDS)('leaves neither routes nor a connection, seed %i', async (seed) => {
    const sim = simulate({ seed, vpcs: WIDE, faults: { busy: 0.3 }, faultsForMs: 20 * MINUTE });
    sim.request(wide());
    await sim.time.pass(2_000 + (seed % 15) * 400);
    const [instanceId = ''] = inStatus(sim, 'Activated');

    sim.request(bye(instanceId));
    await sim.live(40 * MINUTE);

    expectSound(sim);
    expect(routesOf(sim, 'vpc-left', 'vpc-right')).toEqual([]);
    expect(toldOf(sim, 'Deleted')).toEqual([instanceId]);
    expect(toldOf(sim, 'Failed')).toEqual([]);
    expect(toldOf(sim, 'Routes:Failed')).toEqual([]);
  });
});

describe('a fleet whose connections come and go', () => {
  const run = async (options: Omit<SimulationOptions, 'vpcs'>) => {
    const sim = simulate({ vpcs: fleet(12), ...options });
    for (const index of [0, 1, 2, 3, 4]) sim.request(couple(index, { routes: 'both' }));
    sim.request(couple(5));
    await sim.live(20 * MINUTE);
    for (const it of sim.world.connections())
      if (['vpc-spoke0', 'vpc-spoke4', 'vpc-spoke10'].includes(it.vpcId))
        sim.request(bye(it.instanceId, { requestId: `bye-${it.vpcId}` }));
    await sim.live(40 * MINUTE);
    return sim;
  };
  const routesIn = (sim: Simulation) =>
    routesOf(sim, ...Array.from({ length: 12 }, (_, index) => `vpc-spoke${index}`));

  it.each(SEEDS)('ends rough where it ends calm, seed %i', async (seed) => {
    const calm = await run({ seed });
    const rough = await run({ seed, faults: ROUGH, faultsForMs: 35 * MINUTE });

    expectSound(rough);
    expect(endOf(rough)).toEqual(endOf(calm));
    expect(routesIn(rough)).toEqual(routesIn(calm));
    expect(routesIn(calm)).toHaveLength(6);
    expect(toldOf(rough, 'Routes:Ready')).toEqual(
      sameConnections(rough, [
        'vpc-spoke0',
        'vpc-spoke2',
        'vpc-spoke4',
        'vpc-spoke6',
        'vpc-spoke8',
      ]),
    );
    expect(failuresOf(rough)).toEqual([]);
  });
});

/** A delete that is delivered anew after its connection has gone cannot know that it was the reason. */
const failuresOf = ({ sinks }: Simulation): readonly unknown[] =>
  sinks
    .events()
    .filter(({ type }) => type.endsWith(':Failed'))
    .map(({ data }) => Object(data).failure.code)
    .filter((code) => code !== 'ResourceNotFound.InstanceId');

const sameConnections = ({ world }: Simulation, vpcIds: readonly string[]): readonly string[] =>
  world
    .connections()
    .filter(({ vpcId }) => vpcIds.includes(vpcId))
    .map(({ instanceId }) => instanceId)
    .sort();

describe('a delete that the API refuses for good', () => {
  it('is told and then let alone', async () => {
    const sim = simulate({ vpcs: fleet(2), isShut: true, settings: { accepterRole: undefined } });
    const instanceId = await activated(sim, couple(0));
    sim.refuseForGood('delete', 'OperationDenied.ServiceManagedInstance');

    sim.request(bye(instanceId));
    await sim.live(10 * MINUTE);
    const calls = sim.calls('delete');
    await sim.live(2 * HOUR);

    expect(toldOf(sim, 'Failed')).toEqual([instanceId]);
    expect(calls).toBe(1);
    expect(sim.calls('delete')).toBe(calls);
    expect(endOf(sim)).toEqual([
      expect.stringMatching(
        /^vpc-spoke0 vpc-spoke1 Activated Activated;refused=[0-9a-f]{6} told=true$/,
      ),
    ]);
  });
});

describe('a delete whose routes cannot be removed for long', () => {
  it('is given up after six hours, and not before', async () => {
    const sim = simulate({ vpcs: fleet(2) });
    const instanceId = await activated(sim, couple(0, { routes: 'both' }));
    sim.makeRough({ busy: 1 });

    sim.request(bye(instanceId));
    await sim.live(5.5 * HOUR);
    const early = toldOf(sim, 'Failed').length;
    await sim.live(45 * MINUTE);
    const calls = sim.calls('deleteRouteEntries');
    await sim.live(30 * MINUTE);

    expectSound(sim);
    expect(early).toBe(0);
    expect(toldOf(sim, 'Failed')).toEqual([instanceId]);
    expect(sim.calls('deleteRouteEntries')).toBe(calls);
    expect(calls).toBeLessThan(6_000);
    expect(inStatus(sim, 'Activated')).toEqual([instanceId]);
  });
});
