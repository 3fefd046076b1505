import type { Random } from '../../../lib/peering/ports.ts';
import { between, oneOf, streamOf } from '../support/random.ts';
import type { FaultRule } from '../support/rules.ts';
import { MINUTE, SECOND } from '../support/simulation.ts';
import { CALL_OF } from './harden.ts';
import type { AskPlan, Plan, SpecialRule } from './plan.ts';

const chance = (random: Random, p: number): boolean => random() < p;

export type Change = (random: Random, plan: Plan) => Plan;

/** The pair that policy forbids. */
const DENIED = 6;

/** Doors through which a request brings an id of its own. */
const WITH_ID: readonly string[] = ['message', 'http', 'direct'];

/** Doors that answer to nobody. */
const UNREAD = ['message', 'http-async', 'direct'] as const;

/** Somebody asks beforehand whether a request would pass, under its id or another one; or what policy forbids. */
const dryRuns: Change = (random, plan) => {
  if (!chance(random, 0.06)) return plan;
  const asked = oneOf(random, [plan.asks[0], ...plan.asks]);
  if (!asked || asked.daysLater !== undefined) return plan;
  const isShared = WITH_ID.includes(asked.door) && chance(random, 0.6);
  const isForbidden = !isShared && asked.action === 'create' && chance(random, 0.7);
  const { again: _, ifMatch: __, ...rest } = asked;
  const dry: AskPlan = {
    ...rest,
    id: `${asked.id}-dry`,
    ...(isShared ? { reuses: asked.reuses ?? asked.id } : {}),
    at: Math.max(0, asked.at - between(random, 0, 20) * SECOND),
    // Nobody reads the answer of one that is to fail: it must not become an event instead.
    door: oneOf(random, isForbidden ? UNREAD : ['message', 'http', 'http-async', 'direct']),
    isDry: true,
    ...(isForbidden ? { pair: DENIED, isReversed: false, more: {} } : {}),
  };
  return { ...plan, asks: [...plan.asks, dry] };
};

/** The pair whose other side is another account. */
const PARTNER = 3;

export const withAsk = (plan: Plan, ask: AskPlan, more: Partial<Plan> = {}): Plan => ({
  ...plan,
  ...more,
  asks: [...plan.asks, ask],
  faultsForMs: Math.max(plan.faultsForMs, ask.at + MINUTE),
});

/** An action on the connection of the first create, once it will stand. */
const laterAsk = (random: Random, plan: Plan, more: Partial<AskPlan>): AskPlan => {
  const first = plan.asks.find(({ action }) => action === 'create');
  return {
    id: 'later',
    at: (first?.at ?? 0) + (plan.timings.creatingMs ?? 0) + between(random, 5, 120) * SECOND,
    door: oneOf(random, ['message', 'http', 'direct', 'http-async']),
    action: 'modify',
    pair: first?.pair ?? 0,
    patience: 3,
    ...more,
  };
};

/** What each rule of policy is about comes up. */
const RULES: Readonly<Record<SpecialRule, Change>> = {
  'no routes': (random, plan) =>
    withAsk(
      {
        ...plan,
        asks: plan.asks.map((ask, at) =>
          at === 0 && ask.action === 'create'
            ? { ...ask, more: { ...ask.more, routes: 'both' } }
            : ask,
        ),
      },
      laterAsk(random, plan, { more: { routes: 'requester' } }),
    ),
  'no modify': (random, plan) =>
    withAsk(plan, laterAsk(random, plan, { more: { routes: 'both' } })),
  'no force': (random, plan) =>
    withAsk(plan, laterAsk(random, plan, { action: 'delete', more: { force: true } })),
  'reject partner': (random, plan) =>
    withAsk(plan, {
      id: 'partner',
      at: between(random, 0, 300) * SECOND,
      door: oneOf(random, ['message', 'http', 'direct']),
      action: 'create',
      pair: PARTNER,
      more: { accept: 'auto' },
      patience: 3,
    }),
  // Others have connected them, and a request does not say that the other side is another account.
  'no partner': (random, plan) =>
    withAsk(
      plan,
      {
        id: 'partner',
        at: (plan.behaviour.listLagMs ?? 0) + between(random, 60, 180) * SECOND,
        door: oneOf(random, ['message', 'http', 'direct']),
        action: 'create',
        pair: PARTNER,
        more: { acceptingAliUid: undefined },
        patience: 3,
      },
      {
        deeds: [
          ...plan.deeds,
          { at: 0, pair: PARTNER, what: 'create' },
          { at: between(random, 10, 60) * SECOND, pair: PARTNER, what: 'accept' },
        ],
      },
    ),
};
const RULE_NAMES = ['no routes', 'no modify', 'no force', 'reject partner', 'no partner'] as const;

