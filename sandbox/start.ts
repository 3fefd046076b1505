import path from 'node:path';
import { assembleCloud, type Cloud } from './assemble.ts';
import type { Clock } from './clock.ts';
import type { World } from './cloud/world.ts';
import { createControl } from './faults/control.ts';
import { checkDeployment } from './platform/check.ts';
import { readDeployment } from './platform/deployment.ts';
import type { FunctionSpec } from './platform/manifest/load.ts';
import { fc2NamedBy } from './platform/manifest/names.ts';
import { createPlatform, type Platform } from './platform/platform.ts';
import type { PlatformPorts } from './platform/ports.ts';
import { declareNames, wirePlatform } from './platform/wiring.ts';
import type { Credentials, Sandbox, SandboxOptions } from './sandbox.ts';
import { chain, type Handler, type Listening, listen } from './server.ts';
import { deployStack, prepareAccount } from './stack.ts';

export type { Credentials, Sandbox, SandboxOptions };

const SERVERLESS = path.resolve(import.meta.dirname, '../s.yaml');

const IDLE_HORIZON_MS = 30_000;

const credentialsOf = (world: World, accountId: string): Credentials => {
  const account = world.fixture.accounts.find((each) => each.id === accountId);
  const key = account?.accessKeys[0];
  if (key !== undefined) return { accessKeyId: key.id, accessKeySecret: key.secret };
  const { expiresAt: _, ...issued } = world.keys.issue({ accountId });
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
    (await control(request)) ?? faults.handle(request, chain(services));
  return listen(dated(handle, clock), port, onFailure);
};

/** Sees to it that what functions use is there, or that they are refused. */
const provide = (
  cloud: Cloud,
  functions: readonly FunctionSpec[],
  { stacks, buses = [] }: SandboxOptions,
  ports: PlatformPorts,
): void => {
  if (stacks === undefined) {
    declareNames(functions, cloud);
    return;
  }
  prepareAccount(cloud, buses);
  for (const stack of stacks) deployStack(cloud, stack);
  checkDeployment(functions, { ...cloud, ports });
};

const deployInto = async (
  cloud: Cloud,
  endpoint: string,
  options: SandboxOptions,
): Promise<Platform> => {
  const { accountId, regions, journal, clock, activity } = cloud;
  const deployment = { endpoint, accountId, regions, env: options.env ?? {} };
  const { serverless = SERVERLESS, also = [], dist } = options;
  const [own, ...others] = await Promise.all(
    [{ file: serverless, dist }, ...also.map((file) => ({ file }))].map((each) =>
      readDeployment({ ...deployment, ...each }),
    ),
  );
  const functions = options.functions === false ? [] : [...(own ?? []), ...others.flat()];
  const ports = wirePlatform(cloud);
  provide(cloud, functions, options, ports);
  const platform = createPlatform({
    functions,
    ports,
    journal,
    accountId,
    regionId: regions[0] ?? '',
    clock,
    activity,
    auth: options.auth ?? true,
    switches: cloud.switches,
    ...(options.instanceLimit === undefined ? {} : { instanceLimit: options.instanceLimit }),
  });
  for (const name of functions.flatMap(fc2NamedBy)) platform.declareFc2(name);
  cloud.services.unshift(...platform.services);
  return platform;
};

/** Each HTTP trigger has a port of its own, as it has a host of its own in the cloud. */
const openEntrances = async (
  platform: Platform,
  opened: Listening[],
  firstPort: number,
  { clock, onFailure }: Pick<Cloud, 'clock' | 'onFailure'>,
): Promise<Record<string, string>> => {
  const urls: Record<string, string> = {};
  for (const [at, { spec, handle }] of platform.http.entries()) {
    const server = await listen(dated(handle, clock), at === 0 ? firstPort : 0, onFailure);
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
  const { world, journal, eventBridge, smq, accountId, services, faults, clock, activity } = cloud;
  const server = await openCloud(cloud, options.port ?? 0);
  const opened: Listening[] = [server];
  const closeServers = () => Promise.all(opened.map((each) => each.close()));
  try {
    const platform = await deployInto(cloud, server.url, options);
    const urls = await openEntrances(platform, opened, options.httpPort ?? 0, cloud);
    platform.open();
    cloud.connectTo(platform);
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
      faults,
      clock,
      credentials: (id = accountId) => credentialsOf(world, id),
      idle: (horizonMs = IDLE_HORIZON_MS) => activity.settled(horizonMs),
      until: activity.until,
      close: async () => {
        cloud.disconnect();
        clock.close();
        await platform.close();
        await closeServers();
      },
    };
  } catch (error) {
    cloud.disconnect();
    clock.close();
    await closeServers();
    throw error;
  }
};
