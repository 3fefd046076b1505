import path from 'node:path';
import { createWorld, type World } from './cloud/world.ts';
import { type Fixture, type FixtureInput, loadFixture, parseFixture } from './fixture.ts';
import type { Acs3Deps } from './gateway/acs3.ts';
import { createGateway } from './gateway/gateway.ts';
import { createNonces } from './gateway/nonces.ts';
import type { Service } from './http/types.ts';
import { createJournal, type Journal } from './journal.ts';
import { createEventBridge, type EventBridge } from './messaging/eventbridge/eventbridge.ts';
import { createSmq, type Smq } from './messaging/smq/smq.ts';
import { readDeployment } from './platform/deployment.ts';
import { createActivity } from './platform/invoke/activity.ts';
import { createPlatform, type Platform } from './platform/platform.ts';
import type { Switches } from './platform/switches.ts';
import { type BusinessClock, createBusinessClock } from './platform/time/business-clock.ts';
import { trackedScheduler, wirePlatform } from './platform/wiring.ts';
import { chain, type Listening, listen } from './server.ts';

const SERVERLESS = path.resolve(import.meta.dirname, '../s.yaml');

export interface SandboxOptions {
  /** Port of the cloud; a free one by default. */
  readonly port?: number;
  /** Port of the HTTP trigger; a free one by default. */
  readonly httpPort?: number;
  /** A fixture file, or its content; the default fixture when absent. */
  readonly fixture?: string | FixtureInput;
  /** The Serverless Devs file that is deployed; `s.yaml` of this project by default. */
  readonly serverless?: string;
  /** False: the cloud alone. */
  readonly functions?: boolean;
  /** False: HTTP triggers take unsigned calls. */
  readonly auth?: boolean;
  /** False: timer triggers fire only when told to; short for `switches.timers`. */
  readonly timers?: boolean;
  readonly switches?: Partial<Switches>;
  /** Environment of every function, over that of the file. */
  readonly env?: Readonly<Record<string, string>>;
  /** Folder of the bundles, one folder a function; as the file says by default. */
  readonly dist?: string;
  /** Most instances of one function at one time; 10 by default. */
  readonly instanceLimit?: number;
  /** How many times faster than real time the business clock runs; 1 by default. */
  readonly clockRate?: number;
}

