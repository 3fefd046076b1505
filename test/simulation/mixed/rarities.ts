import type { Random } from '../../../lib/peering/ports.ts';
import { between, oneOf } from '../support/random.ts';
import type { FaultRule } from '../support/rules.ts';
import { MINUTE, SECOND } from '../support/simulation.ts';
import { type Change, changed } from './broaden.ts';
import type { AskPlan, Plan } from './plan.ts';
import { outage, withRules } from './worsen.ts';

const chance = (random: Random, p: number): boolean => random() < p;

/** What an id stands for: whatever comes again under it says the same. */
const keyOf = ({ id, reuses }: AskPlan): string => reuses ?? id;

/** A create names the resource group that its connection is to be in. */
const resourceGroups: Change = (random, plan) => {
  const asked = oneOf(random, [plan.asks[0], ...plan.asks]);
  if (asked?.action !== 'create' || !chance(random, 0.08)) return plan;
  const isSame = (ask: AskPlan): boolean => keyOf(ask) === keyOf(asked) && ask.action === 'create';
  return {
    ...plan,
    asks: plan.asks.map((ask) =>
      isSame(ask) ? { ...ask, more: { ...ask.more, resourceGroupId: 'rg-team' } } : ask,
    ),
  };
};

/** Somebody has a sink and the door of requests subscribed to the same topic. */
const loops: Change = (random, plan) =>
  chance(random, 0.04) ? { ...plan, comesBackFrom: oneOf(random, ['a', 'a', 'b']) } : plan;

const BROKEN = ['worker', 'accepter', 'router'] as const;

/** One function throws whatever it is to do, until it is deployed once more: what it fails at comes back an hour later. */
const badDeployments: Change = (random, plan) => {
  const asked = oneOf(random, [plan.asks[0], ...plan.asks]);
  // Where ids are ignored chains multiply as long as they wait, which proves nothing.
  if (!asked || !chance(random, 0.05) || plan.platform.idsHonoured === false) return plan;
  const from = asked.at + between(random, 0, 10) * SECOND;
  const to = from + between(random, 3, 15) * MINUTE;
  return {
    ...plan,
    badDeployment: { role: oneOf(random, BROKEN), from, to },
    faultsForMs: Math.max(plan.faultsForMs, to),
  };
};

/** The pair whose other side is another account. */
const PARTNER = 3;

/** The role that is configured is one of a third account, which serves that account alone. */
const thirdAccounts: Change = (random, plan) => {
  const isAsked = plan.asks.some(({ pair, action }) => pair === PARTNER && action === 'create');
  if (!isAsked || !chance(random, 0.1)) return plan;
  return {
    ...plan,
    hasAccepterRole: false,
    hasRoleOfThird: true,
    asks: plan.asks.map((ask) =>
      ask.pair === PARTNER && ask.action === 'create' && keyOf(ask) === ask.id
        ? { ...ask, more: { ...ask.more, accept: 'auto' } }
        : ask,
    ),
    configurations: (plan.configurations ?? []).map((each) => ({
      ...each,
      hasAccepterRole: false,
    })),
  };
};

/** Pairs between VPCs of ours, in one region. */
const OURS = [0, 1, 2] as const;

/** Two requests meet a connection that somebody else made, at one moment, and want it otherwise. */
const rivals: Change = (random, plan) => {
  const pair = oneOf(random, OURS);
  const isFree = plan.asks.every((ask) => ask.pair !== pair);
  const at = (plan.behaviour.listLagMs ?? 0) + between(random, 60, 180) * SECOND;
  if (!isFree || !chance(random, 0.06)) return plan;
  const rival = (id: string, routes: string): AskPlan => ({
    id,
    at,
    door: oneOf(random, ['message', 'direct', 'http']),
    action: 'create',
    pair,
    more: { routes },
    patience: 3,
  });
  return {
    ...plan,
    asks: [...plan.asks, rival('rival-0', 'requester'), rival('rival-1', 'accepter')],
    deeds: [...plan.deeds, { at: 0, pair, what: 'create' }],
    behaviour: { ...plan.behaviour, tagOverwrite: 'replace', tagLagMs: 0 },
    faultsForMs: Math.max(plan.faultsForMs, at + MINUTE),
  };
};

