import { type Endpoint, type InRegion, vpcEndpointOf } from '../../lib/aliyun/endpoints.ts';
import { createNetworkApi } from '../../lib/aliyun/network/network-api.ts';
import { createVpcClient, type VpcClient } from '../../lib/aliyun/network/vpc-client.ts';
import { withSession } from '../../lib/aliyun/sts.ts';
import type { Context } from '../../lib/peering/context.ts';
import { missingCredentials } from '../../lib/peering/errors/failure.ts';
import type { NetworkApi } from '../../lib/peering/network/model.ts';
import type { Config } from '../../lib/runtime/config.ts';
import type { Credentials } from '../../lib/runtime/invocation.ts';
import { clientStore } from './clients.ts';
import type { SessionIn } from './role.ts';

const vpcClientFor = clientStore<VpcClient, Endpoint | InRegion>();

const withOwn = (config: Config, credentials: Credentials): NetworkApi =>
  createNetworkApi((regionId) =>
    vpcClientFor(vpcEndpointOf(config, regionId), credentials, createVpcClient),
  );

/** Reads and writes have sessions of their own: what only looks never holds the right to write. */
const withSessions = (
  config: Config,
  sessionIn: SessionIn,
  accountId: string,
): NetworkApi | undefined => {
  const read = sessionIn(accountId, 'read');
  const write = sessionIn(accountId, 'routes');
  if (!(read && write)) return undefined;
  return createNetworkApi(
    (regionId, access) => (call) =>
      withSession(access === 'read' ? read : write, (credentials) =>
        vpcClientFor(vpcEndpointOf(config, regionId), credentials, createVpcClient)(call),
      ),
  );
};

/** The VPC API of each account: our own with our credentials, another one with the accepter role. */
export const networkOf =
  (config: Config, own: Credentials | undefined, sessionIn: SessionIn): Context['network'] =>
  async (accountId) => {
    if (accountId === config.accountId) {
      if (own === undefined) throw missingCredentials();
      return withOwn(config, own);
    }
    const session = sessionIn(accountId, 'read');
    if (session === undefined) return undefined;
    // Taken at once, so that a role that cannot be assumed is distinguished from a VPC that cannot be read.
    await session.credentials();
    return withSessions(config, sessionIn, accountId);
  };
