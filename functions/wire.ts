import { type CoreClient, createCoreClient } from '../lib/cloud/core.ts';
import { endpointOf } from '../lib/cloud/endpoints.ts';
import { createInvoker } from '../lib/cloud/fc/invoker.ts';
import { createPeeringApi } from '../lib/cloud/peering/peering-api.ts';
import { createRoleSource, type RoleAsk } from '../lib/cloud/sts/assume-role.ts';
import type { Context } from '../lib/peering/context.ts';
import { ApiError } from '../lib/peering/model/api-error.ts';
import type { PeeringApi } from '../lib/peering/ports.ts';
import { createPublisher } from '../lib/publish/publisher.ts';
import { systemClock } from '../lib/runtime/clock.ts';
import type { Config, Service } from '../lib/runtime/config.ts';
import { deadlineOf } from '../lib/runtime/deadline.ts';
import type { Credentials, Invocation } from '../lib/runtime/invocation.ts';
import { createLog } from '../lib/runtime/log.ts';

/** What an accepter may do in the other account. */
const ACCEPTER_ACTIONS = [
  'vpc:AcceptVpcPeerConnection',
  'vpc:RejectVpcPeerConnection',
  'vpc:GetVpcPeerConnectionAttribute',
];

/** Clients outlive invocations: one per service and credentials, the newest few kept. */
const clients = new Map<string, CoreClient>();
const MAX_CLIENTS = 32;

const clientFor = (config: Config, service: Service, credentials: Credentials): CoreClient => {
  const endpoint = endpointOf(config, service);
  const key = [endpoint.protocol, endpoint.host, ...Object.values(credentials)].join(' ');
  const known = clients.get(key);
  if (known) return known;
  const oldest = clients.keys().next();
  if (clients.size >= MAX_CLIENTS && !oldest.done) clients.delete(oldest.value);
  const client = createCoreClient(endpoint, credentials);
  clients.set(key, client);
  return client;
};

const noCredentials: CoreClient = async () => {
  throw new ApiError({
    kind: 'api',
    operation: 'credentials',
    code: 'InvalidCredentials',
    message:
      'The function has no credentials: give it a role, or set ALIBABA_CLOUD_ACCESS_KEY_ID and _SECRET',
    status: 403,
  });
};

const roleSources = new WeakMap<CoreClient, (ask: RoleAsk) => Promise<Credentials>>();

const accepterOf = (config: Config, sts: CoreClient): Context['accepter'] => {
  const { accepterRole } = config;
  if (accepterRole === undefined) return undefined;
  const assume = roleSources.get(sts) ?? createRoleSource(sts, systemClock);
  roleSources.set(sts, assume);
  return async (accountId, requestId): Promise<PeeringApi> => {
    const credentials = await assume({
      roleArn: accepterRole.replace('{accountId}', accountId),
      sessionFor: requestId,
      externalId: config.accepterExternalId,
      actions: ACCEPTER_ACTIONS,
    });
    return createPeeringApi(clientFor(config, 'VPCPEER', credentials));
  };
};

/** Everything that one invocation may touch, made from its configuration and credentials. */
export const contextOf = (config: Config, invocation: Invocation, startedAt: number): Context => {
  const { credentials } = invocation;
  const client = (service: Service) =>
    credentials ? clientFor(config, service, credentials) : noCredentials;
  const log = createLog({
    level: config.logLevel,
    clock: systemClock,
    fields: { function: invocation.functionName, requestId: invocation.requestId },
  });
  const deadline = deadlineOf(systemClock, startedAt, invocation.timeoutSeconds);
  const invoker = createInvoker(client('FC'));
  return {
    settings: config,
    clock: systemClock,
    random: Math.random,
    log,
    deadline,
    peering: createPeeringApi(client('VPCPEER')),
    invoker,
    publisher: createPublisher({
      sinks: config.sinks,
      log,
      clock: systemClock,
      random: Math.random,
      deadline,
      accountId: config.accountId,
      regionId: config.region,
      credentials,
      endpointOf: (service) => endpointOf(config, service),
      invoker,
      webhook: { secret: config.webhookSecret, allow: config.webhookAllow },
    }),
    accepter: accepterOf(config, client('STS')),
    network: async () => undefined,
  };
};
