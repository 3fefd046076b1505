import type { Random } from '../../../lib/peering/ports.ts';
import { between, oneOf, streamOf } from '../support/random.ts';
import type { FaultRule } from '../support/rules.ts';
import { DAY, HOUR, MINUTE } from '../support/simulation.ts';
import type { AskPlan, DeedPlan, Plan } from './plan.ts';

const chance = (random: Random, p: number): boolean => random() < p;

/** The pair of two regions, which can be asked for from either of them. */
const FAR = 4;

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
  const [first] = asks;
  if (!first || !chance(random, 0.15)) return [];
  return Array.from({ length: between(random, 1, 3) }, () => ({
    at: Math.floor(random() * faultsForMs),
    pair: first.pair,
    what: 'hint' as const,
  }));
};

/** Sinks that ask to be left alone for minutes, and those that an event is too large for. */
const sinkRules = (random: Random, { rules, sinks, faultsForMs }: Plan): readonly FaultRule[] => {
  if (rules.length === 0 || !chance(random, 0.15)) return [];
  const from = Math.floor(random() * faultsForMs * 0.5);
  const window = { chance: 1, from, to: faultsForMs, times: between(random, 1, 3) };
  return sinks.length > 1 && chance(random, 0.5)
    ? [{ on: 'sink:b:*', kind: 'too-large', ...window }]
    : [{ on: 'sink:a:*', kind: 'unavailable', retryAfterMs: 10 * MINUTE, ...window }];
};

/** Operations that the service refuses for good, as where a right is missing; of a delete after its dry run as well. */
const refusals = (random: Random, { rules }: Plan): readonly FaultRule[] => {
  if (rules.length === 0 || !chance(random, 0.12)) return [];
  const on = `api:${oneOf(random, ['DeleteVpcPeerConnection', 'DeleteVpcPeerConnection', 'AcceptVpcPeerConnection', 'ModifyVpcPeerConnection', 'CreateVpcPeerConnection'])}`;
  const kind = chance(random, 0.5) ? 'refused' : 'denied';
  return [{ on, subject: 'for real', kind, chance: 1, from: 0, to: Number.POSITIVE_INFINITY }];
};

/** Others connect a pair before a request does. */
const firstComers = (random: Random, { asks }: Plan): readonly DeedPlan[] => {
  const [first] = asks;
  if (first?.action !== 'create' || !chance(random, 0.08)) return [];
  return [{ at: Math.max(0, first.at - 10_000), pair: first.pair, what: 'create' }];
};

/** What else differs: the fields of requests, pages of lists, deadlines of accepts, and hints. */
export const vary = (plan: Plan): Plan => {
  const random = streamOf(plan.seed, 'variety');
  const isFarReversed = chance(random, 0.4);
  return {
    ...plan,
    behaviour: {
      ...plan.behaviour,
      mostRows: oneOf(random, [100, 100, 1, 2]),
      routeConflict: oneOf(random, ['call', 'entry']),
      listedUnder: oneOf(random, ['requester', 'both']),
    },
    timings: {
      ...plan.timings,
      acceptWithinMs: oneOf(random, [7 * DAY, 7 * DAY, 3 * HOUR, 15 * MINUTE]),
      ...(chance(random, 0.04) ? { creatingMs: between(random, 15, 25) * MINUTE } : {}),
    },
    asks: plan.asks.map((ask) => varyAsk(random, plan, ask, isFarReversed)),
    rules: [...sinkRules(random, plan), ...refusals(random, plan), ...plan.rules],
    deeds: [...plan.deeds, ...hintsOf(random, plan), ...firstComers(random, plan)],
  };
};
