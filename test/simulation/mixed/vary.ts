import type { Random } from '../../../lib/peering/ports.ts';
import { between, oneOf, streamOf } from '../support/random.ts';
import type { FaultRule } from '../support/rules.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../support/simulation.ts';
import { SINK_KINDS } from '../support/sink-clients.ts';
import { CALL_OF } from './harden.ts';
import type { AskPlan, DeedPlan, Plan } from './plan.ts';

const chance = (random: Random, p: number): boolean => random() < p;

/** The pair of two regions, which can be asked for from either of them. */
const FAR = 4;
/** The pair whose other side is another account. */
const PARTNER = 3;

const farFields = (random: Random) => ({
  ...(chance(random, 0.4) ? { bandwidth: oneOf(random, [100, 200]) } : {}),
  ...(chance(random, 0.4) ? { linkType: oneOf(random, ['Platinum', 'Gold']) } : {}),
});

/** Fields that go along as they are. */
const fieldsOf = (random: Random, { id, pair, action }: AskPlan) => ({
  ...(pair === FAR ? farFields(random) : {}),
  ...(chance(random, 0.2) ? { description: `said by ${id}` } : {}),
  ...(action === 'create' && chance(random, 0.2)
    ? { tag: [{ key: 'team', value: `of ${id}` }] }
    : {}),
  ...(action === 'create' && chance(random, 0.1) ? { clientToken: `token-of-${id}` } : {}),
});

const isOfValues = ({ action, more }: AskPlan): boolean =>
  action === 'create' || (action === 'modify' && more?.name !== undefined);

const varyAsk = (random: Random, plan: Plan, ask: AskPlan, isFarReversed: boolean): AskPlan => {
  const fields = fieldsOf(random, ask);
  // The values of a modify may be written when its routes turn out to be refused.
  const hasRoutesToo = chance(random, 0.15) && plan.rules.every(({ kind }) => kind !== 'denied');
  const isLater = chance(random, 0.15);
  return {
    ...ask,
    ...(ask.pair === FAR && isFarReversed ? { isReversed: true } : {}),
    ...(isOfValues(ask)
      ? {
          more: {
            ...ask.more,
            ...fields,
            ...(ask.action === 'modify' && hasRoutesToo ? { routes: 'both' } : {}),
          },
        }
      : {}),
    // A timer means the same each time, also hours after somebody deleted what it made.
    ...(ask.door === 'timed' && isLater && ask.daysLater === undefined ? { daysLater: 0.1 } : {}),
  };
};

/** Hints of ActionTrail, which anybody may forge. */
const hintsOf = (random: Random, { asks, faultsForMs }: Plan): readonly DeedPlan[] => {
  const waiting = asks.find(({ pair, more }) => pair === PARTNER && more?.accept !== 'auto');
  const about = waiting ?? asks[0];
  // A look that fails for hours has whoever follows a hint give up, and park it.
  if (!about || !chance(random, waiting ? 0.5 : 0.1) || faultsForMs > HOUR / 2) return [];
  return Array.from({ length: between(random, 1, 3) }, () => ({
    at: Math.floor(random() * faultsForMs),
    pair: about.pair,
    what: 'hint' as const,
  }));
};

/**
 * Sinks that ask to be left alone for minutes, and those that an event is too large for; the queue of parked tasks does
 * not take it at once.
 */
const sinkRules = (random: Random, { rules, sinks, faultsForMs }: Plan): readonly FaultRule[] => {
  if (rules.length === 0 || !chance(random, 0.15)) return [];
  const from = Math.floor(random() * faultsForMs * 0.5);
  const window = { chance: 1, from, to: faultsForMs, times: between(random, 1, 3) };
  return sinks.length > 1 && chance(random, 0.5)
    ? [
        { on: 'sink:b:*', kind: 'too-large', ...window },
        { on: 'smq:send:*', kind: oneOf(random, ['html', 'unavailable', 'lost']), ...window },
      ]
    : [{ on: 'sink:a:*', kind: 'unavailable', retryAfterMs: 10 * MINUTE, ...window }];
};

