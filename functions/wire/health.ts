import { createCoreClient } from '../../lib/aliyun/core.ts';
import { endpointOf, eventBridgeManagementOf } from '../../lib/aliyun/endpoints.ts';
import { createInvokeSync } from '../../lib/aliyun/fc.ts';
import {
  probeBus,
  probeClock,
  probeDeployments,
  probeFunction,
  probeQueue,
  probeRegion,
  probeRole,
  probeTasks,
} from '../../lib/aliyun/health.ts';
import { createPeeringApi } from '../../lib/aliyun/peering/peering-api.ts';
import { healthQuestion } from '../../lib/health/own.ts';
import type { Check, DeepHealth, OwnHealth, Probe } from '../../lib/health/port.ts';
import type { Language } from '../../lib/peering/errors/types.ts';
import { ApiError } from '../../lib/peering/model/failure.ts';
import { accepterRoleIn } from '../../lib/peering/settings.ts';
import type { Config } from '../../lib/runtime/config.ts';
import { type Credentials, type Invocation, systemClock } from '../../lib/runtime/invocation.ts';
import type { SinkConfig } from '../../lib/sinks/index.ts';
import type { TargetOf } from '../../lib/sinks/kind.ts';
import { probeWebhook } from '../../lib/sinks/webhook/probe.ts';
import { coreClientFor } from './clients.ts';
import { queuesOf } from './queues.ts';
import { sessionsOf } from './role.ts';

/** A sibling has so long to answer, in ms. */
const SIBLING_MS = 3_000;
/** The first call may only start an instance. */
const SIBLING_TRIES = 3;
const WEBHOOK_MS = 3_000;

interface Parts {
  readonly config: Config;
  readonly credentials: Credentials;
  readonly invocation: Invocation;
  readonly language: Language;
}

const clientOf = ({ config, credentials }: Parts, service: 'FC' | 'STS' | 'VPCPEER') =>
  coreClientFor(endpointOf(config, service), credentials, createCoreClient);

const regions = (parts: Parts): readonly Probe[] => {
  const peering = createPeeringApi(clientOf(parts, 'VPCPEER'));
  return parts.config.regions.map((region) => () => probeRegion(peering, region, parts));
};

/** Account ids that policy names: wildcards say nothing that could be tried. */
const namedAccounts = ({ policy, accountId }: Config): readonly string[] => {
  const named = policy.flatMap(({ when }) => [
    ...(when?.requesterAccount ?? []),
    ...(when?.accepterAccount ?? []),
  ]);
  return [...new Set(named.map(String))].filter((each) => /^\d+$/.test(each) && each !== accountId);
};

const roles = (parts: Parts): readonly Probe[] => {
  const { config } = parts;
  const sessionIn = sessionsOf(config, clientOf(parts, 'STS'));
  return namedAccounts(config).flatMap((account) => {
    const session =
      accepterRoleIn(config, account) === undefined ? undefined : sessionIn(account, 'read');
    return session === undefined ? [] : [() => probeRole(session, account, parts)];
  });
};

const webhook =
  ({ config }: Parts, target: TargetOf<'webhook'>, label: string): Probe =>
  async (): Promise<Check> => {
    const name = `sink ${label}`;
    const found = await probeWebhook(target, config, WEBHOOK_MS);
    return found.ok
      ? { name, ok: true, detail: 'can be reached' }
      : {
          name,
          ok: false,
          detail: found.detail.startsWith(found.code)
            ? found.detail
            : `${found.code}: ${found.detail}`,
        };
  };

/** Topics and functions of others are not asked about: the roles have no right to, and need none. */
const sinkProbe = (parts: Parts, { target, label }: SinkConfig): readonly Probe[] => {
  const { config, credentials } = parts;
  switch (target.kind) {
    case 'eventbridge': {
      const management = eventBridgeManagementOf(config);
      const client = coreClientFor(management, credentials, createCoreClient);
      return [() => probeBus(client, target.bus, parts)];
    }
    case 'mns':
      return target.of === 'queues'
        ? [() => probeQueue(queuesOf(config, credentials), target.name, parts)]
        : [];
    case 'webhook':
      return [webhook(parts, target, label)];
    default:
      return [];
  }
};

