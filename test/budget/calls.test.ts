import { describe, expect, it } from 'vitest';
import {
  MINUTE,
  OWN,
  REGION,
  type Simulation,
  simulate,
} from '../simulation/support/simulation.ts';
import { over, readBudget } from './budget.ts';
import { couple, fleet, inStatus, spoke } from './fleet.ts';

const { calls: budget } = readBudget();

/** Calls by action; tasks are enqueued by InvokeFunction, and deliveries are no part of the budget. */
const counted = ({ record }: Simulation): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const [operation, count] of record.counts) {
    const [kind, action = ''] = operation.split(':');
    const name = kind === 'enqueue' ? 'InvokeFunction' : action;
    if (kind === 'api' || kind === 'enqueue') counts[name] = (counts[name] ?? 0) + count;
  }
  return counts;
};

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
  void sim.sources.message(couple(0, more));
  await sim.time.pass(MINUTE);
  return sim;
};

const deleted = async (seed: number, more: object = {}): Promise<Simulation> => {
  const sim = await activated(seed, more);
  const [instanceId] = inStatus(sim, 'Activated');
  void sim.sources.message({ action: 'delete', requestId: 'bye', instanceId });
  await sim.time.pass(20 * MINUTE);
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
      'Tag.2.Key': 'peerflow:options',
      'Tag.2.Value': 'routes=none;accept=manual;by=create;f=0123456789abcdef',
      'Tag.3.Key': 'peerflow:state',
      'Tag.3.Value': 'Activated',
    });
  sim.sources.tick();
  await sim.time.pass(MINUTE);
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
      void sim.sources.message(couple(0));
      await sim.time.pass(MINUTE);
      return sim;
    },
    live: 1,
  },
  { name: 'delete until Deleted, after a create', run: (seed) => deleted(seed), live: 0 },
  {
    name: 'create with routes until Ready',
    run: (seed) => activated(seed, { routes: 'both' }),
    live: 1,
  },
  {
    name: 'delete with routes until Deleted, after a create',
    run: (seed) => deleted(seed, { routes: 'both' }),
    live: 0,
  },
  {
    name: 'ten spokes of a hub in one batch',
    run: async (seed) => {
      const sim = simulate({ seed, vpcs: fleet(10), timings: TIMINGS });
      void sim.sources.message(Array.from({ length: 10 }, (_, index) => spoke(index)));
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
      expect(sim.record.broken).toEqual([]);
      expect(inStatus(sim, 'Activated')).toHaveLength(live);
      counts.push(counted(sim));
    }

    expect(over(name, largest(counts), budget[name] ?? {})).toEqual([]);
  });
});
