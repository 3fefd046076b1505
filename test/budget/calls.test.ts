import { describe, expect, it } from 'vitest';
import { over, readBudget } from '../../build/budget.ts';
import { couple, fleet, spoke } from '../simulation/support/fleet.ts';
import { expectSound, inStatus } from '../simulation/support/invariants.ts';
import { OWN, REGION, type Simulation, simulate } from '../simulation/support/simulation.ts';

const { calls: budget } = readBudget();

const MINUTE = 60_000;

/** What the ports call the actions of the APIs. */
const ACTIONS = {
  create: 'CreateVpcPeerConnection',
  accept: 'AcceptVpcPeerConnection',
  delete: 'DeleteVpcPeerConnection',
  modify: 'ModifyVpcPeerConnection',
  get: 'GetVpcPeerConnectionAttribute',
  list: 'ListVpcPeerConnections',
  tagResources: 'TagResources',
  untagResources: 'UnTagResources',
  listTagResources: 'ListTagResources',
  invokeAsync: 'InvokeFunction',
  vSwitches: 'DescribeVSwitches',
  routeTables: 'DescribeRouteTableList',
  routeEntries: 'DescribeRouteEntryList',
  createRouteEntry: 'CreateRouteEntry',
  createRouteEntries: 'CreateRouteEntries',
  deleteRouteEntries: 'DeleteRouteEntries',
} as const;

const counted = (sim: Simulation): Record<string, number> =>
  Object.fromEntries(
    Object.entries(ACTIONS).flatMap(([name, action]) =>
      sim.calls(name) > 0 ? [[action, sim.calls(name)]] : [],
    ),
  );

/** Chance decides when a look falls and whom a batch begins with; the budget holds for all of these. */
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];

/** The largest number of each action: sorted, so that it is the one that stays. */
const largest = (runs: readonly Record<string, number>[]): Record<string, number> =>
  Object.fromEntries(
    runs.flatMap((run) => Object.entries(run)).sort(([, one], [, other]) => one - other),
  );

/** Connections take five seconds to come into being, and as long to change or go. */
const TIMINGS = { creatingMs: 5_000, updatingMs: 5_000, deletingMs: 5_000 };

const activated = async (seed: number, more: object = {}): Promise<Simulation> => {
  const sim = simulate({ seed, vpcs: fleet(2), timings: TIMINGS });
  sim.request(couple(0, more));
  await sim.time.pass(MINUTE);
  return sim;
};

const swept = async (seed: number, connections: number): Promise<Simulation> => {
  const sim = simulate({ seed, vpcs: fleet(2 * connections), timings: { creatingMs: 0 } });
  for (let n = 0; n < connections; n += 1)
    sim.world.call({ accountId: OWN }, 'VpcPeer', 'CreateVpcPeerConnection', {
      RegionId: REGION,
      VpcId: `vpc-spoke${2 * n}`,
      AcceptingAliUid: OWN,
      AcceptingRegionId: REGION,
      AcceptingVpcId: `vpc-spoke${2 * n + 1}`,
      'Tag.1.Key': 'peerflow:request',
      'Tag.1.Value': `order-${n}`,
      'Tag.2.Key': 'peerflow:state',
      'Tag.2.Value': 'Activated',
    });
  await sim.sweep();
  return sim;
};

interface Scenario {
  readonly name: string;
  readonly run: (seed: number) => Promise<Simulation>;
  /** How many connections are Activated in the end. */
  readonly live: number;
}

const SCENARIOS: readonly Scenario[] = [
  { name: 'create until Activated', run: (seed) => activated(seed), live: 1 },
  {
    name: 'create until Activated, and the same request again',
    run: async (seed) => {
      const sim = await activated(seed);
      sim.request(couple(0));
      await sim.time.pass(MINUTE);
      return sim;
    },
    live: 1,
  },
  {
    name: 'delete until Deleted, after a create',
    run: async (seed) => {
      const sim = await activated(seed);
      const [instanceId] = inStatus(sim, 'Activated');
      sim.request({ action: 'delete', requestId: 'bye', instanceId });
      await sim.time.pass(20 * MINUTE);
      return sim;
    },
    live: 0,
  },
  {
    name: 'create with routes until Ready',
    run: (seed) => activated(seed, { routes: 'both' }),
    live: 1,
  },
  {
    name: 'delete with routes until Deleted, after a create',
    run: async (seed) => {
      const sim = await activated(seed, { routes: 'both' });
      const [instanceId] = inStatus(sim, 'Activated');
      sim.request({ action: 'delete', requestId: 'bye', instanceId });
      await sim.time.pass(20 * MINUTE);
      return sim;
    },
    live: 0,
  },
  {
    name: 'ten spokes of a hub in one batch',
    run: async (seed) => {
      const sim = simulate({ seed, vpcs: fleet(10), timings: TIMINGS });
      sim.request(Array.from({ length: 10 }, (_, index) => spoke(index)));
      await sim.time.pass(5 * MINUTE);
      return sim;
    },
    live: 10,
  },
  { name: 'a sweep over 250 announced connections', run: (seed) => swept(seed, 250), live: 250 },
];

describe('the calls of the APIs', () => {
  it('are budgeted for every scenario', () => {
    expect(Object.keys(budget)).toEqual(SCENARIOS.map(({ name }) => name));
  });

  it.each(SCENARIOS)('for $name stay within their budget', async ({ name, run, live }) => {
    const counts: Record<string, number>[] = [];
    for (const seed of SEEDS) {
      const sim = await run(seed);
      expectSound(sim);
      expect(inStatus(sim, 'Activated')).toHaveLength(live);
      counts.push(counted(sim));
    }

    expect(over(name, largest(counts), budget[name] ?? {})).toEqual([]);
  });
});