/** Policy hangs on more than VPCs. */
const policies: Change = (random, plan) => {
  if (!chance(random, 0.07) || plan.asks.length === 0) return plan;
  const specialRule = oneOf(random, RULE_NAMES);
  return { ...RULES[specialRule](random, plan), specialRule };
};

const WRITINGS: Readonly<Partial<Record<AskPlan['door'], AskPlan['writing']>>> = {
  http: 'quoted',
  'http-async': 'quoted',
  message: 'wrapped',
  batch: 'unnamed',
};

/** Requests that are written otherwise. */
const writings: Change = (random, plan) => {
  if (!chance(random, 0.12)) return plan;
  const asked = oneOf(random, [plan.asks[0], ...plan.asks]);
  const writing = asked && WRITINGS[asked.door];
  // An id that comes again is to be the same.
  const isAgain =
    asked?.reuses !== undefined || plan.asks.some(({ reuses }) => reuses === asked?.id);
  if (writing === undefined || (writing === 'unnamed' && isAgain)) return plan;
  return { ...plan, asks: plan.asks.map((ask) => (ask === asked ? { ...ask, writing } : ask)) };
};

/** The id of a modify comes once more with other values. */
const otherValues: Change = (random, plan) => {
  const asked = plan.asks.find(
    ({ action, door, more, isDry, writing }) =>
      action === 'modify' &&
      WITH_ID.includes(door) &&
      more?.name !== undefined &&
      more.routes === undefined &&
      !isDry &&
      !writing,
  );
  if (!asked || asked.daysLater !== undefined || !chance(random, 0.1)) return plan;
  const at = asked.at + between(random, 1, 4) * MINUTE;
  const door = oneOf(random, ['message', 'http', 'direct'] as const);
  const { ifMatch, ...rest } = asked;
  return withAsk(plan, {
    ...rest,
    id: `${asked.id}-other`,
    reuses: asked.id,
    at,
    door,
    // Only HTTP has a header to say it in.
    ...(door === 'http' && ifMatch !== undefined ? { ifMatch } : {}),
    more: { ...asked.more, name: 'other-values' },
    again: [],
  });
};

/** Each draws from a stream of its own, so that none changes what the others do. */
const CHANGES: readonly (readonly [string, Change])[] = [
  ['dry runs', dryRuns],
  ['policies', policies],
  ['other values', otherValues],
  ['writings', writings],
];

/** A plan with some changes, each of which draws from the stream of its name. */
export const changed = (changes: readonly (readonly [string, Change])[], planned: Plan): Plan =>
  changes.reduce((plan, [name, change]) => change(streamOf(planned.seed, name), plan), planned);

/** What people ask for beside plain changes, and what they do to the tables. */
export const broaden = (planned: Plan): Plan => changed(CHANGES, planned);

/** A create of our own VPCs with routes that nobody asks to change, and whose connection others leave alone. */
export const untouched = ({ asks, deeds }: Plan): AskPlan | undefined =>
  asks.find(
    ({ action, pair, isDry }) =>
      action === 'create' &&
      !isDry &&
      pair < PARTNER &&
      asks.every((each) => each.pair !== pair || each.action === 'create') &&
      deeds.every((deed) => deed.pair !== pair),
  );

