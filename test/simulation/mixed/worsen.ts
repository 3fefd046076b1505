import type { Random } from '../../../lib/peering/ports.ts';
import { between, oneOf, streamOf } from '../support/random.ts';
import type { FaultKind, FaultRule } from '../support/rules.ts';
import { MINUTE, SECOND } from '../support/simulation.ts';
import { CALL_OF } from './harden.ts';
import type { AskPlan, DeedPlan, Plan } from './plan.ts';

const chance = (random: Random, p: number): boolean => random() < p;

/** The pair whose other side is another account. */
const PARTNER = 3;

export const outage = (on: string, from: number, to: number): FaultRule => ({
  on,
  kind: 'unavailable',
  chance: 1,
  from: Math.max(0, from),
  to,
});

/** With more trouble, all of which comes up before faults stop. */
export const withRules = (
  plan: Plan,
  rules: readonly FaultRule[],
  more: Partial<Plan> = {},
): Plan => ({
  ...plan,
  ...more,
  rules: [...rules, ...plan.rules],
  faultsForMs: Math.max(
    plan.faultsForMs,
    ...rules.map(({ to }) => to).filter((to) => Number.isFinite(to)),
  ),
});

const through = (plan: Plan, changed: AskPlan, door: AskPlan['door']): Plan['asks'] =>
  plan.asks.map((ask) => (ask === changed ? { ...ask, door } : ask));

const isMessage = ({ door }: AskPlan): boolean => door === 'message' || door === 'batch';

/** A message with an invalid item comes while neither the sinks nor the queue take its rejection. */
const unheard = (random: Random, plan: Plan): Plan => {
  const ask = plan.asks.find(isMessage);
  if (!ask || !chance(random, 0.08)) return plan;
  const to = ask.at + between(random, 60, 300) * SECOND;
  const rules = ['sink:*', 'enqueue:deliver'].map((on) => outage(on, ask.at - SECOND, to));
  return withRules(plan, rules, { asks: through(plan, ask, 'batch') });
};

/** More than nine runs of the request function, each of which tries for a minute. */
const LONGER_THAN_RETRIES_MS = 12 * MINUTE;

/** The request function can neither do nor queue what it is asked for, until its retries are over. */
const failedRequests = (random: Random, plan: Plan): Plan => {
  const ask = plan.asks.find((each) => each.door === 'direct' || each.door === 'timed');
  const other = plan.asks.find(({ door }) => door === 'message');
  if (!chance(random, 0.06)) return plan;
  const asked = ask ?? other;
  if (!asked) return plan;
  const to = asked.at + LONGER_THAN_RETRIES_MS;
  const rules = ['enqueue:*', 'api:*'].map((on) => outage(on, asked.at - SECOND, to));
  return withRules(plan, rules, {
    asks: through(plan, asked, ask ? ask.door : 'direct'),
    platform: { ...plan.platform, retryPauseMs: 2_000 },
  });
};

/** The role of the poller lacks the right to look for a while: functions get their rights after they are deployed. */
const blindPoller = (random: Random, plan: Plan): Plan => {
  const ask = oneOf(random, plan.asks.length > 0 ? [plan.asks[0], plan.asks.at(-1)] : [undefined]);
  if (!ask || !chance(random, 0.1)) return plan;
  const from = Math.max(0, ask.at + between(random, -10, 10) * SECOND);
  const rule: FaultRule = {
    on: 'api:GetVpcPeerConnectionAttribute',
    subject: 'peerflow-poller',
    kind: 'denied',
    chance: 1,
    from,
    to: from + between(random, 20, 600) * SECOND,
  };
  return withRules(plan, [rule]);
};

/** Somebody deletes the connection while the router, which is to delete it, waits for its dry run. */
const overtakenDelete = (random: Random, plan: Plan): Plan => {
  const ask = plan.asks.find(({ action }) => action === 'delete');
  if (!ask || !chance(random, 0.2)) return plan;
  // Its router looks ever more rarely by then, and may miss that the connection is leaving.
  const at = ask.at + between(random, 3, 40) * SECOND;
  const isQuick = chance(random, 0.7);
  const rule: FaultRule = {
    ...outage(`api:${CALL_OF.delete}`, 0, at + between(random, 60, 120) * SECOND),
    subject: 'dry run',
  };
  const deed: DeedPlan = { at, pair: ask.pair, what: 'delete' };
  return withRules(plan, [rule], {
    deeds: [...plan.deeds, deed],
    behaviour: { ...plan.behaviour, deleteSeesRoutes: 'none' },
    timings: { ...plan.timings, ...(isQuick ? { deletingMs: 800 } : {}) },
  });
};

