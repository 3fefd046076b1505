import type { FixtureVpc } from '../../../fixture.ts';
import { fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { isTrue, listOf, need, type Params } from '../../params.ts';
import { findVpc, ownVpcs } from '../find.ts';
import { numberedPage } from '../page.ts';
import { hasTags } from '../view/tags.ts';
import { vpcAttribute, vpcRow } from '../view/vpc.ts';

const MOST_IDS = 20;

const filterOf = (params: Params): ((vpc: FixtureVpc) => boolean) => {
  const { VpcName, VpcOwnerId, EnableIpv6, IsDefault } = params;
  const ids = listOf(params, 'VpcId');
  if (ids.length > MOST_IDS) throw fault.illegal('VpcId');
  const filters: readonly ((vpc: FixtureVpc) => boolean)[] = [
    ({ id }) => ids.length === 0 || ids.includes(id),
    ({ name }) => !VpcName || name === VpcName,
    ({ ownerId }) => !VpcOwnerId || ownerId === VpcOwnerId,
    ({ ipv6CidrBlocks }) => !EnableIpv6 || isTrue(EnableIpv6) === ipv6CidrBlocks.length > 0,
    ({ isDefault }) => !IsDefault || isTrue(IsDefault) === isDefault,
    ({ tags }) => hasTags(params, tags),
  ];
  return (vpc) => filters.every((filter) => filter(vpc));
};

export const describeVpcs: Operation = (cloud, caller, params) => {
  const vpcs = ownVpcs(cloud, caller, need(params, 'RegionId')).filter(filterOf(params));
  const { rows, about } = numberedPage(params, vpcs);
  return { ...about, Vpcs: { Vpc: rows.map((vpc) => vpcRow(cloud, vpc)) } };
};

export const describeVpcAttribute: Operation = (cloud, caller, params) =>
  vpcAttribute(cloud, findVpc(cloud, caller, need(params, 'RegionId'), need(params, 'VpcId')));
