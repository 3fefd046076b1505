import type { FixtureVpc } from '../../../fixture.ts';
import type { Answer } from '../../operation.ts';
import { stamp } from '../../stamp.ts';
import type { RouteTable } from '../state.ts';
import { tagsView } from './tags.ts';

export const routeTableRow = (vpc: FixtureVpc, it: RouteTable): Answer => ({
  RouteTableId: it.routeTableId,
  RouteTableName: it.routeTableName,
  Description: it.description,
  RouteTableType: it.kind === 'System' ? 'System' : 'Custom',
  AssociateType: it.kind === 'Gateway' ? 'Gateway' : 'VSwitch',
  VpcId: it.vpcId,
  Status: it.status,
  RouterId: vpc.id.replace(/^vpc-/, 'vrt-'),
  RouterType: 'VRouter',
  OwnerId: { digits: vpc.ownerId },
  VSwitchIds: { VSwitchId: it.vSwitchIds },
  GatewayIds: {
    GatewayIds: it.kind === 'Gateway' ? [vpc.id.replace(/^vpc-/, 'ipv4gw-')] : [],
  },
  RoutePropagationEnable: true,
  CreationTime: stamp(it.creationTime),
  ResourceGroupId: 'rg-default',
  Tags: tagsView(it.tags),
});