const queues = (parts: Parts): readonly Probe[] => {
  const { config, credentials } = parts;
  const names = [config.failedQueue, config.parkedQueue].filter((each) => each !== undefined);
  return names.map((name) => () => probeQueue(queuesOf(config, credentials), name, parts));
};

/** Aliases and versions are not supported: the asynchronous configuration is that of LATEST. */
const qualifier =
  ({ invocation }: Parts): Probe =>
  async () =>
    invocation.qualifier === undefined
      ? { name: 'qualifier', ok: true, detail: 'LATEST' }
      : {
          name: 'qualifier',
          ok: false,
          detail: `The function was invoked as ${invocation.qualifier}, not as LATEST.`,
          remedy: 'Lead triggers and domains to LATEST: aliases and versions are not supported.',
        };

const functions = (parts: Parts): readonly Probe[] => {
  const client = clientOf(parts, 'FC');
  const { failedQueue, functions: roles, name } = parts.config;
  const names = Object.values(roles);
  return [
    () => probeDeployments(client, { name, functions: names }, parts),
    ...names.map((each) => () => probeFunction(client, each, parts)),
    ...names
      .filter((each) => each !== roles.request)
      .map((each) => () => probeTasks(client, each, { failedQueue }, parts)),
  ];
};

/** What every function of a deployment has to have in common. */
const sharedOf = ({ name, functions: names, failedQueue, parkedQueue }: Config) => ({
  PEERFLOW_NAME: name,
  ...Object.fromEntries(
    Object.entries(names).map(([role, each]) => [`PEERFLOW_${role.toUpperCase()}_FUNCTION`, each]),
  ),
  PEERFLOW_FAILED_QUEUE: failedQueue ?? '',
  PEERFLOW_PARKED_QUEUE: parkedQueue ?? '',
});

const partsOf = (config: Config, invocation: Invocation, language: Language): Parts => {
  const { credentials } = invocation;
  if (credentials === undefined) throw new Error('The function has no credentials');
  return { config, credentials, invocation, language };
};

const ownOf = (parts: Parts, probes: readonly Probe[]): OwnHealth => ({
  functionName: parts.invocation.functionName,
  clock: systemClock,
  probes: [qualifier(parts), ...regions(parts), ...probes],
  shared: sharedOf(parts.config),
});

/** The questions of a sibling about itself. The poller never speaks for another account. */
export const ownHealth = (
  config: Config,
  invocation: Invocation,
  language: Language,
): OwnHealth => {
  const parts = partsOf(config, invocation, language);
  const isPoller = invocation.functionName === config.functions.poller;
  return ownOf(parts, isPoller ? [] : roles(parts));
};

/** Asks again after a timeout: an instance that was started by the first call answers the next one. */
const askPatiently = async (ask: () => Promise<string>): Promise<unknown> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return JSON.parse(await ask());
    } catch (error) {
      const isLate = error instanceof ApiError && error.kind === 'timeout';
      if (!isLate || tries === SIBLING_TRIES) throw error;
    }
  }
};

/** The questions of the request function: about itself, the cloud, and its siblings. */
export const deepHealth = (
  config: Config,
  invocation: Invocation,
  language: Language,
): DeepHealth => {
  const parts = partsOf(config, invocation, language);
  const invoke = createInvokeSync(clientOf(parts, 'FC'));
  const { request, ...siblings } = config.functions;
  return {
    ...ownOf(parts, [
      ...roles(parts),
      ...config.sinks.flatMap((sink) => sinkProbe(parts, sink)),
      ...queues(parts),
      ...functions(parts),
      () => probeClock(clientOf(parts, 'STS'), systemClock, parts),
    ]),
    functionName: invocation.functionName || request,
    siblings: Object.values(siblings),
    ask: (name) => askPatiently(() => invoke(name, healthQuestion(language), SIBLING_MS)),
  };
};
