import { built } from '../../built/index.ts';
import { serve } from '../../sinks/serve.ts';
import type { Answering } from '../../sinks/service.ts';
import { KEYS } from '../answers.ts';

export const REGION = 'cn-hangzhou';

/** The product's client of the VPC API over the official SDK, and what reaches the service. */
export const networkWith = async (answering: Answering) => {
  const service = await serve(answering);
  const client = built.createVpcClient({ host: service.host, protocol: 'http' }, KEYS);
  return { network: built.createNetworkApi(() => client), calls: service.calls };
};

/** A route entry; number 6 has an IPv6 destination. */
export const entry = (n: number, routeTableId = 'vtb-1') => ({
  routeTableId,
  destinationCidrBlock: n === 6 ? '2408:4005:1::/56' : `10.${n}.0.0/16`,
  nextHopId: 'pcc-1',
  name: 'peerflow',
  description: '到 B: order-1',
});