/** Looks are too many for a while, and the service says for how long it wants none. */
const throttledLooks: Change = (random, plan) => {
  const asked = oneOf(random, [plan.asks[0], ...plan.asks]);
  if (!asked || plan.rules.length === 0 || !chance(random, 0.03)) return plan;
  const to = asked.at + between(random, 20, 200) * SECOND;
  const rule: FaultRule = {
    on: 'api:GetVpcPeerConnectionAttribute',
    kind: 'throttled',
    chance: 0.5,
    retryAfterMs: between(random, 15, 90) * SECOND,
    from: asked.at,
    to,
  };
  return withRules(plan, [rule]);
};

/** A pair of which the other account has rejected a connection is asked for once more. */
const refusedPairs: Change = (random, plan) => {
  const isFree = plan.asks.every(({ pair }) => pair !== PARTNER);
  const at = between(random, 0, 120) * SECOND;
  const rejectedAt = at + (plan.timings.creatingMs ?? 0) + between(random, 10, 60) * SECOND;
  const isAllowed = chance(random, 0.5);
  const door = oneOf(random, ['message', 'direct', 'http', 'timed'] as const);
  const first = oneOf(random, ['message', 'http'] as const);
  const again = rejectedAt + (plan.behaviour.listLagMs ?? 0) + between(random, 120, 300) * SECOND;
  if (!isFree || plan.specialRule || !chance(random, 0.06)) return plan;
  const create = { action: 'create', pair: PARTNER, patience: 3 } as const;
  return {
    ...plan,
    asks: [
      ...plan.asks,
      { ...create, id: 'refused', at, door: first, again: [again + MINUTE] },
      { ...create, id: 'refused-again', at: again, door },
    ],
    deeds: [...plan.deeds, { at: rejectedAt, pair: PARTNER, what: 'reject' }],
    ...(isAllowed ? { behaviour: { ...plan.behaviour, secondOfPair: 'allow' as const } } : {}),
    faultsForMs: Math.max(plan.faultsForMs, again + 2 * MINUTE),
  };
};

/** Somebody asks over HTTP whether a request would pass for a pair that is connected already. */
const dryRunsOfPairs: Change = (random, plan) => {
  const asked = plan.asks.find(({ action, isDry }) => action === 'create' && !isDry);
  const afterMs = (plan.timings.creatingMs ?? 0) + (plan.behaviour.listLagMs ?? 0);
  const sinceMs = afterMs + between(random, 90, 240) * SECOND;
  if (!asked || !chance(random, 0.1)) return plan;
  const at = asked.at + sinceMs;
  const { pair, isReversed, more } = asked;
  const dry: AskPlan = {
    ...{ id: 'dry-of-pair', at, door: 'http', action: 'create', pair, isDry: true, patience: 3 },
    ...(isReversed === undefined ? {} : { isReversed }),
    more: { ...more, clientToken: undefined },
  };
  return {
    ...plan,
    asks: [...plan.asks, dry],
    faultsForMs: Math.max(plan.faultsForMs, at + MINUTE),
  };
};

/** Values of a modify are written, and for longer than anybody waits nobody can write down which routes it wants. */
const unwrittenWishes: Change = (random, plan) => {
  const pair = oneOf(random, OURS);
  const isFree = plan.asks.every((ask) => ask.pair !== pair);
  const at = between(random, 0, 60) * SECOND;
  const modifiedAt = at + (plan.timings.creatingMs ?? 0) + between(random, 60, 120) * SECOND;
  const to = modifiedAt + between(random, 65, 80) * MINUTE;
  const mayWait = plan.platform.idsHonoured !== false && plan.rules.length > 0;
  if (!isFree || !mayWait || !chance(random, 0.1)) return plan;
  const ask = { pair, door: 'message' } as const;
  return withRules(plan, [outage('api:TagResources', modifiedAt - SECOND, to)], {
    asks: [
      ...plan.asks,
      { ...ask, id: 'wished', at, action: 'create' },
      {
        ...ask,
        id: 'wish',
        at: modifiedAt,
        action: 'modify',
        more: { name: 'wished', routes: 'both' },
      },
    ],
  });
};

