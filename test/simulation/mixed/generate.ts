import type { Random } from '../../../lib/peering/ports.ts';
import { between, oneOf, streamOf } from '../support/random.ts';
import type { FaultKind, FaultRule } from '../support/rules.ts';
import { MINUTE, SECOND } from '../support/simulation.ts';
import { type AskPlan, type DeedPlan, type Door, PAIRS, type Plan } from './plan.ts';

const chance = (random: Random, p: number): boolean => random() < p;

/** A place in time, early ones more often: most trouble comes from what happens at once. */
const moment = (random: Random, withinMs: number): number => Math.floor(random() ** 2 * withinMs);

const NOISE: readonly [FaultKind, ...FaultKind[]] = [
  'throttled',
  'unavailable',
  'html',
  'reset',
  'lost',
  'expired',
  'slow',
];
const QUEUE_NOISE: readonly [FaultKind, ...FaultKind[]] = [
  'lost',
  'unavailable',
  'reset',
  'conflict',
  'throttled',
  'html',
];
const SINK_NOISE: readonly [FaultKind, ...FaultKind[]] = [
  'unavailable',
  'hang',
  'refused',
  'slow',
  'lost',
  'throttled',
  'partial',
  'html',
];
const OPERATIONS: readonly [string, ...string[]] = [
  'CreateVpcPeerConnection',
  'AcceptVpcPeerConnection',
  'DeleteVpcPeerConnection',
  'ModifyVpcPeerConnection',
  'GetVpcPeerConnectionAttribute',
  'ListVpcPeerConnections',
  'ListTagResources',
  'TagResources',
  'CreateRouteEntries',
  'CreateRouteEntry',
  'DeleteRouteEntries',
  'DescribeRouteEntryList',
];

type RuleMaker = (random: Random, forMs: number) => FaultRule;

const always = (forMs: number) => ({ from: 0, to: forMs });

const window = (random: Random, forMs: number) => {
  const from = Math.floor(random() * forMs * 0.6);
  return { from, to: Math.min(forMs, from + between(random, 2, 20 * 60) * SECOND) };
};

const RULES: readonly [RuleMaker, ...RuleMaker[]] = [
  (random, forMs) => ({
    on: 'api:*',
    kind: oneOf(random, NOISE),
    chance: 0.02 + random() * 0.25,
    ...always(forMs),
  }),
  (random, forMs) => ({
    on: 'enqueue:*',
    kind: oneOf(random, QUEUE_NOISE),
    chance: 0.02 + random() * 0.3,
    ...always(forMs),
  }),
  (random, forMs) => ({
    on: '*',
    kind: oneOf(random, ['crash-before', 'crash-after']),
    chance: 0.01 + random() * 0.06,
    ...always(forMs),
  }),
  (random, forMs) => ({
    on: oneOf(random, ['sink:a:*', 'sink:b:*', 'sink:*']),
    kind: oneOf(random, SINK_NOISE),
    chance: chance(random, 0.5) ? 1 : random(),
    ...window(random, forMs),
  }),
  (random, forMs) => ({
    on: `api:${oneOf(random, OPERATIONS)}`,
    kind: oneOf(random, ['unavailable', 'throttled', 'reset', 'lost', 'hang', 'html']),
    chance: chance(random, 0.6) ? 1 : random(),
    ...window(random, forMs),
  }),
  (random, forMs) => ({
    on: 'api:TagResources',
    kind: oneOf(random, ['denied', 'lost', 'slow', 'unavailable']),
    chance: chance(random, 0.6) ? 1 : random(),
    ...window(random, forMs),
  }),
  (random, forMs) => ({
    on: oneOf(random, ['smq:*', 'enqueue:*', 'enqueue:deliver', 'enqueue:watch']),
    kind: oneOf(random, ['unavailable', 'reset', 'lost', 'html']),
    chance: 1,
    from: Math.floor(random() * forMs * 0.6),
    to: forMs,
    times: between(random, 1, 12),
  }),
];

const doorOf = (random: Random): Door =>
  oneOf(random, [
    'message',
    'message',
    'derived',
    'batch',
    'http',
    'http',
    'http-async',
    'direct',
    'timed',
  ]);

const createMore = (random: Random, pair: number) => ({
  ...(chance(random, 0.3) ? { routes: oneOf(random, ['both', 'requester', 'accepter']) } : {}),
  ...(pair === 3 && chance(random, 0.6) ? { accept: 'auto' } : {}),
  ...(chance(random, 0.2) ? { name: oneOf(random, ['alpha', 'beta']) } : {}),
});

const repetition = (random: Random, at: number, forMs: number) => ({
  ...(chance(random, 0.3)
    ? {
        again: Array.from(
          { length: between(random, 1, 2) },
          () => at + (chance(random, 0.5) ? between(random, 0, 5_000) : moment(random, forMs)),
        ),
      }
    : {}),
});

const creates = (random: Random, forMs: number): AskPlan[] =>
  Array.from({ length: between(random, 1, 4) }, (_, index) => {
    const at = moment(random, forMs / 3);
    const pair = oneOf(random, [0, 0, 1, 1, 2, 2, 3, 3, 4, 5, 6]);
    return {
      id: `c${index}`,
      at,
      door: doorOf(random),
      action: 'create' as const,
      pair: pair === 5 ? 0 : pair,
      isReversed: pair < 3 && chance(random, 0.2),
      more: createMore(random, pair),
      patience: oneOf(random, [1, 3, 8]),
      ...repetition(random, at, forMs),
    };
  });

const ACTIONS = ['modify', 'modify', 'delete', 'delete', 'accept', 'reject'] as const;

