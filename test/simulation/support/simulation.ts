// Loaded lazily in the product: loading takes real time, which does not exist under a virtual clock.
import '../../../lib/peering/preflight/preflight.ts';
import type { Context } from '../../../lib/peering/context.ts';
import { defaultRules } from '../../../lib/peering/policy/rule.ts';
import { accepterRoleIn, type Settings } from '../../../lib/peering/settings.ts';
import { deadlineOf } from '../../../lib/runtime/invocation.ts';
import { createWorld } from '../../../sandbox/cloud/world.ts';
import { type FixtureInput, parseFixture } from '../../../sandbox/fixture.ts';
import type { Ask } from './asks.ts';
import { accepterOf, type CloudParts, cloudFor } from './cloud.ts';
import { WORK } from './functions.ts';
import type { Invocation, Outside } from './invocation.ts';
import { type Line, logFor } from './log.ts';
import { networkFor } from './network.ts';
import { People } from './people.ts';
import { functionOf, Platform, type TakenTask, TIMEOUT_SECONDS } from './platform.ts';
import { CALM_PLATFORM, type PlatformOptions } from './platform-options.ts';
import { streamOf } from './random.ts';
import { Record } from './record.ts';
import { type FaultRule, Faults } from './rules.ts';
import { type SinkPlan, Sinks } from './sinks.ts';
import { Smq } from './smq.ts';
import { SECRET, Sources } from './sources.ts';
import { taskQueueFor } from './task-queue.ts';
import { Truth } from './truth.ts';
import { type ViewPlan, Views } from './views.ts';
import { VirtualTime } from './virtual-time.ts';

export const OWN = '253460731706911258';
export const OTHER = '283117732402483989';
export const REGION = 'cn-hangzhou';
export const FAR_REGION = 'cn-beijing';
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const SWEEP_MS = 2 * MINUTE;

export interface SimulationOptions {
  readonly seed?: number;
  /** Epoch ms when it begins. */
  readonly startAt?: number;
  readonly vpcs: FixtureInput['vpcs'];
  readonly rules?: readonly FaultRule[];
  readonly platform?: Partial<PlatformOptions>;
  readonly behaviour?: FixtureInput['behaviour'];
  readonly timings?: FixtureInput['timings'];
  readonly views?: ViewPlan;
  readonly quotas?: Readonly<{ [id: string]: number }>;
  readonly sinks?: readonly SinkPlan[];
  readonly settings?: Partial<Settings>;
  /** The run dies at this call: 1 is before the first, 2 after it, and so on. */
  readonly crashAt?: number;
  /** Functions whose calls count for `crashAt`; all of them by default. */
  readonly crashIn?: string;
  /** Keeps neither log lines nor tasks: for days with hundreds of thousands of runs. */
  readonly isLean?: boolean;
  /** Functions beside those of the product. */
  readonly work?: typeof WORK;
}

const SETTINGS: Settings = {
  name: 'peerflow',
  source: 'peerflow',
  accountId: OWN,
  region: REGION,
  regions: [REGION],
  functions: {
    request: functionOf('request'),
    worker: functionOf('worker'),
    poller: functionOf('poller'),
    accepter: functionOf('accepter'),
    router: functionOf('router'),
  },
  defaults: { routes: 'none', accept: 'manual', preflight: 'off' },
  policy: [
    { name: 'partner', effect: 'allow', when: { accepterAccount: [OTHER] } },
    ...defaultRules(OWN),
  ],
  accepterRole: 'acs:ram::{accountId}:role/peerflow',
  routeTables: [],
  drift: 'off',
  driftEveryMs: HOUR,
  stallAfterMs: 10 * MINUTE,
  language: 'en',
  failedQueue: 'peerflow-failed',
  parkedQueue: 'peerflow-parked',
};

const fixtureOf = ({ vpcs, behaviour, timings, quotas }: SimulationOptions) =>
  parseFixture({
    accounts: [OWN, OTHER].map((id) => ({
      id,
      resourceGroups: ['rg-default', 'rg-team'],
      quotas: {
        vpc_quota_intra_region_peer_num_per_vpc: 1000,
        vpc_quota_peer_num: 20_000,
        ...quotas,
      },
    })),
    regions: [REGION, FAR_REGION].map((id) => ({ id, linkType: true })),
    vpcs,
    ...(behaviour ? { behaviour } : {}),
    ...(timings ? { timings } : {}),
  });