/** A connection that the other account rejects, or does not accept in time, is deleted like others. */
const deleteOfEnded = (random: Random, plan: Plan): Plan => {
  const ask = plan.asks.find(({ action, pair }) => action === 'create' && pair === PARTNER);
  if (!ask || !chance(random, 0.15)) return plan;
  const isRejected = chance(random, 0.5);
  const at = ask.at + between(random, 20, 90) * SECOND;
  const { accept: _, ...more } = ask.more ?? {};
  const deletion: AskPlan = {
    id: `${ask.id}-ended`,
    at: (isRejected ? at : ask.at + 16 * MINUTE) + between(random, 5, 200) * SECOND,
    door: 'message',
    action: 'delete',
    pair: PARTNER,
  };
  return {
    ...plan,
    asks: [...plan.asks.map((each) => (each === ask ? { ...ask, more } : each)), deletion],
    deeds: isRejected ? [...plan.deeds, { at, pair: PARTNER, what: 'reject' }] : plan.deeds,
    timings: { ...plan.timings, acceptWithinMs: 15 * MINUTE },
    faultsForMs: Math.max(plan.faultsForMs, deletion.at + MINUTE),
  };
};

/** The longest that a sweep takes to come by. */
const SWEEPS_APART_MS = 2 * MINUTE;

/** Others delete everything at once, and so slowly that a sweep sees it. */
const purge = (random: Random, plan: Plan): Plan => {
  const pairs = new Set(
    plan.asks.filter(({ action }) => action === 'create').map(({ pair }) => pair),
  );
  if (pairs.size < 2 || !chance(random, 0.06)) return plan;
  const at = Math.max(...plan.asks.map((ask) => ask.at)) + MINUTE;
  const deeds = [...pairs].map((pair) => ({ at, pair, what: 'delete' as const }));
  return {
    ...plan,
    deeds: [...plan.deeds, ...deeds],
    behaviour: { ...plan.behaviour, deleteSeesRoutes: 'none' },
    timings: { ...plan.timings, deletingMs: SWEEPS_APART_MS + 30 * SECOND },
    faultsForMs: Math.max(plan.faultsForMs, at + SWEEPS_APART_MS + MINUTE),
  };
};

/** An operation that makes something never answers again: who waits for it gives up, and says so. */
const outForGood = (random: Random, plan: Plan): Plan => {
  // Where ids are ignored chains multiply as long as they wait, which proves nothing.
  if (!chance(random, 0.06) || plan.platform.idsHonoured === false) return plan;
  const own = plan.asks.map(({ action }) => `api:${CALL_OF[action]}`);
  const isAuto = plan.asks.some(({ more }) => more?.accept === 'auto');
  const isRouted = plan.asks.some(({ more }) => more?.routes !== undefined);
  const on = oneOf(random, [
    'api:CreateVpcPeerConnection',
    ...own,
    ...(isAuto ? [`api:${CALL_OF.accept}`] : []),
    ...(isRouted ? ['api:CreateRouteEntr*'] : []),
  ]);
  const kind = oneOf<FaultKind>(random, ['unavailable', 'unavailable', 'html', 'hang']);
  return withRules(plan, [{ ...outage(on, 0, Number.POSITIVE_INFINITY), kind }]);
};

/** What lasts: trouble that outlives retries, and bounds of waits, and what others do meanwhile. */
export const worsen = (planned: Plan): Plan => {
  if (planned.rules.length === 0) return planned;
  const random = streamOf(planned.seed, 'worse');
  return [
    unheard,
    failedRequests,
    blindPoller,
    overtakenDelete,
    deleteOfEnded,
    outForGood,
    purge,
  ].reduce((plan, change) => change(random, plan), planned);
};
