// Loaded lazily in the product: loading takes real time, which does not exist under a virtual clock.
import '../../../lib/peering/commands/change/routes-gate.ts';
import { handleAccept } from '../../../lib/handlers/accept.ts';
import { handleItems } from '../../../lib/handlers/items.ts';
import { handlePoll } from '../../../lib/handlers/poll.ts';
import { handleRoute } from '../../../lib/handlers/route.ts';
import type { Context } from '../../../lib/peering/context.ts';
import type { FollowUpEvent } from '../../../lib/peering/model/event.ts';
import { defaultRules } from '../../../lib/peering/policy/parse.ts';
import type { Log } from '../../../lib/peering/ports.ts';
import type { Settings } from '../../../lib/peering/settings.ts';
import { deadlineOf } from '../../../lib/runtime/deadline.ts';
import { createWorld } from '../../../sandbox/cloud/world.ts';
import type { FixtureInput } from '../../../sandbox/fixture.ts';
import { parseFixture } from '../../../sandbox/fixture.ts';
import { cloudOf } from './cloud.ts';
import { type Faults, type Line, NO_FAULTS, overLine, shaky, shakyNetwork } from './faults.ts';
import { Functions, TIMEOUT_MS, type Work } from './functions.ts';
import { History } from './history.ts';
import { networkApiOf } from './network.ts';
import { seeded } from './random.ts';
import { Sinks } from './sinks.ts';
import { VirtualTime } from './virtual-time.ts';

export const OWN = '253460731706911258';
export const OTHER = '283117732402483989';
export const REGION = 'cn-hangzhou';
export const SWEEP_MS = 120_000;

export interface SimulationOptions {
  readonly seed?: number;
  readonly vpcs: FixtureInput['vpcs'];
  readonly faults?: Partial<Faults>;
  /** Milliseconds from the start after which nothing goes wrong any more. */
  readonly faultsForMs?: number;
  readonly behaviour?: FixtureInput['behaviour'];
  readonly timings?: FixtureInput['timings'];
  readonly sinks?: readonly string[];
  readonly settings?: Partial<Settings>;
  /** Absent: the accepter role leads to the VPC API of the other account, too. */
  readonly isShut?: boolean;
}

const quiet = (): void => {};
const silent: Log = { debug: quiet, info: quiet, warn: quiet, error: quiet, with: () => silent };

const settings: Settings = {
  name: 'peerflow',
  source: 'peerflow',
  accountId: OWN,
  region: REGION,
  regions: [REGION],
  functions: {
    request: 'request',
    worker: 'worker',
    poller: 'poller',
    accepter: 'accepter',
    router: 'router',
  },
  defaults: { routes: 'none', accept: 'manual', preflight: 'off' },
  policy: [
    ...defaultRules(OWN),
    { name: 'partner', effect: 'allow', when: { accepterAccount: [OTHER] } },
  ],
  accepterRole: 'acs:ram::{accountId}:role/peerflow',
  routeTables: [],
  drift: 'off',
  driftEveryMs: 3600_000,
  stallAfterMs: 600_000,
  language: 'en',
};

const fixtureOf = ({ vpcs, behaviour, timings }: SimulationOptions) =>
  parseFixture({
    accounts: [OWN, OTHER].map((id) => ({
      id,
      quotas: { vpc_quota_intra_region_peer_num_per_vpc: 1000, vpc_quota_peer_num: 10_000 },
    })),
    regions: [{ id: REGION }],
    vpcs,
    ...(behaviour ? { behaviour } : {}),
    ...(timings ? { timings } : {}),
  });

