import { type CoreClient, createCoreClient } from '../../lib/aliyun/core.ts';
import { endpointOf } from '../../lib/aliyun/endpoints.ts';
import { createInvoker } from '../../lib/aliyun/fc/invoker.ts';
import { createPeeringApi } from '../../lib/aliyun/peering/peering-api.ts';
import type { Context } from '../../lib/peering/context.ts';
import { systemClock } from '../../lib/runtime/clock.ts';
import type { Config, Service } from '../../lib/runtime/config.ts';
import { deadlineOf } from '../../lib/runtime/deadline.ts';
import type { Invocation } from '../../lib/runtime/invocation.ts';
import { createLog } from '../../lib/runtime/log.ts';
import { createPublisher } from '../../lib/sinks/publisher.ts';
import { clientStore, withoutCredentials } from './clients.ts';
import { networkOf } from './network.ts';
import { ACCEPTER_ACTIONS, type AssumeIn, roleOf } from './role.ts';

/** Outlives invocations, not the instance. */
const checkedAt: Context['checkedAt'] = new Map();

const coreClientFor = clientStore<CoreClient>();

const accepterOf = (config: Config, assume: AssumeIn | undefined): Context['accepter'] =>
  assume &&
  (async (accountId, requestId) => {
    const credentials = await assume(accountId, requestId, ACCEPTER_ACTIONS);
    const endpoint = endpointOf(config, 'VPCPEER');
    return createPeeringApi(coreClientFor(endpoint, credentials, createCoreClient));
  });

/** Everything that one invocation may touch, made from its configuration and credentials. */
export const contextOf = (config: Config, invocation: Invocation, startedAt: number): Context => {
  const { credentials } = invocation;
  const client = (service: Service) =>
    credentials
      ? coreClientFor(endpointOf(config, service), credentials, createCoreClient)
      : withoutCredentials;
  const log = createLog({
    level: config.logLevel,
    clock: systemClock,
    fields: { function: invocation.functionName, requestId: invocation.requestId },
  });
  const deadline = deadlineOf(systemClock, startedAt, invocation.timeoutSeconds);
  const invoker = createInvoker(client('FC'));
  const assume = roleOf(config, client('STS'));
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
    accepter: accepterOf(config, assume),
    network: networkOf(config, credentials, assume),
    checkedAt,
  };
};