/** Others take an entry away, and a check finds that: on two days, or while policy forbids to put it back. */
const drifts: Change = (random, plan) => {
  const asked = untouched(plan);
  if (!asked || plan.specialRule || !chance(random, 0.12)) return plan;
  const at = asked.at + (plan.timings.creatingMs ?? 0) + between(random, 180, 300) * SECOND;
  const deeds: Plan['deeds'] = [...plan.deeds, { at, pair: asked.pair, what: 'cut' }];
  if (chance(random, 0.5))
    return {
      ...plan,
      deeds,
      drift: 'announce',
      midnightAtMs: at + between(random, 6, 9) * MINUTE,
      faultsForMs: Math.max(plan.faultsForMs, at + MINUTE),
    };
  const { hasAccepterRole } = plan;
  const until = at + between(random, 8, 12) * MINUTE;
  return {
    ...plan,
    deeds,
    drift: 'repair',
    configurations: [
      { at: at - 10 * SECOND, forbidden: [asked.pair], hasAccepterRole },
      { at: until, forbidden: [], hasAccepterRole },
    ],
    faultsForMs: Math.max(plan.faultsForMs, until + MINUTE),
  };
};

const WAYS = ['route-narrow', 'route-shared', 'route-of-others', 'unused'] as const;

/** A delete once the routes of a create are there. */
const deletionOf = (
  random: Random,
  { timings }: Plan,
  { at, pair }: AskPlan,
  creatingMs = timings.creatingMs ?? 0,
): AskPlan => ({
  id: 'gone',
  at: at + creatingMs + between(random, 60, 200) * SECOND,
  door: oneOf(random, ['message', 'http', 'direct']),
  action: 'delete',
  pair,
  patience: 3,
});

/** Entries of others where ours are to be, and a table that nothing uses. */
const entriesOfOthers: Change = (random, plan) => {
  const asked = plan.asks.find(
    ({ action, pair, isDry }) => action === 'create' && pair < PARTNER && !isDry,
  );
  if (!asked || !chance(random, 0.08)) return plan;
  const way = oneOf(random, WAYS);
  // The table belongs to a VPC of two pairs.
  if (way === 'unused') return { ...plan, hasUnusedTable: true };
  // They come before the routes that a request asks for.
  const creatingMs = Math.max(plan.timings.creatingMs ?? 0, 20 * SECOND);
  const marked: Plan = {
    ...plan,
    deeds: [...plan.deeds, { at: asked.at, pair: asked.pair, what: way }],
    timings: { ...plan.timings, creatingMs },
  };
  return way === 'route-of-others'
    ? withAsk(marked, deletionOf(random, plan, asked, creatingMs))
    : marked;
};

/** The API refuses a delete for good because of entries, though its dry run passes and none leads there any more. */
const blockedDeletes: Change = (random, plan) => {
  const asked = plan.asks.find(
    ({ action, pair, isDry }) => action === 'create' && pair < PARTNER && !isDry,
  );
  if (!asked || plan.rules.length === 0 || !chance(random, 0.04)) return plan;
  const refused: FaultRule = {
    on: `api:${CALL_OF.delete}`,
    subject: 'for real',
    kind: 'refused',
    code: 'OperationDenied.RouteEntryExist',
    chance: 1,
    from: 0,
    to: Number.POSITIVE_INFINITY,
  };
  const blocked = { ...plan, rules: [refused, ...plan.rules] };
  return withAsk(blocked, deletionOf(random, plan, asked));
};

const ROUTE_CHANGES: readonly (readonly [string, Change])[] = [
  ['drifts', drifts],
  ['entries of others', entriesOfOthers],
  ['blocked deletes', blockedDeletes],
];

/** What others do to tables that lead to connections of ours. */
export const broadenRoutes = (planned: Plan): Plan => changed(ROUTE_CHANGES, planned);