/** An operation that the service refuses for good, as where a right is missing, though its dry run passes. */
const refusalOf = (random: Random, operation: string): FaultRule => ({
  on: `api:${operation}`,
  subject: 'for real',
  kind: chance(random, 0.5) ? 'refused' : 'denied',
  chance: 1,
  from: 0,
  to: Number.POSITIVE_INFINITY,
});

/** What is refused for good in a run. */
const refusals = (random: Random, { rules, asks }: Plan): readonly FaultRule[] => {
  if (rules.length === 0 || !chance(random, 0.12)) return [];
  const isAuto = asks.some(({ more }) => more?.accept === 'auto');
  const changes = asks.flatMap(({ action }) => (action === 'create' ? [] : CALL_OF[action]));
  return [refusalOf(random, oneOf(random, [isAuto ? CALL_OF.accept : CALL_OF.create, ...changes]))];
};

/** Others connect a pair before a request does, once or twice where the service lets them. */
const firstComers = (random: Random, plan: Plan): Plan => {
  const [first, ...rest] = plan.asks;
  if (first?.action !== 'create' || !chance(random, 0.1)) return plan;
  const isTwice = chance(random, 0.5);
  const comers = (isTwice ? [0, 10_000] : [0]).map((at) => ({
    at,
    pair: first.pair,
    what: 'create' as const,
  }));
  const at = first.at + (plan.behaviour.listLagMs ?? 0) + 2 * MINUTE;
  return {
    ...plan,
    asks: [{ ...first, at, again: [] }, ...rest],
    deeds: [...plan.deeds, ...comers],
    ...(isTwice ? { behaviour: { ...plan.behaviour, secondOfPair: 'allow' } } : {}),
  };
};

/** Doors through which a request brings an id of its own. */
const WITH_ID: readonly string[] = ['message', 'http', 'direct'];

/** An id that comes once more with another body, and callers who say that they saw what never was. */
const wrongCallers = (random: Random, plan: Plan): Plan => {
  const asks = plan.asks.map((ask) =>
    ask.action === 'modify' && ask.door === 'http' && chance(random, 0.3)
      ? { ...ask, ifMatch: '"0123456789abcdef"' }
      : ask,
  );
  const first = asks.find(({ action, door }) => action === 'create' && WITH_ID.includes(door));
  if (!first || !chance(random, 0.15)) return { ...plan, asks };
  const reuse: AskPlan = {
    ...first,
    id: `${first.id}-reused`,
    reuses: first.id,
    at: first.at + between(random, 4, 10) * MINUTE,
    door: oneOf(random, ['message', 'http', 'direct']),
    more: { ...first.more, name: 'another-body' },
    again: [],
  };
  return { ...plan, asks: [...asks, reuse] };
};

/**
 * Two ask for the same delete at once, policy comes to forbid it a moment later, the API refuses it in the end, or nobody
 * knows which routes there are.
 */
const hardDeletes = (random: Random, plan: Plan): Plan => {
  const deletion = plan.asks.find(({ action }) => action === 'delete');
  if (!deletion || !chance(random, 0.3)) return plan;
  const at = deletion.at + between(random, 0, 20) * SECOND;
  const soon = deletion.at + between(random, 0, 3_000);
  const way = oneOf(random, ['twice', 'forbidden', 'refused', 'untagged']);
  if (way === 'untagged')
    return {
      ...plan,
      deeds: [...plan.deeds, { at: deletion.at - SECOND, pair: deletion.pair, what: 'untag' }],
      behaviour: { ...plan.behaviour, deleteSeesRoutes: 'none' },
    };
  if (way === 'refused')
    return { ...plan, rules: [refusalOf(random, CALL_OF.delete), ...plan.rules] };
  if (way === 'twice')
    return { ...plan, asks: [...plan.asks, { ...deletion, id: `${deletion.id}-too`, at: soon }] };
  const { hasAccepterRole } = plan;
  const until = at + between(random, 60, 600) * SECOND;
  // The router waits for its dry run, and asks policy once more then.
  const outage: FaultRule = {
    on: `api:${CALL_OF.delete}`,
    subject: 'dry run',
    kind: 'unavailable',
    chance: 1,
    from: 0,
    to: at + 30 * SECOND,
  };
  return {
    ...plan,
    rules: plan.rules.length > 0 ? [outage, ...plan.rules] : [],
    configurations: [
      { at, forbidden: [deletion.pair], hasAccepterRole },
      { at: until, forbidden: [], hasAccepterRole },
    ],
  };
};

