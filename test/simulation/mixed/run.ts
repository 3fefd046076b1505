import { sha256 } from '../../../lib/peering/hash.ts';
import { faultsOf, openEnds, watchOver } from '../invariants/index.ts';
import { HOUR, MINUTE, type Simulation, simulate } from '../support/simulation.ts';
import { scheduleDeed } from './deeds.ts';
import { type Plan, VPCS } from './plan.ts';
import { schedule } from './send.ts';

/** After faults stop everything has to come to its end within so long. */
const CALM_WITHIN_MS = 4 * HOUR;
/** How long it then has to stay as it is. */
const QUIET_MS = 12 * MINUTE;

export interface Verdict {
  readonly seed: number;
  readonly faults: readonly string[];
  /** What happened: the same for two runs of one plan. */
  readonly digest: string;
  readonly sim: Simulation;
}

const ACCEPTER_ROLE = 'acs:ram::{accountId}:role/peerflow';

const simulationOf = (plan: Plan): Simulation =>
  simulate({
    seed: plan.seed,
    vpcs: VPCS,
    rules: plan.rules,
    platform: { mostRuns: 1_500, ...plan.platform },
    behaviour: plan.behaviour,
    timings: plan.timings,
    sinks: plan.sinks,
    settings: {
      accepterRole: plan.hasAccepterRole ? ACCEPTER_ROLE : undefined,
      policy: [
        { name: 'nobody', effect: 'deny', when: { anyVpcId: ['vpc-denied'] } },
        { name: 'everything', effect: 'allow', when: {} },
      ],
    },
  });

/** From now on nothing goes wrong any more. */
export const stopFaults = (sim: Simulation): void => {
  sim.faults.stop();
  sim.platform.options = {
    ...sim.platform.options,
    duplicate: 0,
    late: 0,
    recycle: 0,
    retryPauseMs: 1_000,
  };
};

/** What happened, in a form that two runs of one plan have in common. */
export const digestOf = ({ record, platform }: Simulation): string =>
  sha256(
    ...record.deliveries.map(({ at, sink, event }) => `${at} ${sink} ${event.id}`),
    ...record.calls.map(({ at, action }) => `${at} ${action}`),
    ...platform.runs.map(({ id, startedAt, ms }) => `${id} ${startedAt} ${ms}`),
  );

/** Runs a plan to its end; the same plan gives the same run. */
export const runPlan = async (plan: Plan): Promise<Verdict> => {
  const sim = simulationOf(plan);
  watchOver(sim);
  for (const ask of plan.asks) schedule(sim, ask);
  for (const deed of plan.deeds) scheduleDeed(sim, deed);
  await sim.live(plan.faultsForMs);
  stopFaults(sim);
  await sim.live(12 * MINUTE);
  const isThrough = () => sim.platform.isRunaway || openEnds(sim).length === 0;
  await sim.liveUntil(isThrough, CALM_WITHIN_MS);
  await sim.live(QUIET_MS);
  return { seed: plan.seed, faults: faultsOf(sim), digest: digestOf(sim), sim };
};