const actionMore = (random: Random, action: string, index: number) => {
  if (action === 'delete') return chance(random, 0.15) ? { force: true } : {};
  if (action !== 'modify') return {};
  if (chance(random, 0.15)) return { routes: oneOf(random, ['both', 'none', 'requester']) };
  return { name: `name-${index}` };
};

const changes = (random: Random, forMs: number, pairs: readonly number[]): AskPlan[] =>
  Array.from({ length: between(random, 0, 4) }, (_, index) => {
    const at = moment(random, forMs * 0.8);
    const action = oneOf(random, ACTIONS);
    const isTheirs = action === 'accept' || action === 'reject';
    const door = doorOf(random);
    return {
      id: `x${index}`,
      at,
      // A modify without an id of its own is a new one each time that it comes.
      door: action === 'modify' && door === 'timed' ? 'message' : door,
      action,
      pair: isTheirs ? 5 : (pairs[Math.floor(random() * pairs.length)] ?? 0),
      more: actionMore(random, action, index),
      patience: oneOf(random, [1, 3, 8]),
      ...repetition(random, at, forMs),
    };
  });

const DEEDS = [
  'delete',
  'delete',
  'modify',
  'untag',
  'forge',
  'untag-request',
  'route',
  'create',
] as const;

const deeds = (random: Random, forMs: number, asks: readonly AskPlan[]): DeedPlan[] => {
  const theirs = asks.filter(({ pair }) => pair === 5);
  const [first] = theirs;
  const made: DeedPlan[] = first
    ? [{ at: Math.max(0, first.at - 5_000), pair: 5, what: 'create' }]
    : [];
  const waits = asks.some(({ pair, action }) => pair === 3 && action === 'create');
  if (waits && chance(random, 0.6))
    made.push({
      at: moment(random, forMs),
      pair: 3,
      what: oneOf(random, ['accept', 'accept', 'reject']),
    });
  if (!chance(random, 0.35)) return made;
  const pairs = asks.map(({ pair }) => pair);
  for (let more = between(random, 1, 2); more > 0; more--)
    made.push({
      at: moment(random, forMs),
      pair: pairs[Math.floor(random() * pairs.length)] ?? 0,
      what: oneOf(random, DEEDS),
    });
  return made;
};

const behaviourOf = (random: Random): Plan['behaviour'] => ({
  notFoundAfterCreateMs: oneOf(random, [0, 0, 0, 5_000]),
  listLagMs: oneOf(random, [0, 0, 0, 10_000, 180_000]),
  deletedVisibleMs: oneOf(random, [0, 1_000, 60_000]),
  tagLagMs: oneOf(random, [0, 0, 0, 10_000]),
  tagOverwrite: oneOf(random, ['replace', 'replace', 'replace', 'refuse']),
  tagSides: oneOf(random, ['own', 'shared']),
  busyConnection: oneOf(random, ['IncorrectStatus.VpcPeer', 'Conflict.Operation']),
  tokenProcessingMs: oneOf(random, [0, 0, 500]),
  secondOfPair: oneOf(random, ['refuse', 'refuse', 'refuse', 'allow']),
});

/** Where ids are ignored, chains multiply with every duplicate: more than a few would prove nothing. */
const duplicatesOf = (random: Random, idsHonoured: boolean) => ({
  idsHonoured,
  duplicate: idsHonoured ? oneOf(random, [0, 0, 0.02, 0.1, 0.3]) : oneOf(random, [0, 0.01, 0.03]),
});

const platformOf = (random: Random): Plan['platform'] => ({
  ...duplicatesOf(random, !chance(random, 0.25)),
  delaysHonoured: !chance(random, 0.15),
  duplicateWithinMs: oneOf(random, [100, 2_000, 5 * MINUTE]),
  late: oneOf(random, [0, 0.1, 0.3]),
  lateByMs: oneOf(random, [1_000, 10_000, 3 * MINUTE]),
  retryPauseMs: oneOf(random, [200, 2_000, 60_000]),
  skewMs: oneOf(random, [0, 0, 5_000, 30_000]),
  recycle: oneOf(random, [0, 0.1, 0.5]),
  base64Records: chance(random, 0.5),
});

/** A plan of every sort of request, trouble and other people; the same seed makes the same plan. */
export const generate = (seed: number): Plan => {
  const random = streamOf(seed, 'plan');
  const forMs = between(random, 2, 25) * MINUTE;
  const made = creates(random, forMs);
  const asks = [
    ...made,
    ...changes(
      random,
      forMs,
      made.map(({ pair }) => pair),
    ),
  ];
  const isCalm = chance(random, 0.1);
  const count = isCalm ? 0 : between(random, 0, 5);
  const platform = isCalm ? {} : platformOf(random);
  return {
    seed,
    platform,
    behaviour: behaviourOf(random),
    timings: {
      creatingMs: oneOf(random, [1_200, 5_000, 30_000]),
      updatingMs: oneOf(random, [600, 5_000, 20_000]),
      deletingMs: oneOf(random, [800, 5_000, 30_000]),
    },
    sinks: oneOf(random, [
      [{ id: 'a' }],
      [{ id: 'a' }, { id: 'b' }],
      [{ id: 'a' }, { id: 'b' }, { id: 'c', types: ['Activated', 'Failed', 'Routes:*'] }],
    ]),
    hasAccepterRole: chance(random, 0.7),
    faultsForMs: forMs,
    rules: Array.from({ length: count }, () => oneOf(random, RULES)(random, forMs)),
    asks: asks.filter(({ pair }) => PAIRS[pair] !== undefined),
    deeds: deeds(random, forMs, asks),
  };
};