const MESSAGE_DELIVERY_MS = 6_500;

/** Peerflow's functions over the sandbox's cloud, in one process and under one virtual clock. */
export class Simulation {
  readonly time: VirtualTime;
  readonly record = new Record();
  readonly asks: Ask[] = [];
  /** Requests that only ask whether they would pass. */
  readonly dryAsks: Ask[] = [];
  readonly world;
  readonly views: Views;
  readonly truth: Truth;
  readonly people: People;
  readonly smq: Smq;
  readonly faults: Faults;
  readonly sinks: Sinks;
  readonly platform: Platform;
  readonly sources: Sources;
  /** What was deployed, and when: it may change while work waits. */
  readonly deployed: { readonly at: number; readonly settings: Settings }[] = [];
  /** As deployed at the start. */
  /** Whether no role led into the other account for a while. */
  hasLackedRole = false;
  /** Whether policy came to forbid something for a while. */
  hasForbidden = false;
  readonly firstSettings: Settings;
  /** Calls that a run could have died at so far. */
  points = 0;
  hasCrashed = false;
  /** How far lists are behind. */
  readonly listLagMs: number;
  /** How long a write of tags takes to be seen. */
  readonly tagLagMs: number;
  #crashAt: number | undefined;
  readonly #options: SimulationOptions;
  readonly #engineRandom;

