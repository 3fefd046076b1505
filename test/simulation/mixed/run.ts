import { renewed } from '../../../cli/redrive/renew.ts';
import { sha256 } from '../../../lib/peering/hash.ts';
import { FUNCTION_OF } from '../../../lib/peering/queue/task-kind.ts';
import { taskIdOf } from '../../../lib/peering/queue/tasks.ts';
import { faultsOf, isAtEnd, watchOver } from '../invariants/index.ts';
import { pricesPaid } from '../invariants/requests.ts';
import { functionOf } from '../support/platform.ts';
import type { FaultRule } from '../support/rules.ts';
import {
  DAY,
  FAR_REGION,
  HOUR,
  MINUTE,
  REGION,
  type Simulation,
  simulate,
} from '../support/simulation.ts';
import { allVpcsOf, gather } from './crowd.ts';
import { scheduleDeed } from './deeds.ts';
import { endsOf, type Plan, SPECIAL_RULES } from './plan.ts';
import { type Letters, schedule } from './send.ts';
import { calmTwin, differencesFrom, isComparable } from './twin.ts';

/** After faults stop everything has to come to its end within so long: the longest wait that is given up takes six hours. */
const CALM_WITHIN_MS = 7 * HOUR;
/** How long it then has to stay as it is. */
const QUIET_MS = 12 * MINUTE;

/** More than this is work without end; where task ids are ignored chains multiply. */
const MOST_RUNS = 1_500;
const MOST_RUNS_WITHOUT_IDS = 5_000;
/** Of one request: a caller who hears of nothing begins eight chains, each of which looks once a minute. */
const MOST_RUNS_AN_HOUR = 480;

export interface Verdict {
  readonly seed: number;
  readonly faults: readonly string[];
  /** The known prices that its requests paid: a `Failed` beside a fact, by name. */
  readonly prices: readonly string[];
  /** What happened: the same for two runs of one plan. */
  readonly digest: string;
  readonly sim: Simulation;
}

const ACCEPTER_ROLE = 'acs:ram::{accountId}:role/peerflow';
/** Of an account that has no part in anything. */
const ROLE_OF_THIRD = 'acs:ram::100000000000000003:role/peerflow';

/** What policy and role say, with some pairs forbidden. */
const settingsFor = (
  { specialRule, hasRoleOfThird }: Plan,
  hasAccepterRole: boolean,
  forbidden: readonly number[],
) => ({
  accepterRole: hasAccepterRole ? ACCEPTER_ROLE : hasRoleOfThird ? ROLE_OF_THIRD : undefined,
  policy: [
    { name: 'nobody', effect: 'deny' as const, when: { anyVpcId: ['vpc-denied'] } },
    ...forbidden.map((pair) => {
      const [one, other] = endsOf({ pair });
      return {
        name: `not pair ${pair}`,
        effect: 'deny' as const,
        when: { vpcId: [one.vpcId, other.vpcId], acceptingVpcId: [one.vpcId, other.vpcId] },
      };
    }),
    ...(specialRule ? [{ name: specialRule, ...SPECIAL_RULES[specialRule] }] : []),
    { name: 'everything', effect: 'allow' as const, when: {} },
  ],
});

const mostRunsOf = ({ platform, faultsForMs, asks }: Plan): number =>
  (platform.idsHonoured === false ? MOST_RUNS_WITHOUT_IDS : MOST_RUNS) +
  (faultsForMs / HOUR) * MOST_RUNS_AN_HOUR * asks.length;

const simulationOf = (plan: Plan): Simulation =>
  simulate({
    seed: plan.seed,
    ...(plan.midnightAtMs === undefined ? {} : { startAt: MIDNIGHT - plan.midnightAtMs }),
    vpcs: allVpcsOf(plan),
    rules: plan.rules,
    platform: {
      mostRuns: mostRunsOf(plan),
      ...plan.platform,
    },
    behaviour: plan.behaviour,
    timings: plan.timings,
    sinks: plan.sinks,
    ...(plan.views ? { views: plan.views } : {}),
    settings: {
      ...settingsFor(plan, plan.hasAccepterRole, []),
      regions: [REGION, FAR_REGION],
      ...(plan.drift ? { drift: plan.drift, driftEveryMs: DRIFT_EVERY_MS } : {}),
      ...(plan.language ? { language: plan.language } : {}),
    },
  });

/** Often enough for a run of half an hour. */
const DRIFT_EVERY_MS = 4 * MINUTE;

const MIDNIGHT = Date.UTC(2026, 10, 25);

