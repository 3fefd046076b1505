import { endpointOf } from '../../lib/aliyun/endpoints.ts';
import type { VpcClient } from '../../lib/aliyun/network/vpc-client.ts';
import type { Context } from '../../lib/peering/context.ts';
import type { Config } from '../../lib/runtime/config.ts';
import type { Credentials } from '../../lib/runtime/invocation.ts';
import { clientStore, noCredentials } from './clients.ts';
import { type AssumeIn, NETWORK_ACTIONS } from './role.ts';

const vpcClientFor = clientStore<VpcClient>();

/** Rarely needed, hence a part of its own that is loaded when it is first asked for. */
const loadNetwork = async () => {
  const [api, client] = await Promise.all([
    import('../../lib/aliyun/network/network-api.ts'),
    import('../../lib/aliyun/network/vpc-client.ts'),
  ]);
  return { ...api, ...client };
};

/** The VPC API of each account: our own with our credentials, another one with the accepter role. */
export const networkOf =
  (
    config: Config,
    own: Credentials | undefined,
    assume: AssumeIn | undefined,
  ): Context['network'] =>
  async (accountId, requestId) => {
    const isOwn = accountId === config.accountId;
    if (!isOwn && assume === undefined) return undefined;
    const [credentials, network] = await Promise.all([
      isOwn ? own : assume?.(accountId, requestId, NETWORK_ACTIONS),
      loadNetwork(),
    ]);
    if (credentials === undefined) throw noCredentials();
    return network.createNetworkApi((regionId) =>
      vpcClientFor(endpointOf(config, 'VPC', regionId), credentials, network.createVpcClient),
    );
  };