export interface Sandbox {
  /** Base URL of every emulated service. */
  readonly endpoint: string;
  /** Base URL of the HTTP trigger of a function, by function name and by its name in the file. */
  readonly urls: Readonly<Record<string, string>>;
  readonly world: World;
  readonly journal: Journal;
  readonly eventBridge: EventBridge;
  readonly smq: Smq;
  /** Functions: invoke, fire timers, switches. */
  readonly platform: Platform;
  /** The account that the functions run in. */
  readonly accountId: string;
  /** Services in the order they are asked; one put in front sees every request first. */
  readonly services: Service[];
  /** The business clock: states, expiry and tokens follow it. */
  readonly clock: BusinessClock;
  /** An access key of an account (of the functions' own by default); without one, a temporary one. */
  credentials(accountId?: string): Credentials;
  /**
   * Resolves when no function runs, and nothing is queued that is due within `horizonMs`
   * milliseconds (30 s by default): a watch a quarter of an hour away keeps nobody waiting.
   */
  idle(horizonMs?: number): Promise<void>;
  /** Leaves no process and no handle behind. */
  close(): Promise<void>;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

const IDLE_HORIZON_MS = 30_000;

/** How often connections are brought to where the business clock says, so that changes are told. */
const SETTLE_MS = 100;

const fixtureOf = ({ fixture }: SandboxOptions): Fixture =>
  typeof fixture === 'object' ? parseFixture(fixture) : loadFixture(fixture);

const credentialsOf = (world: World, accountId: string): Credentials => {
  const account = world.fixture.accounts.find((each) => each.id === accountId);
  const key = account?.accessKeys[0];
  if (key !== undefined) return { accessKeyId: key.id, accessKeySecret: key.secret };
  const { expiresAt: _, ...issued } = world.keys.issue({ accountId });
  return issued;
};

const switchesOf = ({ timers, switches }: SandboxOptions): Partial<Switches> => ({
  ...(timers === undefined ? {} : { timers }),
  ...switches,
});

/** The services without functions, not yet listening. */
const assembleCloud = (options: SandboxOptions) => {
  const journal = createJournal();
  const clock = createBusinessClock(Date.now, options.clockRate);
  const fixture = fixtureOf(options);
  const world = createWorld(fixture, { now: clock.now });
  const find = (accessKeyId: string) => world.keys.find(accessKeyId);
  const isFreshNonce = createNonces();
  const verify: Acs3Deps = { find, now: Date.now, businessNow: clock.now, isFreshNonce };
  const activity = createActivity(Date.now);
  const scheduler = trackedScheduler(activity);
  const accountId = fixture.accounts[0]?.id ?? '';
  const regions = fixture.regions.filter((each) => each.peering).map((each) => each.id);
  const eventBridge = createEventBridge({ journal, find });
  const smq = createSmq({ journal, find, scheduler, accountId, regionId: regions[0] ?? '' });
  const gateway = createGateway({ world, journal, verify });
  const services: Service[] = [eventBridge.service, smq.service, gateway];
  const onFailure = (error: unknown) => {
    const detail = { stack: error instanceof Error ? error.stack : String(error) };
    journal.record({ kind: 'fault', summary: `the sandbox itself failed: ${error}`, detail });
  };
  const wiring = { world, verify, smq, eventBridge, scheduler };
  return { ...wiring, journal, clock, activity, accountId, regions, services, onFailure };
};

type Cloud = ReturnType<typeof assembleCloud>;

const openCloud = async (cloud: Cloud, port: number): Promise<Listening> => {
  const { services, world, onFailure } = cloud;
  const server = await listen((request) => chain(services)(request), port, onFailure);
  const settling = setInterval(() => world.settle(), SETTLE_MS);
  return {
    ...server,
    close: async () => {
      clearInterval(settling);
      await server.close();
    },
  };
};

const deployInto = async (
  cloud: Cloud,
  endpoint: string,
  options: SandboxOptions,
): Promise<Platform> => {
  const { accountId, regions, journal, activity } = cloud;
  const file = options.serverless ?? SERVERLESS;
  const deployment = { file, endpoint, accountId, regions, env: options.env ?? {} };
  const functions =
    options.functions === false ? [] : await readDeployment({ ...deployment, dist: options.dist });
  const platform = createPlatform({
    functions,
    ports: wirePlatform(cloud),
    journal,
    activity,
    auth: options.auth ?? true,
    switches: switchesOf(options),
    ...(options.instanceLimit === undefined ? {} : { instanceLimit: options.instanceLimit }),
  });
  cloud.services.unshift(...platform.services);
  return platform;
};

/** Each HTTP trigger has a port of its own, as it has a host of its own in the cloud. */
const openEntrances = async (
  platform: Platform,
  opened: Listening[],
  firstPort: number,
  onFailure: (error: unknown) => void,
): Promise<Record<string, string>> => {
  const urls: Record<string, string> = {};
  for (const [at, { spec, handle }] of platform.http.entries()) {
    const server = await listen(handle, at === 0 ? firstPort : 0, onFailure);
    opened.push(server);
    urls[spec.name] = server.url;
    urls[spec.resource] = server.url;
  }
  return urls;
};

/**
 * Starts a local slice of the cloud on loopback ports, by default with Peerflow deployed in it as
 * `s.yaml` says. Closing it leaves no process and no handle behind.
 *
 * @throws {ManifestFault} for a deployment file that is wrong, the operating system's error for a
 *   port that is in use, and an error that names every fault of a fixture.
 */
export const startSandbox = async (options: SandboxOptions = {}): Promise<Sandbox> => {
  const cloud = assembleCloud(options);
  const { world, journal, eventBridge, smq, accountId, services, clock, activity } = cloud;
  const server = await openCloud(cloud, options.port ?? 0);
  const opened: Listening[] = [server];
  const closeServers = () => Promise.all(opened.map((each) => each.close()));
  try {
    const platform = await deployInto(cloud, server.url, options);
    const urls = await openEntrances(platform, opened, options.httpPort ?? 0, cloud.onFailure);
    platform.open();
    return {
      endpoint: server.url,
      urls,
      world,
      journal,
      eventBridge,
      smq,
      platform,
      accountId,
      services,
      clock,
      credentials: (id = accountId) => credentialsOf(world, id),
      idle: (horizonMs = IDLE_HORIZON_MS) => activity.settled(horizonMs),
      close: async () => {
        await platform.close();
        await closeServers();
      },
    };
  } catch (error) {
    await closeServers();
    throw error;
  }
};
