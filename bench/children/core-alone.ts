import { createCoreClient } from '../../lib/aliyun/core.ts';

interface Given {
  readonly credentials: {
    readonly accessKeyId: string;
    readonly accessKeySecret: string;
    readonly securityToken: string;
  };
}

/** As many calls as a create makes, through the official core (pruned like the functions') and nothing else. */
export const handler = async (_: Buffer, { credentials }: Given) => {
  const { host } = new URL(process.env.PEERFLOW_ENDPOINT ?? '');
  const client = createCoreClient({ host, protocol: 'http' }, credentials);
  const call = (action: string, form: Readonly<Record<string, string>>) =>
    client({ action, version: '2022-01-01', style: 'RPC', form });
  await call('ListVpcPeerConnections', { RegionId: 'cn-hangzhou', 'VpcId.1': 'vpc-bench0' });
  await call('CreateVpcPeerConnection', { RegionId: 'cn-hangzhou', VpcId: 'vpc-bench0' });
  for (let look = 0; look < 3; look += 1)
    await call('GetVpcPeerConnectionAttribute', { InstanceId: 'pcc-bench0' });
  return { statusCode: 202 };
};
