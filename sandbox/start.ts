import path from 'node:path';
import type { Key } from './cloud/credentials.ts';
import { CloudFault } from './cloud/fault.ts';
import { createWorld, type World } from './cloud/world.ts';
import { type FixtureInput, loadFixture, parseFixture } from './fixture.ts';
import { type Acs3Deps, verifyAcs3 } from './gateway/acs3.ts';
import { createGateway } from './gateway/gateway.ts';
import { createNonces } from './gateway/nonces.ts';
import type { Service } from './http/types.ts';
import { createJournal, type Journal } from './journal.ts';
import { createEventBridge, type EventBridge } from './messaging/eventbridge/eventbridge.ts';
import { createSmq, type Smq } from './messaging/smq/smq.ts';
import { verifyFc2 } from './platform/api/fc2-signature.ts';
import { type FunctionSpec, loadManifest } from './platform/manifest/load.ts';
import { createPlatform, type Platform } from './platform/platform.ts';
import { type PlatformPorts, realScheduler, type Verdict } from './platform/ports.ts';
import type { Switches } from './platform/switches.ts';
import { chain, listen } from './server.ts';

const ROOT = path.resolve(import.meta.dirname, '..');

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
  /** False: the HTTP trigger takes unsigned calls. */
  readonly auth?: boolean;
  readonly switches?: Partial<Switches>;
  /** Environment of every function, over that of the file. */
  readonly env?: Readonly<Record<string, string>>;
  /** Folder of the bundles, one folder a function; as the file says by default. */
  readonly dist?: string;
}

export interface Sandbox {
  /** Base URL of every emulated service. */
  readonly endpoint: string;
  /** Base URL of the HTTP trigger of a function. */
  readonly urls: Readonly<Record<string, string>>;
  readonly world: World;
  readonly journal: Journal;
  readonly eventBridge: EventBridge;
  readonly smq: Smq;
  readonly platform: Platform | undefined;
  /** The account that the functions run in. */
  readonly accountId: string;
  /** Services in the order they are asked; one put in front sees every request first. */
  readonly services: Service[];
  /** The business clock: states, expiry and tokens follow it. */
  readonly clock: { now(): number; advance(ms: number): void };
  close(): Promise<void>;
}

const createBusinessClock = () => {
  let offset = 0;
  return {
    now: () => Date.now() + offset,
    advance: (ms: number) => {
      offset += ms;
    },
  };
};

const verdictOf = (check: () => Key): Verdict => {
  try {
    return { ok: true, accountId: check().accountId };
  } catch (error) {
    if (!(error instanceof CloudFault)) throw error;
    return { ok: false, status: error.status, code: error.code, message: error.message };
  }
};

/** Everything Peerflow's functions may do in their own account. */
const portsOf = (world: World, verify: Acs3Deps, smq: Smq, bus: EventBridge): PlatformPorts => ({
  issue: (spec) => world.keys.issue({ accountId: spec.accountId }),
  verifyAcs3: (request) => verdictOf(() => verifyAcs3(request, verify)),
  verifyFc2: (request) => verifyFc2(request, (id) => world.keys.find(id), Date.now()),
  smq,
  sources: {
    ...smq.sources,
    bus: (_, take) => bus.follow((event) => void take(event)),
  },
  scheduler: realScheduler,
});

const withEnvironment = (
  spec: FunctionSpec,
  endpoint: string,
  { env, dist }: SandboxOptions,
): FunctionSpec => ({
  ...spec,
  ...(dist === undefined ? {} : { code: path.join(dist, path.basename(spec.code)) }),
  environment: { ...spec.environment, PEERFLOW_ENDPOINT: endpoint, ...env },
});

const fixtureOf = ({ fixture }: SandboxOptions) =>
  typeof fixture === 'object' ? parseFixture(fixture) : loadFixture(fixture);

const deploy = async (
  endpoint: string,
  accountId: string,
  options: SandboxOptions,
): Promise<readonly FunctionSpec[]> => {
  const specs = await loadManifest(options.serverless ?? path.join(ROOT, 's.yaml'), {
    env: { ...process.env, ALIBABA_CLOUD_ACCOUNT_ID: accountId },
    accountId,
  });
  return specs.map((spec) => withEnvironment(spec, endpoint, options));
};

/**
 * Starts a local slice of the cloud on loopback ports, by default with Peerflow deployed in it as
 * `s.yaml` says. Closing it leaves no process and no handle behind.
 */
export const startSandbox = async (options: SandboxOptions = {}): Promise<Sandbox> => {
  const journal = createJournal();
  const clock = createBusinessClock();
  const fixture = fixtureOf(options);
  const accountId = fixture.accounts[0]?.id ?? '';
  const world = createWorld(fixture, { now: clock.now });
  const find = (accessKeyId: string) => world.keys.find(accessKeyId);
  const verify: Acs3Deps = {
    find,
    now: Date.now,
    businessNow: clock.now,
    isFreshNonce: createNonces(),
  };
  const eventBridge = createEventBridge({ journal, find });
  const smq = createSmq({
    journal,
    find,
    scheduler: realScheduler,
    accountId,
    regionId: fixture.regions[0]?.id ?? '',
  });
  const services: Service[] = [
    eventBridge.service,
    smq.service,
    createGateway({ world, journal, verify }),
  ];
  const onFailure = (error: unknown) =>
    journal.record({ kind: 'fault', summary: 'the sandbox itself failed', detail: { error } });
  const cloud = await listen((request) => chain(services)(request), options.port ?? 0, onFailure);
  const settling = setInterval(() => world.settle(), 100);
  settling.unref();
  if (options.functions === false) {
    const close = async () => {
      clearInterval(settling);
      await cloud.close();
    };
    return {
      endpoint: cloud.url,
      urls: {},
      world,
      journal,
      eventBridge,
      smq,
      platform: undefined,
      accountId,
      services,
      clock,
      close,
    };
  }
  const platform = createPlatform({
    functions: await deploy(cloud.url, accountId, options),
    ports: portsOf(world, verify, smq, eventBridge),
    journal,
    auth: options.auth ?? true,
    ...(options.switches ? { switches: options.switches } : {}),
  });
  services.unshift(...platform.services);
  const entrances = await Promise.all(
    platform.http.map(async ({ spec, handle }, index) => {
      const port = index === 0 ? (options.httpPort ?? 0) : 0;
      return { spec, listening: await listen(handle, port, onFailure) };
    }),
  );
  platform.open();
  return {
    endpoint: cloud.url,
    urls: Object.fromEntries(entrances.map(({ spec, listening }) => [spec.name, listening.url])),
    world,
    journal,
    eventBridge,
    smq,
    platform,
    accountId,
    services,
    clock,
    close: async () => {
      clearInterval(settling);
      await Promise.all(entrances.map(({ listening }) => listening.close()));
      await platform.close();
      await cloud.close();
    },
  };
};
