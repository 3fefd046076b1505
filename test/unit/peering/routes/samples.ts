import type { RouteEntry, RouteTable, VSwitch } from '../../../../lib/peering/network/model.ts';
import type { RoutedEnd } from '../../../../lib/peering/routes/plan/ends.ts';
import { textsOf } from '../../../../lib/peering/routes/plan/ours.ts';

export const PCC = 'pcc-lnk0m24khwvtkm7jdt';

export const end = (more: Partial<RoutedEnd> = {}): RoutedEnd => ({
  side: 'requester',
  accountId: '253460731706911258',
  regionId: 'cn-hangzhou',
  vpcId: 'vpc-a',
  destinations: ['10.2.0.0/16'],
  ...more,
});

export const table = (routeTableId: string, more: Partial<RouteTable> = {}): RouteTable => ({
  routeTableId,
  routeTableType: 'Custom',
  associateType: 'VSwitch',
  status: 'Available',
  vSwitchIds: ['vsw-a'],
  tags: [],
  ...more,
});

export const vSwitch = (cidrBlock: string, more: Partial<VSwitch> = {}): VSwitch => ({
  vSwitchId: 'vsw-a',
  cidrBlock,
  ...more,
});

/** An entry of somebody else's, by default to an instance. */
export const entry = (
  routeTableId: string,
  destinationCidrBlock: string,
  more: Partial<RouteEntry> = {},
): RouteEntry => ({
  routeEntryId: `rte-${routeTableId}-${destinationCidrBlock}`,
  routeTableId,
  destinationCidrBlock,
  status: 'Available',
  type: 'Custom',
  nextHops: [{ nextHopId: 'i-1', nextHopType: 'Instance' }],
  ...more,
});

/** An entry that leads to the connection, made by Peerflow. */
export const ourEntry = (
  routeTableId: string,
  destinationCidrBlock: string,
  more: Partial<RouteEntry> = {},
): RouteEntry => {
  const { name, description } = textsOf('peerflow', 'order-1');
  return entry(routeTableId, destinationCidrBlock, {
    nextHops: [{ nextHopId: PCC, nextHopType: 'VpcPeer' }],
    routeEntryName: name,
    description,
    ...more,
  });
};
