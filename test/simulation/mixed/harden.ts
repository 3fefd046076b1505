import type { Random } from '../../../lib/peering/ports.ts';
import { between, oneOf, streamOf } from '../support/random.ts';
import type { FaultRule } from '../support/rules.ts';
import { MINUTE, SECOND } from '../support/simulation.ts';
import type { AskPlan, ConfigurationPlan, Plan } from './plan.ts';

const chance = (random: Random, p: number): boolean => random() < p;

/** Messages that a trigger gives up soon, and those that come once more after days. */
const hardenAsk = (random: Random, ask: AskPlan, mayBeLate: boolean): AskPlan => ({
  ...ask,
  ...(chance(random, 0.2) ? { deliveries: between(random, 1, 4) } : {}),
  ...(mayBeLate && chance(random, 0.1) ? { daysLater: oneOf(random, [1, 2, 5]) } : {}),
});

/** Policy and role as they are deployed meanwhile; in the end as they were in the beginning. */
const configurationsOf = (random: Random, plan: Plan): readonly ConfigurationPlan[] => {
  if (!chance(random, 0.3)) return [];
  const at = Math.floor(random() * plan.faultsForMs * 0.7);
  const { hasAccepterRole } = plan;
  return [
    {
      at,
      forbidden: chance(random, 0.6) ? [between(random, 0, 4)] : [],
      hasAccepterRole: chance(random, 0.5) ? !hasAccepterRole : hasAccepterRole,
    },
    { at: at + between(random, 5, 600) * SECOND, forbidden: [], hasAccepterRole },
  ];
};

/** The queue takes nothing for minutes while the API refuses what would have to wait there. */
const queueOutage = (random: Random, plan: Plan): readonly FaultRule[] => {
  if (plan.rules.length === 0 || !chance(random, 0.12)) return [];
  const from = Math.floor((plan.asks[0]?.at ?? 0) * (0.5 + random() / 2));
  const to = from + between(random, 60, 400) * SECOND;
  const window = { chance: 1, from, to };
  return [
    { on: oneOf(random, ['enqueue:requests', 'enqueue:*']), kind: 'unavailable', ...window },
    { on: 'api:*', kind: oneOf(random, ['throttled', 'unavailable']), ...window },
  ];
};

/** The operation that makes what an action asks for. */
export const CALL_OF = {
  create: 'CreateVpcPeerConnection',
  accept: 'AcceptVpcPeerConnection',
  reject: 'RejectVpcPeerConnection',
  modify: 'ModifyVpcPeerConnection',
  delete: 'DeleteVpcPeerConnection',
} as const;
const LOOKS = [
  'GetVpcPeerConnectionAttribute',
  'ListVpcPeerConnections',
  'ListTagResources',
  'TagResources',
] as const;
const ROUTE_CALLS = [
  'CreateRouteEntries',
  'CreateRouteEntry',
  'DeleteRouteEntries',
  'DescribeRouteEntryList',
] as const;

const TASKS = ['enqueue:*', 'enqueue:requests', 'enqueue:watch', 'enqueue:deliver'] as const;

/**
 * A single operation that the plan needs is out for hours: some give up meanwhile, after the bound of their wait. A
 * queue that takes no tasks sends what waits there to the queue of failed tasks.
 */
const lastingOutage = (random: Random, { asks }: Plan): FaultRule => {
  const from = Math.floor(random() * 2 * (asks[0]?.at ?? 0));
  const to = from + between(random, 50, 420) * MINUTE;
  const window = { chance: 1, from, to };
  if (chance(random, 0.25))
    return { on: oneOf(random, TASKS), kind: oneOf(random, ['unavailable', 'reset']), ...window };
  const own = asks.map(({ action }) => CALL_OF[action]);
  const routes = asks.some(({ more }) => more?.routes !== undefined) ? ROUTE_CALLS : [];
  return {
    on: `api:${oneOf(random, ['CreateVpcPeerConnection', ...own, ...LOOKS, ...routes])}`,
    kind: oneOf(random, ['unavailable', 'unavailable', 'throttled', 'reset', 'html', 'hang']),
    ...window,
  };
};

/** The call is applied, and who made it does not know. */
const isUnheard = ({ kind }: FaultRule): boolean => kind === 'lost' || kind === 'crash-after';

const isOfQueue = ({ on }: FaultRule): boolean => /^(?:\*|enqueue)/.test(on);

/**
 * Where ids are ignored a lost acknowledgement is a duplicate, so chains grow by that share with each step. And while
 * the queue is out whoever begins a chain anew (a redrive, or any run where ids are ignored) tries for minutes: each
 * try of which only the answer is lost begins one more. More than a tenth of them, or a few while the queue is
 * out, make thousands of runs in twenty minutes, and prove nothing.
 */
const gentler = (rules: readonly FaultRule[], idsHonoured: boolean): readonly FaultRule[] => {
  const isOut = rules.some((each) => isOfQueue(each) && !isUnheard(each) && each.chance === 1);
  const isNoise = (each: FaultRule): boolean =>
    isOfQueue(each) && isUnheard(each) && each.chance < 1;
  // Of all of them together.
  const most = (isOut ? 0.03 : idsHonoured ? 1 : 0.1) / rules.filter(isNoise).length;
  return rules.map((each) =>
    isNoise(each) ? { ...each, chance: Math.min(each.chance, most) } : each,
  );
};

/** What else differs from run to run: the language of texts, and entries of others that lead to a connection. */
const othersOf = (plan: Plan): Pick<Plan, 'deeds' | 'language'> => {
  const random = streamOf(plan.seed, 'others');
  const language = chance(random, 0.3) ? 'zh' : 'en';
  const [first] = plan.asks;
  if (!first || !chance(random, 0.08)) return { language, deeds: plan.deeds };
  const at = Math.floor(random() * plan.faultsForMs * 0.6);
  return { language, deeds: [...plan.deeds, { at, pair: first.pair, what: 'route-there' }] };
};

/** What else goes wrong: frozen instances, clocks that differ, dead letters, redeliveries after days, deployments. */
export const harden = (plan: Plan): Plan => {
  const random = streamOf(plan.seed, 'hardships');
  const isCalm = Object.keys(plan.platform).length === 0;
  // Days of a watch that waits for a person are many runs where chains multiply, or sleep instead of being delayed.
  const mayLast = plan.platform.idsHonoured !== false && plan.platform.delaysHonoured !== false;
  const outage =
    plan.rules.length > 0 && chance(random, 0.06) ? lastingOutage(random, plan) : undefined;
  const rules = [...plan.rules, ...queueOutage(random, plan), ...(outage ? [outage] : [])];
  return {
    ...plan,
    faultsForMs: Math.max(plan.faultsForMs, outage?.to ?? 0),
    platform: isCalm
      ? plan.platform
      : {
          ...plan.platform,
          ...(plan.platform.idsHonoured === false
            ? { duplicate: Math.min(oneOf(random, [0.01, 0.03, 0.05]), outage ? 0.01 : 1) }
            : {}),
          existingStatus: oneOf(streamOf(plan.seed, 'known ids'), [409, 400] as const),
          skewMs: oneOf(random, [5_000, 30_000, 30_000]),
          freezesAfterMs: oneOf(random, [Number.POSITIVE_INFINITY, 10_000, 60_000]),
        },
    asks: plan.asks.map((ask) => hardenAsk(random, ask, mayLast)),
    configurations: configurationsOf(random, plan),
    rules: gentler(rules, plan.platform.idsHonoured !== false),
    ...othersOf(plan),
  };
};