/** From now on nothing goes wrong any more. */
export const stopFaults = (sim: Simulation): void => {
  sim.faults.stop();
  sim.platform.options = {
    ...sim.platform.options,
    duplicate: 0,
    late: 0,
    recycle: 0,
    freezesAfterMs: Number.POSITIVE_INFINITY,
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

/** Until nothing is to come, and nothing comes for a while. */
const comeToEnd = async (sim: Simulation): Promise<void> => {
  const isThrough = () => sim.platform.isRunaway || isAtEnd(sim);
  await sim.liveUntil(isThrough, CALM_WITHIN_MS);
  await sim.live(QUIET_MS);
  // The second delivery of a delete that failed may be taking entries away at this very moment, or an accept expire.
  await sim.liveUntil(isThrough, CALM_WITHIN_MS);
};

/** Redeliveries of days ago, after which everything has to come to its end once more. */
const passDays = async (sim: Simulation, plan: Plan, letters: Letters): Promise<void> => {
  const days = plan.asks.flatMap(({ daysLater }) => daysLater ?? []);
  if (days.length === 0) return;
  const over = sim.time.now();
  for (const { id, daysLater } of plan.asks)
    if (daysLater !== undefined) letters.sendAgain(id, over + daysLater * DAY);
  await sim.time.pass(Math.max(...days) * DAY + MINUTE);
  await comeToEnd(sim);
};

/** Where no look finds a connection, a list says whether it is gone. */
const LOOKS = ['api:*', 'api:GetVpcPeerConnectionAttribute', 'api:ListVpcPeerConnections'];

/**
 * What fails for longer than redrives go on: three of them, an hour apart, the first at once. That a look waits an
 * hour by itself before it does not count: that run may die, and use its retries up in seconds.
 */
const outlastsRedrives = ({ on, chance, from, to }: FaultRule): boolean => {
  const isLook = LOOKS.includes(on);
  const isQueue = ['enqueue:*', 'enqueue:deliver'].includes(on);
  const isSink = on.startsWith('sink:');
  const forMs = to - from;
  return chance === 1 && (((isLook || isQueue) && forMs >= 2 * HOUR) || (isSink && forMs >= DAY));
};

/** A person gives the work on connections back that was parked meanwhile, as the runbook says. */
const redriveParked = (sim: Simulation): void => {
  const parked = sim.smq.takeAll('peerflow-parked').map((body) => JSON.parse(body));
  for (const [at, { task }] of parked.entries()) {
    const chain = sha256('parked', String(at)).slice(0, 32);
    const again = renewed(task, chain, sim.time.now());
    if (!again) throw new Error('A parked task cannot be read.');
    const functionName = functionOf(FUNCTION_OF[again.peerflow]);
    sim.platform.submit(functionName, JSON.stringify(again), {
      id: taskIdOf(functionName, again),
      delayMs: 0,
    });
  }
};

/** A function is deployed in a version that throws, and in a good one later. */
const breakFor = (
  { time, platform }: Simulation,
  { role, from, to }: NonNullable<Plan['badDeployment']>,
): void => {
  time.after(from, () => platform.broken.add(functionOf(role)));
  time.after(to, () => platform.broken.delete(functionOf(role)));
};

/** Enough to see a loop, which would have no end. */
const MOST_RETURNS = 60;

/** Whoever takes events brings them to the door of requests. */
const bringBack = (sim: Simulation, sink: string): void => {
  const { onDelivery } = sim;
  let left = MOST_RETURNS;
  sim.onDelivery = (delivery) => {
    onDelivery(delivery);
    if (delivery.sink === sink && left-- > 0) sim.sources.comeBack(delivery.event);
  };
};

const runToEnd = async (plan: Plan): Promise<Simulation> => {
  const sim = simulationOf(plan);
  watchOver(sim);
  if (plan.comesBackFrom !== undefined) bringBack(sim, plan.comesBackFrom);
  sim.hasForbidden = plan.specialRule === 'no routes';
  if (plan.crowd !== undefined) gather(sim, plan);
  if (plan.badDeployment) breakFor(sim, plan.badDeployment);
  const letters = schedule(sim, plan.asks);
  for (const deed of plan.deeds) scheduleDeed(sim, deed);
  for (const { at, forbidden, hasAccepterRole } of plan.configurations ?? [])
    sim.time.after(at, () => {
      sim.settings = { ...sim.settings, ...settingsFor(plan, hasAccepterRole, forbidden) };
      sim.hasLackedRole ||= !hasAccepterRole;
      sim.hasForbidden ||= forbidden.length > 0;
    });
  await sim.live(plan.faultsForMs);
  stopFaults(sim);
  sim.sources.redriveDead();
  if (plan.rules.some(outlastsRedrives)) redriveParked(sim);
  await sim.live(12 * MINUTE);
  // A message whose last delivery was under way when the faults stopped is dead only now.
  sim.sources.redriveDead();
  await comeToEnd(sim);
  await passDays(sim, plan, letters);
  return sim;
};

/** Runs a plan to its end, and its calm twin where that has to end alike; the same plan gives the same run. */
export const runPlan = async (plan: Plan): Promise<Verdict> => {
  const sim = await runToEnd(plan);
  const faults = faultsOf(sim);
  const twin =
    isComparable(plan) && plan.rules.length > 0 ? await runToEnd(calmTwin(plan)) : undefined;
  const differences = twin ? differencesFrom(plan, sim, twin) : [];
  return {
    seed: plan.seed,
    faults: [...faults, ...differences],
    prices: pricesPaid(sim),
    digest: digestOf(sim),
    sim,
  };
};