/** Peerflow's functions over the sandbox's cloud, in one process and under one virtual clock. */
export const simulate = (options: SimulationOptions) => {
  const random = seeded(options.seed ?? 1);
  const time = new VirtualTime();
  const start = time.now();
  const world = createWorld(fixtureOf(options), { now: () => time.now(), random });
  const history = new History(world, () => time.now());
  const calls = new Map<string, number>();
  const isOver = () => time.now() - start >= (options.faultsForMs ?? Number.POSITIVE_INFINITY);
  let chances: Partial<Faults> = options.faults ?? {};
  const faults = (): Faults => (isOver() ? NO_FAULTS : { ...NO_FAULTS, ...chances });
  const sinks = new Sinks(
    options.sinks ?? ['aaaaaa'],
    () => time.now(),
    (event: FollowUpEvent) => history.check(event),
  );

  const checkedAt = new Map<string, number>();
  const contextFor = (line: Line, startedAt: number): Context => {
    const clock = { now: () => time.now(), sleep: line.pause };
    return {
      settings: { ...settings, ...options.settings },
      clock,
      random,
      log: silent,
      deadline: deadlineOf(clock, startedAt, TIMEOUT_MS / 1000),
      peering: shaky(cloudOf(world, OWN), line),
      invoker: functions.invokerFor(line, () =>
        overLine(line, 'invokeAsync', () => Promise.resolve()),
      ),
      publisher: sinks.publisherFor(line),
      accepter: async (accountId) => shaky(cloudOf(world, accountId), line),
      network: async (accountId) =>
        options.isShut && accountId !== OWN
          ? undefined
          : shakyNetwork(networkApiOf(world, accountId), line),
      checkedAt,
    };
  };

  const work: Readonly<Record<string, Work>> = {
    request: (intake, line, startedAt) =>
      handleItems(contextFor(line, startedAt), intake.kind === 'http' ? [] : intake.items),
    poller: (intake, line, startedAt) => handlePoll(contextFor(line, startedAt), intake),
    accepter: (intake, line, startedAt) => handleAccept(contextFor(line, startedAt), intake),
    router: (intake, line, startedAt) => handleRoute(contextFor(line, startedAt), intake),
  };
  let callsToLive = Number.POSITIVE_INFINITY;
  let deadly: string | undefined;
  const diesNow = (operation: string): boolean => {
    callsToLive = operation === deadly ? 0 : callsToLive - 1;
    if (operation === deadly) deadly = undefined;
    return callsToLive === 0;
  };
  const refusals = new Map<string, number>();
  const isRefused = (operation: string): boolean => {
    const left = refusals.get(operation) ?? 0;
    refusals.set(operation, left - 1);
    return left > 0;
  };
  const refusedForGood = new Map<string, string>();
  const functions = new Functions({
    time,
    random,
    faults,
    work,
    onCall: (name) => calls.set(name, (calls.get(name) ?? 0) + 1),
    diesNow,
    isRefused,
    refusalOf: (operation) => refusedForGood.get(operation),
  });

  const sweepNow = (): void =>
    functions.deliver('poller', { triggerTime: 'now', triggerName: 'sweep', payload: '' });

  return {
    time,
    world,
    sinks,
    history,
    functions,
    calls: (name: string): number => calls.get(name) ?? 0,
    request: (payload: unknown): void => functions.deliver('request', payload),
    /** A request that nobody delivers again. */
    ask: (payload: unknown): void => functions.call('request', payload),
    /** Kills the invocation that makes the `count`th call from now on, right after that call. */
    dieAfter: (count: number): void => {
      callsToLive = count;
    },
    /** Kills the invocation that makes the next call of an operation, right after that call. */
    dieAt: (operation: string): void => {
      deadly = operation;
    },
    /** The next `count` calls of an operation are refused as too many. */
    refuse: (operation: string, count: number): void => {
      refusals.set(operation, count);
    },
    /** From now on an operation is refused with this code. */
    refuseForGood: (operation: string, code: string): void => {
      refusedForGood.set(operation, code);
    },
    /** From now on these are the chances of mishaps. */
    makeRough: (now: Partial<Faults>): void => {
      chances = now;
    },
    /** True when the call that was to kill has been made. */
    hasDied: (): boolean => callsToLive <= 0,
    sweep: async (): Promise<void> => {
      sweepNow();
      await time.pass(SWEEP_MS / 4);
    },
    /** Time with a sweep every two minutes, as the timer brings them. */
    live: async (ms: number): Promise<void> => {
      for (let passed = 0; passed < ms; passed += SWEEP_MS) {
        await time.pass(Math.min(SWEEP_MS, ms - passed));
        sweepNow();
      }
      await time.pass(SWEEP_MS);
    },
  };
};

export type Simulation = ReturnType<typeof simulate>;
