import type { Random } from '../../../lib/peering/ports.ts';
import { type Heard, heardBy } from '../invariants/heard.ts';
import { faultsOf, isAtEnd } from '../invariants/index.ts';
import { madeBy } from '../invariants/made.ts';
import { digestOf, stopFaults, type Verdict } from '../mixed/run.ts';
import type { Ask } from '../support/asks.ts';
import { between, oneOf, streamOf } from '../support/random.ts';
import type { FaultKind, FaultRule } from '../support/rules.ts';
import { scene, sendAll } from '../support/scene.ts';
import { HOUR, MINUTE, REGION, type Simulation } from '../support/simulation.ts';

const VPCS = 7;
const ROUGH_FOR_MS = 4 * MINUTE;
const CALM_WITHIN_MS = 2 * HOUR;
/** So much text, and so many of them, that the requests of a message do not fit into one task. */
const LONG = 'x'.repeat(250);
const TAGS = [{ key: 'key', value: LONG.slice(0, 120) }];

const pairOf = (random: Random): readonly [number, number] => {
  const hub = 0;
  const spoke = between(random, 1, VPCS - 1);
  if (random() < 0.5) return [hub, spoke];
  const other = between(random, 1, VPCS - 1);
  return other === spoke ? [hub, spoke] : [spoke, other];
};

/** What a request ends in, apart from a connection of its own: another one's, a refusal by policy or by the API. */
const bodyOf = (random: Random, index: number, isLong: boolean) => {
  const [one, other] = pairOf(random);
  const end = random() < 0.1 ? 'vpc-none' : random() < 0.1 ? 'vpc-denied' : `vpc-${other}`;
  return {
    requestId: `r-${index}`,
    regionId: REGION,
    vpcId: `vpc-${one}`,
    acceptingVpcId: end,
    ...(isLong ? { description: LONG, tag: TAGS } : {}),
  };
};

const always = { from: 0, to: ROUGH_FOR_MS };

const KINDS: readonly [FaultKind, ...FaultKind[]] = ['crash-before', 'crash-after', 'lost'];

/** Runs die before or after their successor is enqueued, and around everything that they call. */
const rulesOf = (random: Random): readonly FaultRule[] => [
  { on: 'enqueue:requests', kind: 'crash-before', chance: random() * 0.3, ...always },
  { on: 'enqueue:requests', kind: 'crash-after', chance: random() * 0.3, ...always },
  { on: 'enqueue:*', kind: oneOf(random, KINDS), chance: random() * 0.1, ...always },
  { on: 'api:*', kind: oneOf(random, [...KINDS, 'throttled']), chance: random() * 0.1, ...always },
  {
    on: 'sink:*',
    kind: oneOf(random, [...KINDS, 'unavailable']),
    chance: random() * 0.2,
    ...always,
  },
];

const simulationOf = (random: Random, seed: number): Simulation =>
  scene(
    {
      seed,
      rules: rulesOf(random),
      behaviour: {
        callsPerMinute: { CreateVpcPeerConnection: oneOf(random, [6, 30, 360]) },
        tokenProcessingMs: oneOf(random, [0, 500]),
        notFoundAfterCreateMs: oneOf(random, [0, 0, 5_000]),
        listLagMs: oneOf(random, [0, 0, 10_000]),
      },
      timings: { creatingMs: oneOf(random, [1_200, 5_000, 20_000]) },
      platform: {
        duplicate: 0.1 + random() * 0.4,
        duplicateWithinMs: oneOf(random, [100, 2_000, 3 * MINUTE]),
        late: 0.2,
        lateByMs: oneOf(random, [1_000, MINUTE]),
        retryPauseMs: oneOf(random, [200, 20_000]),
        recycle: 0.3,
      },
      settings: {
        policy: [
          { name: 'nobody', effect: 'deny', when: { anyVpcId: ['vpc-denied'] } },
          { name: 'everything', effect: 'allow', when: {} },
        ],
      },
    },
    VPCS,
  );

/** The facts that a request ended in: it has to be exactly one. */
const endsOf = (sim: Simulation, heard: Heard, { requestId }: Ask): readonly string[] => [
  ...madeBy(sim, requestId).map(({ instanceId }) => `made ${instanceId}`),
  ...heard.of(requestId, 'Adopted').map(({ id }) => id),
  ...heard.of(requestId, 'Failed').map(({ id }) => id),
];

/** Creates of one run that share a VPC and went out in another order than they were asked for. */
const overtaken = (sim: Simulation): readonly string[] => {
  const last = new Map<string, number>();
  const calls = [...sim.record.calls, ...sim.record.refused].sort((a, b) => a.at - b.at);
  return calls.flatMap(({ action, params, run }) => {
    const requestId = Object.values(params).find((each) => /^r-\d+$/.test(each));
    if (action !== 'CreateVpcPeerConnection' || !requestId || !run) return [];
    const place = Number(requestId.slice(2));
    return [params.VpcId, params.AcceptingVpcId].flatMap((vpcId) => {
      const key = `${run.id} ${vpcId}`;
      const before = last.get(key) ?? 0;
      last.set(key, Math.max(before, place));
      return place < before ? [`${requestId} waited for r-${before} at ${vpcId}`] : [];
    });
  });
};

/**
 * A message of many requests, some of which share a VPC, a pair, or a refusal. The runs of their tasks come twice, end
 * at different places, and die before and after they have enqueued their successor.
 */
export const runRequests = async (seed: number): Promise<Verdict> => {
  const random = streamOf(seed, 'requests');
  const sim = simulationOf(random, seed);
  const cut = streamOf(seed, 'cut');
  sim.timeShare = () => oneOf(cut, [1, 0.4, 0.15]);
  const isLong = random() < 0.1;
  const count = isLong ? between(random, 45, 60) : between(random, 2, 7);
  const bodies = Array.from({ length: count }, (_, at) => bodyOf(random, at, isLong));
  const asks = sendAll(sim, bodies);
  await sim.time.pass(ROUGH_FOR_MS);
  stopFaults(sim);
  sim.timeShare = () => 1;
  await sim.time.pass(5 * MINUTE);
  // Only what lost its watch needs a sweep.
  const until = sim.time.now() + CALM_WITHIN_MS;
  while (!isAtEnd(sim) && sim.time.now() < until) await sim.live(10 * MINUTE);
  const heard = heardBy(sim);
  const faults = asks.flatMap((ask) => {
    const ends = endsOf(sim, heard, ask);
    return ends.length === 1
      ? []
      : [`${ask.requestId} ended ${ends.length} times: ${ends.join(', ')}`];
  });
  return {
    seed,
    faults: [...faults, ...overtaken(sim), ...faultsOf(sim)],
    prices: [],
    digest: digestOf(sim),
    sim,
  };
};
