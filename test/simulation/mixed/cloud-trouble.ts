import type { Random } from '../../../lib/peering/ports.ts';
import { between, oneOf, streamOf } from '../support/random.ts';
import type { FaultRule } from '../support/rules.ts';
import { HOUR, MINUTE, SECOND } from '../support/simulation.ts';
import { pairOf } from '../support/truth.ts';
import { CALL_OF } from './harden.ts';
import { type AskPlan, endsOf, type Plan } from './plan.ts';
import { outage, withRules } from './worsen.ts';

const chance = (random: Random, p: number): boolean => random() < p;

/** Pairs of the hub, whose tables they share. */
const HUBS: readonly number[] = [0, 1];

const SINKS = ['sink:a:*', 'sink:b:*', 'sink:*'] as const;

/** Something in between answers for a sink: a page with HTTP 200, or a redirect. */
const pages = (random: Random, plan: Plan): Plan => {
  const on = oneOf(random, SINKS);
  const from = Math.floor(random() * plan.faultsForMs * 0.3);
  const to = from + between(random, 30, 600) * SECOND;
  if (!chance(random, 0.06)) return plan;
  return withRules(plan, [{ on, kind: 'page', chance: 1, from, to }]);
};

/** An event is too large for one sink while another one is out. */
const tooLargeInOutage = (random: Random, plan: Plan): Plan => {
  const from = Math.floor(random() * plan.faultsForMs * 0.3);
  const to = from + between(random, 2, 15) * MINUTE;
  if (plan.sinks.length < 2 || !chance(random, 0.06)) return plan;
  const tooLarge: FaultRule = { on: 'sink:b:*', kind: 'too-large', chance: 0.7, from, to };
  return withRules(plan, [tooLarge, outage('sink:a:*', from, to)]);
};

/** A sink that refuses everything for longer than a day. */
const dayOfRefusal = (random: Random, plan: Plan): Plan => {
  // Where ids are ignored chains multiply as long as they wait, which proves nothing.
  if (!chance(random, 0.005) || plan.platform.idsHonoured === false) return plan;
  const refusal = outage(oneOf(random, SINKS), 0, 27 * HOUR);
  return withRules(plan, [{ ...refusal, kind: oneOf(random, ['refused', 'unavailable']) }]);
};

const CREATE = 'api:CreateVpcPeerConnection';
const GET = 'api:GetVpcPeerConnectionAttribute';

/** Looks at the connections of a pair find nothing, although they stand. */
const hidden = (pair: number, from: number, forMs: number): FaultRule => {
  const [one, other] = endsOf({ pair });
  const subject = pairOf(one.vpcId, other.vpcId);
  return { on: GET, subject, kind: 'not-found', chance: 1, from, to: from + forMs };
};

/**
 * What is leaving may be gone once a look finds nothing. And a create whose fresh look finds nothing asks the API, which
 * is to say that the pair is connected.
 */
const mayBeHidden = ({ asks, deeds, rules }: Plan, pair: number): boolean =>
  rules.every(({ on, kind }) => on !== CREATE || !['denied', 'refused'].includes(kind)) &&
  ![...asks.map(({ action, pair }) => ({ what: action, pair })), ...deeds].some(
    (each) => each.pair === pair && (each.what === 'delete' || each.what === 'reject'),
  );

/** A new connection is not found for minutes while no list answers: it may be anywhere. */
const hiddenWhileNew = (random: Random, plan: Plan): Plan => {
  const ask = plan.asks.find(({ action }) => action === 'create');
  const isFor = between(random, 75, 180) * SECOND;
  const after = between(random, 1, 20) * SECOND;
  if (!ask || !chance(random, 0.05) || !mayBeHidden(plan, ask.pair)) return plan;
  const rule = hidden(ask.pair, ask.at + after, isFor);
  return withRules(
    plan,
    [rule, outage('api:ListVpcPeerConnections', rule.from, rule.to + MINUTE)],
    {
      behaviour: { ...plan.behaviour, secondOfPair: 'refuse' },
      timings: { ...plan.timings, creatingMs: 30 * SECOND },
    },
  );
};

/** Looks that find nothing are less than a minute apart in all: before that nobody looks in vain. */
const UNLISTED = {
  listLagMs: 3 * MINUTE,
  notFoundAfterCreateMs: 0,
  secondOfPair: 'refuse',
} as const;

/**
 * A connection with routes is not found while those of another one are made in a table of both: for minutes, though a
 * list has it, or for less than one while no list does yet.
 */