/** Routes whose tables nobody can read for long, or that policy comes to forbid before they are made. */
const hardRoutes = (random: Random, plan: Plan): Plan => {
  const routed = plan.asks.find(({ action, more }) => action === 'create' && more?.routes);
  if (!routed || plan.rules.length === 0 || !chance(random, 0.15)) return plan;
  if (chance(random, 0.5)) {
    const to = routed.at + between(random, 14, 20) * MINUTE;
    const outage: FaultRule = {
      on: 'api:DescribeRouteEntryList',
      kind: 'unavailable',
      chance: 1,
      from: 0,
      to,
    };
    return {
      ...plan,
      rules: [outage, ...plan.rules],
      faultsForMs: Math.max(plan.faultsForMs, to),
    };
  }
  const { hasAccepterRole } = plan;
  const at = routed.at + Math.floor((plan.timings.creatingMs ?? 0) * random());
  const until = at + between(random, 60, 600) * SECOND;
  return {
    ...plan,
    configurations: [
      { at, forbidden: [routed.pair], hasAccepterRole },
      { at: until, forbidden: [], hasAccepterRole },
    ],
  };
};

/** A bus, which most will have, more often than the others. */
const KINDS = ['eventbridge', 'eventbridge', ...SINK_KINDS] as const;

/** Sinks of every kind, since each client tells of trouble in its own way; one that asks for patience can say so. */
const kindsOf = ({ seed, sinks, rules }: Plan): Plan['sinks'] => {
  const random = streamOf(seed, 'kinds of sinks');
  const asksForPatience = (id: string): boolean =>
    rules.some(({ on, retryAfterMs }) => retryAfterMs !== undefined && on === `sink:${id}:*`);
  return sinks.map((sink) => ({
    ...sink,
    kind: oneOf(random, asksForPatience(sink.id) ? ['webhook', 'fc'] : KINDS),
  }));
};

/** What else differs: the fields of requests, pages of lists, deadlines of accepts, and hints. */
export const vary = (planned: Plan): Plan => {
  const random = streamOf(planned.seed, 'variety');
  const plan = [firstComers, hardDeletes, wrongCallers, hardRoutes].reduce(
    (before, change) => change(random, before),
    planned,
  );
  const isFarReversed = chance(random, 0.4);
  const varied: Plan = {
    ...plan,
    behaviour: {
      ...plan.behaviour,
      mostRows: oneOf(random, [100, 100, 1, 2]),
      routeConflict: oneOf(random, ['call', 'entry']),
      listedUnder: oneOf(random, ['requester', 'both']),
      deleteSeesRoutes:
        plan.behaviour.deleteSeesRoutes ?? oneOf(random, ['both', 'both', 'own', 'none']),
      forceRemovesRoutes: oneOf(random, ['both', 'both', 'own', 'none']),
    },
    timings: {
      ...plan.timings,
      acceptWithinMs: oneOf(random, [7 * DAY, 7 * DAY, 3 * HOUR, 15 * MINUTE]),
      ...(chance(random, 0.04) ? { creatingMs: between(random, 15, 25) * MINUTE } : {}),
    },
    asks: plan.asks.map((ask) => varyAsk(random, plan, ask, isFarReversed)),
    rules: [...sinkRules(random, plan), ...refusals(random, plan), ...plan.rules],
    deeds: [...plan.deeds, ...hintsOf(random, plan)],
  };
  return { ...varied, sinks: kindsOf(varied) };
};
