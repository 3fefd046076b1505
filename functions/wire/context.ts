import { createCoreClient } from '../../lib/aliyun/core.ts';
import { endpointOf } from '../../lib/aliyun/endpoints.ts';
import { createTaskQueue } from '../../lib/aliyun/fc.ts';
import { createPeeringApi } from '../../lib/aliyun/peering/peering-api.ts';
import { createSmqClient, type SmqClient } from '../../lib/aliyun/smq.ts';
import { type Context, emptyMemory } from '../../lib/peering/context.ts';
import { missingCredentials } from '../../lib/peering/errors/failure.ts';
import { noRole } from '../../lib/peering/network/reading.ts';
import type { MessageQueues } from '../../lib/peering/ports.ts';
import type { Config, Service } from '../../lib/runtime/config.ts';
import {
  type Credentials,
  deadlineOf,
  type Invocation,
  systemClock,
} from '../../lib/runtime/invocation.ts';
import { createLog, secretsOf } from '../../lib/runtime/log.ts';
import { clientStore, coreClientFor, sessionClient, withoutCredentials } from './clients.ts';
import { networkOf } from './network.ts';
import { type SessionIn, sessionsOf } from './role.ts';

/** Outlives invocations, not the instance. */
const memory = emptyMemory();

const smqFor = clientStore<SmqClient>();

const accepterOf = (config: Config, sessionIn: SessionIn): Context['accepter'] => {
  if (config.accepterRole === undefined) return undefined;
  return async (accountId) => {
    const session = sessionIn(accountId, 'accept');
    if (session === undefined) throw noRole(accountId);
    await session.credentials();
    return createPeeringApi(sessionClient(endpointOf(config, 'VPCPEER'), session));
  };
};

/** Two calls of a sink and the pause between them. */
const DELIVERY_MS = 6_500;

const sinkEnvironmentOf = (config: Config, credentials: Credentials | undefined) => ({
  accountId: config.accountId,
  region: config.region,
  credentials,
  endpointOf: (service: Exclude<Service, 'VPC'>) => endpointOf(config, service),
  clock: systemClock,
  webhookSecrets: config.webhookSecrets,
  webhookAllow: config.webhookAllow,
});

/** Simple Message Queue; the SDK is loaded by the first call. */
const messagesOf = (config: Config, credentials: Credentials | undefined): MessageQueues => {
  if (credentials === undefined) return noMessages;
  const { accountId, region: regionId } = config;
  return smqFor(endpointOf(config, 'MNS'), credentials, (endpoint) =>
    createSmqClient({ accountId, regionId, endpoint, credentials }),
  );
};

const refuse = async (): Promise<never> => {
  throw missingCredentials('SMQ');
};
const noMessages: MessageQueues = { send: refuse, receive: refuse, delete: refuse };

/** Everything that one invocation may touch, made from its configuration and credentials. */
export const contextOf = (config: Config, invocation: Invocation, startedAt: number): Context => {
  const { credentials } = invocation;
  const client = (service: 'FC' | 'STS' | 'VPCPEER') =>
    credentials
      ? coreClientFor(endpointOf(config, service), credentials, createCoreClient)
      : withoutCredentials;
  const log = createLog({
    level: config.logLevel,
    clock: systemClock,
    fields: { function: invocation.functionName, requestId: invocation.requestId },
    secrets: secretsOf(credentials, config),
  });
  const sessionIn = sessionsOf(config, client('STS'));
  const environment = sinkEnvironmentOf(config, credentials);
  return {
    settings: config,
    clock: systemClock,
    random: Math.random,
    log,
    deadline: deadlineOf(systemClock, startedAt, invocation.timeoutSeconds),
    memory,
    peering: createPeeringApi(client('VPCPEER')),
    tasks: createTaskQueue(client('FC')),
    messages: messagesOf(config, credentials),
    sinks: config.sinks.map((sink) => sink.open(environment)),
    deliveryMs: DELIVERY_MS,
    accepter: accepterOf(config, sessionIn),
    network: networkOf(config, credentials, sessionIn),
  };
};
