import type { FixtureVpc } from '../../fixture.ts';
import { isIpv6 } from '../cidr.ts';
import { type Answer, type Call, stamp } from '../operation.ts';
import type { RouteEntry, RouteTable, VSwitch } from './state.ts';

type Tags = Readonly<Record<string, string>>;

/** Tags in the wrapped list of the VPC API. */
const tagsView = (tags: Tags) => ({
  Tag: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
});

const vRouterOf = (vpc: FixtureVpc): string => vpc.id.replace(/^vpc-/, 'vrt-');

/** What DescribeVpcs and DescribeVpcAttribute both show of a VPC. */
const common = ({ store, network }: Call, vpc: FixtureVpc): Answer => ({
  VpcId: vpc.id,
  VpcName: vpc.name,
  Description: '',
  RegionId: vpc.regionId,
  OwnerId: { digits: vpc.ownerId },
  Status: store.vpcStatus(vpc),
  IsDefault: vpc.isDefault,
  CidrBlock: vpc.cidrBlock,
  SecondaryCidrBlocks: { SecondaryCidrBlock: vpc.secondaryCidrBlocks },
  UserCidrs: { UserCidr: vpc.userCidrs },
  EnabledIpv6: vpc.ipv6CidrBlocks.length > 0,
  Ipv6CidrBlock: vpc.ipv6CidrBlocks[0] ?? '',
  Ipv6CidrBlocks: {
    Ipv6CidrBlock: vpc.ipv6CidrBlocks.map((Ipv6CidrBlock) => ({ Ipv6CidrBlock, Ipv6Isp: 'BGP' })),
  },
  VRouterId: vRouterOf(vpc),
  VSwitchIds: { VSwitchId: network.vSwitchesOf(vpc.id).map(({ id }) => id) },
  CreationTime: stamp(store.bornAt),
  ResourceGroupId: 'rg-default',
  Tags: tagsView(vpc.tags),
});

export const vpcRow = (call: Call, vpc: FixtureVpc): Answer => ({
  ...common(call, vpc),
  CenStatus: vpc.cenIds.length > 0 ? 'Attached' : '',
  RouterTableIds: {
    RouterTableIds: call.network.routeTables(vpc.id).map(({ routeTableId }) => routeTableId),
  },
  NatGatewayIds: {
    NatGatewayIds: vpc.nextHops.filter(({ type }) => type === 'NatGateway').map(({ id }) => id),
  },
});

export const vpcAttribute = (call: Call, vpc: FixtureVpc): Answer => ({
  ...common(call, vpc),
  AssociatedCens: {
    AssociatedCen: vpc.cenIds.map((CenId) => ({
      CenId,
      CenOwnerId: { digits: vpc.ownerId },
      CenStatus: 'Attached',
    })),
  },
  ClassicLinkEnabled: false,
  SupportIpv4Gateway: false,
  Ipv4GatewayId: '',
});

/** The route table that a vSwitch uses. */
export const tableOf = ({ network }: Call, { vpcId, id }: VSwitch) =>
  network.routeTables(vpcId).find(({ vSwitchIds }) => vSwitchIds.includes(id));

const tableView = (table: RouteTable | undefined): Answer => ({
  RouteTableId: table?.routeTableId ?? '',
  RouteTableType: table?.kind === 'System' ? 'System' : 'Custom',
});

export const vSwitchRow = (call: Call, vpc: FixtureVpc, it: VSwitch): Answer => ({
  VSwitchId: it.id,
  VSwitchName: '',
  Description: '',
  VpcId: it.vpcId,
  OwnerId: { digits: vpc.ownerId },
  Status: it.status,
  ZoneId: `${vpc.regionId}-a`,
  CidrBlock: it.cidrBlock,
  Ipv6CidrBlock: it.ipv6CidrBlock ?? '',
  EnabledIpv6: it.ipv6CidrBlock !== undefined,
  IsDefault: false,
  RouteTable: tableView(tableOf(call, it)),
  CreationTime: stamp(call.store.bornAt),
  ResourceGroupId: 'rg-default',
  Tags: tagsView({}),
});

export const routeTableRow = ({ store }: Call, vpc: FixtureVpc, it: RouteTable): Answer => ({
  RouteTableId: it.routeTableId,
  RouteTableName: it.name,
  Description: it.description,
  RouteTableType: it.kind === 'System' ? 'System' : 'Custom',
  AssociateType: it.kind === 'Gateway' ? 'Gateway' : 'VSwitch',
  VpcId: it.vpcId,
  Status: it.status,
  RouterId: vRouterOf(vpc),
  RouterType: 'VRouter',
  OwnerId: { digits: vpc.ownerId },
  VSwitchIds: { VSwitchId: it.vSwitchIds },
  GatewayIds: {
    GatewayIds: it.kind === 'Gateway' ? [vpc.id.replace(/^vpc-/, 'ipv4gw-')] : [],
  },
  RoutePropagationEnable: true,
  CreationTime: stamp(store.bornAt),
  ResourceGroupId: 'rg-default',
  Tags: tagsView(it.tags),
});

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
    NextHop: it.nextHops.map(({ nextHopId, nextHopType, enabled = true, weight = 100 }) => ({
      NextHopId: nextHopId,
      NextHopType: nextHopType,
      NextHopRegionId: '',
      Enabled: enabled ? 1 : 0,
      Weight: weight,
    })),
  },
  ServiceType: it.managed ? 'TR' : '',
  Origin: ORIGIN[it.type],
  GmtModified: stamp(it.gmtModified),
});