  constructor(options: SimulationOptions) {
    const seed = options.seed ?? 1;
    const time = new VirtualTime(options.startAt);
    this.time = time;
    this.#options = options;
    this.#crashAt = options.crashAt;
    this.listLagMs = options.behaviour?.listLagMs ?? 0;
    this.tagLagMs = options.behaviour?.tagLagMs ?? 0;
    this.firstSettings = { ...SETTINGS, ...options.settings };
    this.settings = this.firstSettings;
    this.world = createWorld(fixtureOf(options), {
      now: () => time.now(),
      random: streamOf(seed, 'cloud'),
    });
    this.views = new Views(options.views ?? {}, time.start);
    this.truth = new Truth(this.world, () => time.now(), OWN);
    this.people = new People(this.world, time);
    this.smq = new Smq(() => time.now());
    this.faults = new Faults(options.rules ?? [], seed, () => time.elapsed());
    this.#engineRandom = streamOf(seed, 'engine');
    this.sinks = new Sinks(options.sinks ?? [{ id: 'a' }], (delivery) => {
      this.record.deliveries.push(delivery);
      this.onDelivery(delivery);
    });
    const latency = streamOf(seed, 'latency');
    const outside: Outside = {
      pick: (operation, subjects) => this.faults.pick(operation, subjects),
      latency: () => 5 + latency() * 40,
      diesAt: (run) => this.#diesAt(run),
      onCall: (_, operation) => {
        this.record.count(operation);
        this.onCall(operation);
      },
    };
    this.platform = new Platform({
      time,
      random: streamOf(seed, 'platform'),
      accountId: OWN,
      options: { ...CALM_PLATFORM, ...options.platform },
      onGivenUp: (body, payload) => {
        this.smq.put('peerflow-failed', body);
        if (!options.isLean) this.record.failed.push(payload);
      },
      onTask: (task) => {
        if (!options.isLean) this.record.tasks.push(task);
        this.onTask(task);
      },
      onKnown: (task) => {
        if (!options.isLean) this.record.known.push(task);
      },
      onEnded: (run) => {
        if (!options.isLean) this.record.ended.push(run);
      },
      work: (run, event) => {
        const { functionName } = run.instance;
        const work = options.work?.[functionName] ?? WORK[functionName];
        if (!work) throw new Error(`no function ${functionName}`);
        const read = Buffer.from(this.reads(event.toString()));
        return work(this.#contextFor(run, outside), read, run);
      },
    });
    this.sources = new Sources({
      time,
      random: streamOf(seed, 'sources'),
      platform: this.platform,
      accountId: OWN,
    });
  }

  /** As deployed now. */
  get settings(): Settings {
    return this.deployed.at(-1)?.settings ?? this.firstSettings;
  }

  set settings(settings: Settings) {
    this.deployed.push({ at: this.time.now(), settings });
  }

  /** How much of its time limit a run has: one that has little hands on what it did not come to. */
  timeShare: () => number = () => 1;
  /** How the deployment that is active reads payloads; another version of it may know other tasks. */
  reads: (payload: string) => string = (payload) => payload;
  /** Called for every delivery; checks set it. */
  onDelivery: (delivery: Sinks['deliveries'][number]) => void = () => {};
  /** Called for every call that goes out; measurements set it. */
  onCall: (operation: string) => void = () => {};
  /** Called for every task that is acknowledged; checks set it. */
  onTask: (task: TakenTask) => void = () => {};
  /** Called for every log line; checks set it. */
  onLine: (line: Line) => void = () => {};

  /** Kills the run that comes to the `count`th place from now on: 1 is before the next call, 2 after it. */
  crashAfter(count: number): void {
    this.points = 0;
    this.hasCrashed = false;
    this.#crashAt = count;
  }

  #diesAt(run: Invocation): boolean {
    const { crashIn } = this.#options;
    if (crashIn !== undefined && run.instance.functionName !== crashIn) return false;
    this.points += 1;
    if (this.points !== this.#crashAt) return false;
    this.hasCrashed = true;
    return true;
  }

  #write(line: Line): void {
    if (!this.#options.isLean) this.record.lines.push(line);
    if (line.msg === 'Event announced') this.record.announce(line);
    if (JSON.stringify(line.fields).includes(SECRET))
      this.record.broken.push(`a secret in the log: ${line.msg}`);
    this.onLine(line);
  }

  #contextFor(run: Invocation, outside: Outside): Context {
    const { time, world, views, record, settings } = this;
    const { skewMs, memory } = run.instance;
    const limitS = (TIMEOUT_SECONDS[run.instance.functionName] ?? 60) * this.timeShare();
    run.limitMs = limitS * SECOND;
    const clock = { now: () => time.now() + skewMs, sleep: (ms: number) => run.pause(ms) };
    const partsOf = (accountId: string): CloudParts => ({
      world,
      views,
      accountId,
      run,
      outside,
      onTaken: (call) => record.take(call),
      // What it shows is as old as the call, however long its answer takes.
      onAnswered: ({ action, params, at }) => {
        if (action === 'GetVpcPeerConnectionAttribute')
          run.lookedAt.set(params.InstanceId ?? '', at);
        if (action === 'ListVpcPeerConnections') run.lookedAt.set(action, at);
      },
      onRefused: (call, code) => record.refused.push({ ...call, code }),
      onThrottled: (by, { InstanceId: instanceId = '' }, retryAfterMs) =>
        record.throttled.push({ run: by, at: time.now(), instanceId, retryAfterMs }),
    });
    return {
      settings,
      clock,
      random: this.#engineRandom,
      log: logFor(run, (line) => this.#write(line)),
      deadline: deadlineOf(clock, run.startedAt + skewMs, limitS),
      memory,
      peering: cloudFor(partsOf(OWN)),
      tasks: taskQueueFor(run, outside, this.platform),
      messages: this.smq.portFor(run, outside),
      sinks: this.sinks.portsFor(run, outside),
      deliveryMs: MESSAGE_DELIVERY_MS,
      accepter: settings.accepterRole ? accepterOf(settings, partsOf) : undefined,
      network: async (accountId) =>
        accountId === OWN || accepterRoleIn(settings, accountId) !== undefined
          ? networkFor(partsOf(accountId))
          : undefined,
    };
  }

  /** Time with a sweep every two minutes, as the timer brings them. */
  async live(ms: number): Promise<void> {
    const end = this.time.now() + ms;
    while (this.time.now() < end) {
      await this.time.pass(Math.min(SWEEP_MS, end - this.time.now()));
      this.sources.tick();
    }
    await this.time.pass(20 * SECOND);
  }

  /** As `live`, until something holds; false if it never does within `ms`. */
  async liveUntil(isDone: () => boolean, ms: number): Promise<boolean> {
    const end = this.time.now() + ms;
    while (this.time.now() < end && !isDone()) {
      this.sources.tick();
      await this.time.passUntil(isDone, Math.min(SWEEP_MS, end - this.time.now()), 5 * SECOND);
    }
    return isDone();
  }
}

export const simulate = (options: SimulationOptions): Simulation => new Simulation(options);