const hiddenNeighbour = (random: Random, plan: Plan): Plan => {
  const first = plan.asks.find(({ action, pair }) => action === 'create' && HUBS.includes(pair));
  const isListed = chance(random, 0.5);
  const after = between(random, 10, 60) * SECOND;
  if (!first || !chance(random, 0.08) || !mayBeHidden(plan, first.pair)) return plan;
  const more = { ...first.more, routes: 'both' };
  const other = {
    ...first,
    writing: undefined,
    id: `${first.id}-beside`,
    pair: HUBS.find((it) => it !== first.pair) ?? 0,
  };
  const beside: AskPlan = {
    ...other,
    door: 'message',
    writing: undefined,
    more,
    at: first.at + after,
    again: [],
  };
  const rule = hidden(first.pair, beside.at, (isListed ? between(random, 70, 180) : 40) * SECOND);
  return withRules(plan, [rule], {
    asks: [...plan.asks.map((ask) => (ask === first ? { ...ask, more } : ask)), beside],
    behaviour: {
      ...plan.behaviour,
      ...(isListed ? { listLagMs: 0 } : UNLISTED),
    },
    timings: { ...plan.timings, creatingMs: 1_200 },
  });
};

/** A list shows a connection that no look finds for a while, when another request wants the pair connected. */
const hiddenFromAnother = (random: Random, plan: Plan): Plan => {
  const first = plan.asks.find(({ action }) => action === 'create');
  const after = between(random, 2, 6) * MINUTE;
  const isFor = between(random, 20, 180) * SECOND;
  if (!first || !chance(random, 0.04) || !mayBeHidden(plan, first.pair)) return plan;
  const another: AskPlan = {
    ...first,
    id: `${first.id}-another`,
    door: 'message',
    writing: undefined,
    at: first.at + after,
    again: [],
  };
  const rule = hidden(first.pair, another.at - SECOND, isFor);
  return withRules(plan, [rule], {
    asks: [...plan.asks, another],
    behaviour: { ...plan.behaviour, listLagMs: 0, secondOfPair: 'allow' },
  });
};

/** Looks show a modify late, or it has no effect at all. */
const lateModifies = (random: Random, plan: Plan): Plan => {
  const lagMs = between(random, 2, 25) * SECOND;
  const isWithoutEffect = chance(random, 0.3);
  const isModified = plan.asks.some(({ action, more }) => action === 'modify' && more?.name);
  if (!isModified || !chance(random, 0.12)) return plan;
  return { ...plan, views: isWithoutEffect ? { isWithoutEffect } : { lagMs } };
};

/** Codes that no table knows: a right that is missing for good, and a 5xx in the words of what does not pass. */
const unknownCodes = (random: Random, plan: Plan): Plan => {
  const ask = chance(random, 0.5) ? plan.asks[0] : plan.asks.at(-1);
  const on = `api:${CALL_OF[ask?.action ?? 'create']}`;
  const isForGood = chance(random, 0.5);
  if (!chance(random, 0.05)) return plan;
  const rule: FaultRule = isForGood
    ? { ...outage(on, 0, Number.POSITIVE_INFINITY), kind: 'denied', code: 'NoRight.Simulated' }
    : { ...outage(on, 0, plan.faultsForMs), code: 'OperationFailed.Simulated' };
  return withRules(plan, [{ ...rule, subject: 'for real' }]);
};

const isOutageOfDeliver = ({ on }: FaultRule): boolean => on === 'enqueue:deliver';

/** The throttling and the faults of an operation come by turns, and do not end: waits add up by reason. */
const byTurns = (random: Random, plan: Plan): Plan => {
  const ask = plan.asks[0];
  // Where ids are ignored, or a message comes again for hours, chains multiply as they wait, which proves nothing.
  const isMany = plan.platform.idsHonoured === false || plan.rules.some(isOutageOfDeliver);
  if (!ask || !chance(random, 0.02) || isMany) return plan;
  const on = `api:${CALL_OF[ask.action]}`;
  return withRules(plan, [{ ...outage(on, 0, Number.POSITIVE_INFINITY), kind: 'by-turns' }]);
};

/** The pair that others connect. */
const THEIRS = 5;

/** The other account writes our tags on its connection, once a sweep has seen it. */
const posing = (random: Random, plan: Plan): Plan => {
  const made = plan.deeds.find(({ pair, what }) => pair === THEIRS && what === 'create');
  const isLeaving = plan.deeds.some(({ pair, what }) => pair === THEIRS && what === 'delete');
  if (!made || isLeaving || !chance(random, 0.15)) return plan;
  const at = made.at + between(random, 125, 300) * SECOND;
  const faultsForMs = Math.max(plan.faultsForMs, at + 5 * MINUTE);
  return { ...plan, faultsForMs, deeds: [...plan.deeds, { at, pair: THEIRS, what: 'pose' }] };
};

/** What the cloud and sinks do that worsen.ts leaves out. */
export const troubled = (planned: Plan): Plan => {
  if (planned.rules.length === 0) return planned;
  const random = streamOf(planned.seed, 'trouble of the cloud');
  return [
    pages,
    tooLargeInOutage,
    dayOfRefusal,
    hiddenWhileNew,
    hiddenNeighbour,
    lateModifies,
    unknownCodes,
    byTurns,
    posing,
    hiddenFromAnother,
  ].reduce((plan, change) => change(random, plan), planned);
};
