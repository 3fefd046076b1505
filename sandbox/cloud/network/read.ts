import type { FixtureVpc } from '../../fixture.ts';
import { isIpv6 } from '../cidr.ts';
import { refuse } from '../fault.ts';
import type { Answer, Operation } from '../operation.ts';
import { isTrue, listOf, need, type Params, pageOf, tagsOf, wholeOf } from '../params.ts';
import { findTable, findVpc, ownVpcs } from './find.ts';
import type { RouteEntry, RouteTable } from './state.ts';
import {
  routeEntryRow,
  routeTableRow,
  tableOf,
  vpcAttribute,
  vpcRow,
  vSwitchRow,
} from './views.ts';

/** One numbered page (`PageNumber`, `PageSize` up to 50) of a list. */
const numberedPage = <T>(
  params: Params,
  rows: readonly T[],
): { readonly rows: readonly T[]; readonly about: Answer } => {
  const PageNumber = wholeOf(params, 'PageNumber', 1, Number.MAX_SAFE_INTEGER);
  const PageSize = wholeOf(params, 'PageSize', 10, 50);
  const from = (PageNumber - 1) * PageSize;
  return {
    rows: rows.slice(from, from + PageSize),
    about: { TotalCount: rows.length, PageNumber, PageSize },
  };
};

/** True for what has every tag that the `Tag.N` parameters ask for. */
const hasTags = (params: Params, tags: Readonly<Record<string, string>>): boolean =>
  tagsOf(params, 'Tag').every(
    ({ key, value }) => key in tags && (value === undefined || tags[key] === value),
  );

const MOST_IDS = 20;

const vpcFilter = (params: Params): ((vpc: FixtureVpc) => boolean) => {
  const { VpcName, VpcOwnerId, EnableIpv6, IsDefault } = params;
  const ids = listOf(params, 'VpcId');
  if (ids.length > MOST_IDS) throw refuse('IllegalParam.VpcId');
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
  const vpcs = ownVpcs(cloud, caller, need(params, 'RegionId')).filter(vpcFilter(params));
  const { rows, about } = numberedPage(params, vpcs);
  return { ...about, Vpcs: { Vpc: rows.map((vpc) => vpcRow(cloud, vpc)) } };
};

export const describeVpcAttribute: Operation = (cloud, caller, params) =>
  vpcAttribute(cloud, findVpc(cloud, caller, need(params, 'RegionId'), need(params, 'VpcId')));

export const describeVSwitches: Operation = (cloud, caller, params) => {
  const { RegionId = '', VpcId, RouteTableId } = params;
  const ids = listOf(params, 'VSwitchId');
  const found = ownVpcs(cloud, caller, RegionId)
    .filter(({ id }) => !VpcId || id === VpcId)
    .flatMap((vpc) => cloud.network.vSwitchesOf(vpc.id).map((it) => ({ vpc, it })))
    .filter(({ it }) => ids.length === 0 || ids.includes(it.vSwitchId))
    .filter(({ it }) => !RouteTableId || tableOf(cloud, it)?.routeTableId === RouteTableId);
  const { rows, about } = numberedPage(params, found);
  return {
    ...about,
    VSwitches: { VSwitch: rows.map(({ vpc, it }) => vSwitchRow(cloud, vpc, it)) },
  };
};

const routeTablesFilter = (params: Params): ((table: RouteTable) => boolean) => {
  const { RouteTableId, RouteTableName, RouteTableType, RouterType, RouterId } = params;
  const filters: readonly ((table: RouteTable) => boolean)[] = [
    ({ routeTableId }) => !RouteTableId || routeTableId === RouteTableId,
    ({ routeTableName }) => !RouteTableName || routeTableName === RouteTableName,
    ({ kind }) => !RouteTableType || (kind === 'System') === (RouteTableType === 'System'),
    ({ vpcId }) => !RouterId || vpcId.replace(/^vpc-/, 'vrt-') === RouterId,
    // Tables of virtual border routers are not emulated.
    () => RouterType !== 'VBR',
    ({ tags }) => hasTags(params, tags),
  ];
  return (table) => filters.every((filter) => filter(table));
};

