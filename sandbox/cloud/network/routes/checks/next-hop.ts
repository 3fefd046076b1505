import { isIpv6 } from '../../../cidr.ts';
import { fault } from '../../../fault.ts';
import { isVisible } from '../../../peering/visible.ts';
import { refuse } from '../../refuse.ts';
import type { NextHop } from '../../state.ts';
import type { Ask } from '../ask.ts';

const TYPES = [
  'Instance',
  'HaVip',
  'RouterInterface',
  'NetworkInterface',
  'VpnGateway',
  'IPv6Gateway',
  'NatGateway',
  'Attachment',
  'VpcPeer',
  'Ipv4Gateway',
  'GatewayEndpoint',
  'CenBasic',
  'Ecr',
  'GatewayLoadBalancerEndpoint',
  'RouteTargetGroup',
];

const checkPeering = ({ cloud, caller, vpc, destination }: Ask, { nextHopId }: NextHop): void => {
  const { store } = cloud;
  const region = store.fixture.regions.find(({ id }) => id === vpc.regionId);
  if (!region?.peering) throw refuse('UnsupportedRegion');
  const connection = store.find(nextHopId);
  if (!connection || !isVisible(store, caller, connection))
    throw refuse('ResourceNotFound.VpcPeer');
  if (![connection.vpcId, connection.acceptingVpcId].includes(vpc.id))
    throw refuse('InvalidNextHop.NotFound');
  if (connection.status !== 'Activated')
    throw fault.status('IncorrectStatus.VpcPeer', nextHopId, connection.status);
  if (isIpv6(destination) && !region.peeringIpv6) throw refuse('UnsupportedFeature.VpcPeerIpv6');
};

const isSame =
  ({ nextHopId, nextHopType }: NextHop) =>
  ({ id, type }: { readonly id: string; readonly type: string }): boolean =>
    id === nextHopId && type === nextHopType;

/** Instances of other kinds are those that the fixture declares for the VPC. */
const checkInstance = ({ cloud, vpc }: Ask, nextHop: NextHop): void => {
  const known = vpc.nextHops.find(isSame(nextHop));
  const isElsewhere = [...cloud.store.vpcs.values()].some((each) =>
    each.nextHops.some(isSame(nextHop)),
  );
  if (!known)
    throw refuse(
      isElsewhere ? 'OperationFailed.InstanceDismatchCurrentVpc' : 'InvalidNextHopId.NotFound',
    );
  if (known.status === 'Pending') throw refuse('IncorrectInstanceStatus');
  if (known.status === 'Locked') throw refuse('OperationFailed.OperationLocked');
};

const checkList = (nextHops: readonly NextHop[]): void => {
  if (nextHops.length === 1) return;
  if (nextHops.length > 4) throw refuse('InvalidNexthopListSize');
  if (nextHops.some(({ nextHopType }) => nextHopType !== 'RouterInterface'))
    throw refuse('InvalidRouterInterface');
};

/** Throws unless every next hop exists, belongs to the VPC and can take traffic. */
export const checkNextHops = (ask: Ask): void => {
  checkList(ask.nextHops);
  for (const nextHop of ask.nextHops) {
    if (!TYPES.includes(nextHop.nextHopType)) throw refuse('InvalidNextHopType');
    if (nextHop.nextHopType === 'VpcPeer') checkPeering(ask, nextHop);
    else checkInstance(ask, nextHop);
  }
};
