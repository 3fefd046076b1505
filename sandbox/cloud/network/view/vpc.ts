import type { FixtureVpc } from '../../../fixture.ts';
import type { Answer, Cloud } from '../../operation.ts';
import { stamp } from '../../stamp.ts';
import { tagsView } from './tags.ts';

const vRouterOf = (vpc: FixtureVpc): string => vpc.id.replace(/^vpc-/, 'vrt-');

/** What DescribeVpcs and DescribeVpcAttribute both show of a VPC. */
const common = ({ store, network }: Cloud, vpc: FixtureVpc): Answer => ({
  VpcId: vpc.id,
  VpcName: vpc.name,
  Description: '',
  RegionId: vpc.regionId,
  // Ids leave as digits; the gateway prints them as bare numbers, as the cloud does.
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
  VSwitchIds: { VSwitchId: network.vSwitchesOf(vpc.id).map(({ vSwitchId }) => vSwitchId) },
  CreationTime: stamp(store.bornAt),
  ResourceGroupId: 'rg-default',
  Tags: tagsView(vpc.tags),
});

export const vpcRow = (cloud: Cloud, vpc: FixtureVpc): Answer => ({
  ...common(cloud, vpc),
  CenStatus: vpc.cenIds.length > 0 ? 'Attached' : '',
  RouterTableIds: {
    RouterTableIds: cloud.network.tablesOf(vpc.id).map(({ routeTableId }) => routeTableId),
  },
  NatGatewayIds: {
    NatGatewayIds: vpc.nextHops.filter(({ type }) => type === 'NatGateway').map(({ id }) => id),
  },
});

export const vpcAttribute = (cloud: Cloud, vpc: FixtureVpc): Answer => ({
  ...common(cloud, vpc),
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