/** Policy comes to forbid a pair while nobody can look at what a create has made of it, whose answer was lost. */
const forbiddenMeanwhile: Change = (random, plan) => {
  const pair = oneOf(random, OURS);
  const isFree = plan.asks.every((ask) => ask.pair !== pair);
  const at = between(random, 0, 90) * SECOND;
  const forbiddenAt = at + between(random, 8, 12) * SECOND;
  const to = forbiddenAt + between(random, 20, 90) * SECOND;
  // Whose right is missing makes nothing.
  const isRefused = plan.rules.some(({ kind }) => kind === 'denied');
  const isOther = isRefused || (plan.configurations?.length ?? 0) > 0;
  if (!isFree || isOther || plan.rules.length === 0 || !chance(random, 0.12)) return plan;
  const lost: FaultRule = {
    on: 'api:CreateVpcPeerConnection',
    kind: 'lost',
    chance: 1,
    from: at,
    to: forbiddenAt,
  };
  const { hasAccepterRole } = plan;
  return withRules(plan, [lost, outage('api:GetVpcPeerConnectionAttribute', at, to)], {
    asks: [...plan.asks, { id: 'overtaken', at, door: 'message', action: 'create', pair }],
    configurations: [
      { at: forbiddenAt, forbidden: [pair], hasAccepterRole },
      { at: to + 2 * MINUTE, forbidden: [], hasAccepterRole },
    ],
  });
};

/**
 * A delete is taken and its answer lost, so that its next look finds nothing any more; or it is refused for longer than
 * its first watch lasts.
 */
const hurriedDeletes: Change = (random, plan) => {
  const pair = oneOf(random, OURS);
  const isFree = plan.asks.every((ask) => ask.pair !== pair);
  const at = between(random, 0, 60) * SECOND;
  const deletedAt = at + (plan.timings.creatingMs ?? 0) + between(random, 60, 180) * SECOND;
  const isLost = chance(random, 0.5);
  const forMs = (isLost ? 60 : between(random, 90, 180)) * SECOND;
  if (!isFree || plan.rules.length === 0 || !chance(random, 0.1)) return plan;
  const out = outage('api:DeleteVpcPeerConnection', deletedAt, deletedAt + forMs);
  const rule: FaultRule = isLost ? { ...out, kind: 'lost', times: 2 } : out;
  const ask = { pair, door: 'message' } as const;
  return withRules(plan, [rule], {
    asks: [
      ...plan.asks,
      { ...ask, id: 'left', at, action: 'create' },
      { ...ask, id: 'leaving', at: deletedAt, action: 'delete' },
    ],
    behaviour: { ...plan.behaviour, deletedVisibleMs: 0 },
    timings: { ...plan.timings, deletingMs: 800 },
  });
};

/** Each draws from a stream of its own, so that none changes what the others do. */
const CHANGES: readonly (readonly [string, Change])[] = [
  ['resource groups', resourceGroups],
  ['loops', loops],
  ['bad deployments', badDeployments],
  ['third accounts', thirdAccounts],
  ['rivals', rivals],
  ['throttled looks', throttledLooks],
  ['refused pairs', refusedPairs],
  ['dry runs of pairs', dryRunsOfPairs],
  ['unwritten wishes', unwrittenWishes],
  ['forbidden meanwhile', forbiddenMeanwhile],
  ['hurried deletes', hurriedDeletes],
];

/** What comes up rarely, each for itself. */
export const rarities = (planned: Plan): Plan => changed(CHANGES, planned);
