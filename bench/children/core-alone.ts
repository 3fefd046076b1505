import { createCoreClient } from '../../lib/aliyun/core.ts';

interface Request {
  readonly regionId: string;
  readonly vpcId: string;
  readonly acceptingVpcId: string;
}

interface Given {
  readonly accountId: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly accessKeySecret: string;
    readonly securityToken: string;
  };
}

const requestIn = (event: Buffer): Request => JSON.parse(JSON.parse(event.toString()).body);

/**
 * A create and as many other calls as Peerflow makes for one, in the same order, through the official core
 * (pruned and packed like the functions) and nothing else.
 */
export const handler = async (event: Buffer, { accountId, credentials }: Given) => {
  const { host } = new URL(process.env.PEERFLOW_ENDPOINT ?? '');
  const client = createCoreClient({ host, protocol: 'http' }, credentials);
  const call = (action: string, form: Readonly<Record<string, string>>) =>
    client({ action, version: '2022-01-01', style: 'RPC', form });
  const { regionId, vpcId, acceptingVpcId } = requestIn(event);
  await call('ListVpcPeerConnections', { RegionId: regionId, 'VpcId.1': vpcId });
  const { body } = await call('CreateVpcPeerConnection', {
    RegionId: regionId,
    VpcId: vpcId,
    AcceptingAliUid: accountId,
    AcceptingRegionId: regionId,
    AcceptingVpcId: acceptingVpcId,
  });
  const { InstanceId } = JSON.parse(String(body));
  const look = () => call('GetVpcPeerConnectionAttribute', { InstanceId });
  await Promise.all([look().then(look), look()]);
  return { statusCode: 202 };
};
