import { isIpv6 } from '../../cidr.ts';
import type { Answer } from '../../operation.ts';
import { stamp } from '../../stamp.ts';
import type { RouteEntry } from '../state.ts';

const ORIGIN: Readonly<Record<RouteEntry['type'], string>> = {
  Custom: 'CustomCreate',
  System: 'SystemCreate',
  BGP: 'RoutePropagation',
  CEN: 'RoutePropagation',
  ECR: 'RoutePropagation',
};

export const routeEntryRow = (it: RouteEntry): Answer => ({
  RouteEntryId: it.routeEntryId,
  RouteEntryName: it.routeEntryName,
  Description: it.description,
  RouteTableId: it.routeTableId,
  DestinationCidrBlock: it.destinationCidrBlock,
  IpVersion: isIpv6(it.destinationCidrBlock) ? 'IPv6' : 'IPv4',
  Status: it.status,
  Type: it.type,
  NextHops: {
    NextHop: it.nextHops.map(({ nextHopId, nextHopType }) => ({
      NextHopId: nextHopId,
      NextHopType: nextHopType,
    })),
  },
  ServiceType: it.managed ? 'TR' : '',
  Origin: ORIGIN[it.type],
  GmtModified: stamp(it.gmtModified),
});
