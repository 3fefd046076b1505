import { createCoreClient } from '../../lib/aliyun/core.ts';
import { endpointOf } from '../../lib/aliyun/endpoints.ts';
import { createInvoker } from '../../lib/aliyun/fc/invoker.ts';
import { createPeeringApi } from '../../lib/aliyun/peering/peering-api.ts';
import type { Context } from '../../lib/peering/context.ts';
import { noRole } from '../../lib/peering/network/reading.ts';
import { systemClock } from '../../lib/runtime/clock.ts';
import type { Config } from '../../lib/runtime/config.ts';
import { deadlineOf } from '../../lib/runtime/deadline.ts';
import type { Invocation } from '../../lib/runtime/invocation.ts';
import { createLog } from '../../lib/runtime/log.ts';
import { createPublisher } from '../../lib/sinks/publisher.ts';
import { coreClientFor, sessionClient, withoutCredentials } from './clients.ts';
import { networkOf } from './network.ts';
import { type SessionIn, sessionsOf } from './role.ts';

/** Outlives invocations, not the instance. */
const checkedAt: Context['checkedAt'] = new Map();

const accepterOf = (config: Config, sessionIn: SessionIn): Context['accepter'] => {
  if (config.accepterRole === undefined) return undefined;
  return async (accountId) => {
    const session = sessionIn(accountId, 'accept');
    if (session === undefined) throw noRole(accountId);
    await session.credentials();
    return createPeeringApi(sessionClient(endpointOf(config, 'VPCPEER'), session));
  };
};

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
  });
  const deadline = deadlineOf(systemClock, startedAt, invocation.timeoutSeconds);
  const invoker = createInvoker(client('FC'));
  const sessionIn = sessionsOf(config, client('STS'));
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
    accepter: accepterOf(config, sessionIn),
    network: networkOf(config, credentials, sessionIn),
    checkedAt,
  };
};
