import type { FixtureVpc } from '../../../fixture.ts';
import type { Answer, Cloud } from '../../operation.ts';
import { stamp } from '../../stamp.ts';
import type { RouteTable, VSwitch } from '../state.ts';
import { tagsView } from './tags.ts';

/** The route table that a vSwitch uses. */
export const tableOf = ({ network }: Cloud, { vpcId, vSwitchId }: VSwitch) =>
  network.tablesOf(vpcId).find(({ vSwitchIds }) => vSwitchIds.includes(vSwitchId));

const tableView = (table: RouteTable | undefined): Answer => ({
  RouteTableId: table?.routeTableId ?? '',
  RouteTableType: table?.kind === 'System' ? 'System' : 'Custom',
});

export const vSwitchRow = (cloud: Cloud, vpc: FixtureVpc, it: VSwitch): Answer => ({
  VSwitchId: it.vSwitchId,
  VSwitchName: '',
  Description: '',
  VpcId: it.vpcId,
  OwnerId: { digits: vpc.ownerId },
  Status: it.status,
  ZoneId: `${vpc.regionId}-a`,
  CidrBlock: it.cidrBlock,
  Ipv6CidrBlock: it.ipv6CidrBlock,
  EnabledIpv6: it.ipv6CidrBlock !== '',
  IsDefault: false,
  RouteTable: tableView(tableOf(cloud, it)),
  CreationTime: stamp(cloud.store.bornAt),
  ResourceGroupId: 'rg-default',
  Tags: tagsView({}),
});
