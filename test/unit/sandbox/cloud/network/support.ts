import { CloudFault } from '../../../../../sandbox/cloud/fault.ts';
import type { FixtureInput } from '../../../../../sandbox/fixture.ts';
import { cloud, make, me, OTHER, OWN, vpc } from '../cloud.ts';

type VpcInput = FixtureInput['vpcs'][number];

/** `vpc-a` with everything a route may meet; `vpc-b` and `vpc-c` plain, `vpc-them` somebody else's. */
const vpcs: readonly VpcInput[] = [
  vpc('vpc-a', {
    ipv6CidrBlocks: ['2408:4005:300::/56'],
    vSwitches: [
      { id: 'vsw-a1', cidrBlock: '10.0.1.0/24', ipv6CidrBlock: '2408:4005:300:1::/64' },
      { id: 'vsw-a2', cidrBlock: '10.0.2.0/24' },
    ],
    nextHops: [
      { id: 'i-a' },
      { id: 'i-starting', status: 'Pending' },
      { id: 'i-locked', status: 'Locked' },
      { id: 'ri-1', type: 'RouterInterface' },
      { id: 'ri-2', type: 'RouterInterface' },
    ],
    routeTables: [
      { id: 'vtb-apps', vSwitchIds: ['vsw-a2'], tags: { tier: 'apps' } },
      { id: 'vtb-gateway', kind: 'Gateway' },
      { id: 'vtb-fresh', status: 'Pending' },
      {
        id: 'vtb-stuck',
        entries: [{ destinationCidrBlock: '10.8.0.0/16', nextHopId: 'i-x', status: 'Modifying' }],
      },
      {
        id: 'vtb-full',
        entries: [
          { id: 'rte-foreign', destinationCidrBlock: '10.7.0.0/16', nextHopId: 'i-a' },
          { destinationCidrBlock: '10.6.0.0/16', nextHopId: 'cen-1', type: 'CEN' },
          { destinationCidrBlock: '10.5.0.0/16', nextHopId: 'tr-1', managed: true },
        ],
      },
    ],
  }),
  vpc('vpc-b', { cidrBlock: '10.1.0.0/16', nextHops: [{ id: 'i-b' }] }),
  vpc('vpc-c', { cidrBlock: '10.2.0.0/16' }),
  vpc('vpc-new', { status: 'Pending' }),
  vpc('vpc-building', {
    vSwitches: [{ id: 'vsw-building', cidrBlock: '10.0.1.0/24', status: 'Pending' }],
  }),
  vpc('vpc-them', { cidrBlock: '10.3.0.0/16', ownerId: OTHER }),
];

/** A cloud in which `vpc-a` and `vpc-b` are connected; `call` calls the VPC API as their owner. */
export const network = (over: Partial<FixtureInput> = {}) => {
  const it = cloud({
    accounts: [{ id: OWN, quotas: { vpc_quota_route_entrys_num: 4 } }, { id: OTHER }],
    vpcs: [...vpcs],
    timings: { creatingMs: 1_000, routeMs: 300 },
    ...over,
  });
  const peering = make(it, 'vpc-a', 'vpc-b');
  const call = (action: string, params: Record<string, string>, caller = me) =>
    it.world.call(caller, 'Vpc', action, { RegionId: 'cn-hangzhou', ...params });
  const codeOf = (action: string, params: Record<string, string>, caller = me): string => {
    try {
      call(action, params, caller);
      return 'OK';
    } catch (error) {
      if (error instanceof CloudFault) return error.code;
      throw error;
    }
  };
  /** Parameters of CreateRouteEntry: from `vtb-a` to the connection. */
  const route = (destination: string, over: Record<string, string> = {}) => ({
    RouteTableId: 'vtb-a',
    DestinationCidrBlock: destination,
    NextHopId: peering,
    NextHopType: 'VpcPeer',
    ...over,
  });
  const customOf = (tableId: string) =>
    it.world.network.routeEntries(tableId).filter(({ type }) => type === 'Custom');
  const blocksOf = (tableId: string) =>
    customOf(tableId).map(({ destinationCidrBlock }) => destinationCidrBlock);
  const destinations = (tableId: string) =>
    customOf(tableId).map(
      ({ destinationCidrBlock, status }) => `${destinationCidrBlock} ${status}`,
    );
  return { ...it, peering, call, codeOf, route, blocksOf, destinations };
};

/** `RouteEntries.N.*` of a batch call. */
export const batch = (items: readonly Readonly<Record<string, string>>[]) =>
  Object.fromEntries(
    items.flatMap((item, index) =>
      Object.entries(item).map(([name, value]) => [`RouteEntries.${index + 1}.${name}`, value]),
    ),
  );