export const describeRouteTableList: Operation = (cloud, caller, params) => {
  const isAsked = routeTablesFilter(params);
  const found = ownVpcs(cloud, caller, need(params, 'RegionId'))
    .filter(({ id }) => !params.VpcId || id === params.VpcId)
    .flatMap((vpc) => cloud.network.tablesOf(vpc.id).map((table) => ({ vpc, table })))
    .filter(({ table }) => isAsked(table));
  const { rows, about } = numberedPage(params, found);
  return {
    ...about,
    RouterTableList: {
      RouterTableListType: rows.map(({ vpc, table }) => routeTableRow(vpc, table)),
    },
  };
};

const TYPES = ['Custom', 'System', 'BGP', 'CEN', 'ECR'];
const VERSIONS = ['ipv4', 'ipv6'];

const checkFilters = (params: Params, nextHopFilter: 'accept' | 'refuse'): void => {
  const { RouteEntryType, RouteEntryId, RouteEntryName, IpVersion } = params;
  if (RouteEntryType && !TYPES.includes(RouteEntryType))
    throw refuse('IllegalParam.RouteEntryType');
  if (IpVersion && !VERSIONS.includes(IpVersion.toLowerCase()))
    throw refuse('IllegalParam.IpVersion');
  const isCustomOnly = Boolean(RouteEntryId || RouteEntryName);
  if (isCustomOnly && RouteEntryType && RouteEntryType !== 'Custom')
    throw refuse('OperationFailed.FilterParamUnderWrongRouteType');
  if (nextHopFilter === 'refuse' && (params.NextHopId || params.NextHopType))
    throw refuse('OperationFailed.FilterParamUnderWrongRouteType');
};

const routeEntriesFilter = (params: Params): ((entry: RouteEntry) => boolean) => {
  const { RouteEntryId, RouteEntryName, RouteEntryType, DestinationCidrBlock, IpVersion } = params;
  const { NextHopId, NextHopType, ServiceType } = params;
  const blocks = listOf(params, 'DestCidrBlockList');
  const filters: readonly ((entry: RouteEntry) => boolean)[] = [
    ({ routeEntryId }) => !RouteEntryId || routeEntryId === RouteEntryId,
    ({ routeEntryName }) => !RouteEntryName || routeEntryName === RouteEntryName,
    ({ type }) => !RouteEntryType || type === RouteEntryType,
    (it) => !DestinationCidrBlock || it.destinationCidrBlock === DestinationCidrBlock,
    (it) => blocks.length === 0 || blocks.includes(it.destinationCidrBlock),
    (it) => !IpVersion || isIpv6(it.destinationCidrBlock) === (IpVersion.toLowerCase() === 'ipv6'),
    ({ nextHops }) => !NextHopId || nextHops.some((each) => each.nextHopId === NextHopId),
    ({ nextHops }) => !NextHopType || nextHops.some((each) => each.nextHopType === NextHopType),
    ({ managed }) => !ServiceType || managed === (ServiceType === 'TR'),
  ];
  return (entry) => filters.every((filter) => filter(entry));
};

export const describeRouteEntryList: Operation = (cloud, caller, params) => {
  const regionId = need(params, 'RegionId');
  const found = findTable(cloud, caller, regionId, need(params, 'RouteTableId'));
  if (!found) throw refuse('InvalidRouteTable.NotFound');
  if (found.table.kind === 'Gateway')
    throw refuse('OperationDenied.UseGatewayRouteEntryQueryInterface');
  checkFilters(params, cloud.store.behaviour.nextHopFilter);
  const entries = [...found.table.entries.values()].filter(routeEntriesFilter(params));
  const page = pageOf(params, entries, { name: 'MaxResult', fallback: 10, most: 100 });
  return {
    TotalCount: page.total,
    NextToken: page.nextToken,
    RouteEntrys: { RouteEntry: page.rows.map(routeEntryRow) },
  };
};
