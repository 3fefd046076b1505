import path from 'node:path';
import { assembleCloud, type Cloud } from './assemble.ts';
import type { Clock } from './clock.ts';
import type { Key } from './cloud/credentials.ts';
import type { World } from './cloud/world.ts';
import { createControl } from './faults/control.ts';
import type { FixtureInput } from './fixture.ts';
import { type Handler, type Listening, listen } from './http.ts';
import { readDeployment } from './platform/deployment.ts';
import { createPlatform, type Platform } from './platform/platform.ts';
import { checkDeployment, declareNames, fc2NamedBy } from './platform/requirements.ts';
import type { Switches } from './platform/switches.ts';
import { serve } from './services.ts';
import { deployStack, prepareAccount, type Stack } from './stack.ts';

export interface SandboxOptions {
  /** Port of the cloud; a free one by default. */
  readonly port?: number;
  /** A fixture file, or its content; the default fixture when absent. */
  readonly fixture?: string | FixtureInput | undefined;
  /** The Serverless Devs file that is deployed; `s.yaml` of this project by default. */
  readonly serverless?: string | undefined;
  /** More Serverless Devs files that are deployed beside it. */
  readonly also?: readonly string[];
  /**
   * ROS stacks that are made before the functions. With them nothing exists that neither they nor the
   * fixture declare; without them, what functions name (queues, topics, buses) is made for them.
   */
  readonly stacks?: readonly Stack[];
  /** Buses that are made before the stacks, with the roles that EventBridge needs. */
  readonly buses?: readonly string[];
  /** False: the cloud alone. */
  readonly functions?: boolean;
  /** False: HTTP triggers take unsigned calls. */
  readonly auth?: boolean;
  /** False: timer triggers fire only when asked to; short for `switches.timers`. */
  readonly timers?: boolean;
  readonly switches?: Partial<Switches>;
  /** Environment of every function, over that of the file. */
  readonly env?: Readonly<Record<string, string>>;
  /** Folder of the bundles, one folder a function; as the file says by default. */
  readonly dist?: string;
  /** Most instances of one function at one time; 10 by default. */
  readonly instanceLimit?: number;
}

export type Credentials = Pick<Key, 'accessKeyId' | 'accessKeySecret' | 'securityToken'>;

const SERVERLESS = path.resolve(import.meta.dirname, '../s.yaml');

const IDLE_HORIZON_MS = 30_000;

const credentialsOf = ({ fixture, keys }: World, accountId: string): Credentials => {
  const key = fixture.accounts.find((each) => each.id === accountId)?.accessKeys[0];
  if (key !== undefined) return { accessKeyId: key.id, accessKeySecret: key.secret };
  const { expiresAt: _, ...issued } = keys.issue({ accountId });
  return issued;
};

/** An answer says what time it is here, by which programs tell that their own clock is wrong. */
const dated =
  (handle: Handler, { now }: Clock): Handler =>
  async (request) => {
    const { headers, ...answer } = await handle(request);
    return { ...answer, headers: { date: new Date(now()).toUTCString(), ...headers } };
  };

const openCloud = async (cloud: Cloud, port: number): Promise<Listening> => {
  const { services, faults, clock, onFailure } = cloud;
  const control = createControl(cloud);
  const handle: Handler = async (request) =>
    (await control(request)) ?? faults.handle(request, serve(services));
  return listen(dated(handle, clock), port, onFailure);
};

const deployInto = async (
  cloud: Cloud,
  endpoint: string,
  options: SandboxOptions,
): Promise<Platform> => {
  const { accountId, regions } = cloud;
  const { serverless = SERVERLESS, also = [], dist, stacks, buses = [], env = {} } = options;
  const deployment = { endpoint, accountId, regions, env };
  const read = await Promise.all([
    readDeployment({ ...deployment, file: serverless, dist }),
    ...also.map((file) => readDeployment({ ...deployment, file })),
  ]);
  const functions = options.functions === false ? [] : read.flat();
  if (stacks === undefined) declareNames(functions, cloud);
  else {
    prepareAccount(cloud, buses);
    for (const stack of stacks) deployStack(cloud, stack);
    checkDeployment(functions, cloud);
  }
  const { auth = true, instanceLimit } = options;
  const platform = createPlatform({ ...cloud, functions, auth, instanceLimit });
  if (stacks === undefined)
    for (const name of functions.flatMap(fc2NamedBy)) platform.declareFc2(name);
  cloud.services.unshift(...platform.services);
  return platform;
};

/** Each HTTP trigger has a port of its own, as it has a host of its own in the cloud. */
const openEntrances = async (
  { http }: Platform,
  opened: Listening[],
  { clock, onFailure }: Cloud,
): Promise<Record<string, string>> => {
  const urls: Record<string, string> = {};
  for (const { spec, handle } of http) {
    const server = await listen(dated(handle, clock), 0, onFailure);
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
export const startSandbox = async (options: SandboxOptions = {}) => {
  const cloud = assembleCloud(options);
  const { world, journal, eventBridge, smq, accountId, services, faults, clock, activity } = cloud;
  const server = await openCloud(cloud, options.port ?? 0);
  const opened: Listening[] = [server];
  const close = async (platform?: Platform): Promise<void> => {
    cloud.disconnect();
    clock.close();
    await platform?.close();
    await Promise.all(opened.map((each) => each.close()));
  };
  try {
    const platform = await deployInto(cloud, server.url, options);
    const urls = await openEntrances(platform, opened, cloud);
    platform.open();
    cloud.connectTo(platform);
    return {
      /** Base URL of every emulated service. */
      endpoint: server.url,
      /** Base URL of the HTTP trigger of a function, by function name and by its name in the file. */
      urls,
      world,
      journal,
      eventBridge,
      smq,
      /** Functions: invoke, fire timers, switches. */
      platform,
      /** The account that the functions run in. */
      accountId,
      /** Services in the order they are asked; one put in front sees every request first. */
      services,
      /** Faults in front of the services, by rules. */
      faults,
      /** The clock of everything here: states, expiry, tokens, delays, and what functions take for the time. */
      clock,
      /** An access key of an account (of the functions' own by default); without one, a temporary one. */
      credentials: (id: string = accountId): Credentials => credentialsOf(world, id),
      /** As `activity.settled`: a watch a quarter of an hour away is not waited for. */
      idle: (horizonMs: number = IDLE_HORIZON_MS): Promise<void> => activity.settled(horizonMs),
      /** Resolves with what `find` finds as soon as it does; moves the clock on as `idle` does. */
      until: activity.until,
      /** Leaves no process and no handle behind. */
      close: (): Promise<void> => close(platform),
    };
  } catch (error) {
    await close();
    throw error;
  }
};

export type Sandbox = Awaited<ReturnType<typeof startSandbox>>;
