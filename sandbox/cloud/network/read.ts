import type { FixtureVpc } from '../../fixture.ts';
import { isIpv6 } from '../cidr.ts';
import { refuse } from '../fault.ts';
import {
  listOf,
  need,
  numberedPage,
  type Operation,
  type Params,
  pageOf,
  tagsOf,
} from '../operation.ts';
import type { RouteEntry } from './state.ts';
import {
  routeEntryRow,
  routeTableRow,
  tableOf,
  vpcAttribute,
  vpcRow,
  vSwitchRow,
} from './views.ts';
import { findTable, findVpc, ownVpcs } from './vpcs.ts';

/** True for what has every tag that the `Tag.N` parameters ask for. */
const hasTags = (params: Params, tags: Readonly<Record<string, string>>): boolean =>
  tagsOf(params, 'Tag').every(
    ({ key, value }) => key in tags && (value === undefined || tags[key] === value),
  );

/** True for what says the same as each of the parameters that are given. */
const fits = (params: Params, said: Readonly<Record<string, unknown>>): boolean =>
  Object.entries(said).every(([name, value]) => !params[name] || params[name] === String(value));

const MOST_IDS = 20;

const vpcFilter = (params: Params): ((vpc: FixtureVpc) => boolean) => {
  const ids = listOf(params, 'VpcId');
  if (ids.length > MOST_IDS) throw refuse('IllegalParam.VpcId');
  return ({ id, tags, ...vpc }) =>
    (ids.length === 0 || ids.includes(id)) &&
    hasTags(params, tags) &&
    fits(params, {
      VpcName: vpc.name,
      VpcOwnerId: vpc.ownerId,
      EnableIpv6: vpc.ipv6CidrBlocks.length > 0,
      IsDefault: vpc.isDefault,
    });
};

export const describeVpcs: Operation = (call) => {
  const { params } = call;
  const vpcs = ownVpcs(call, need(params, 'RegionId')).filter(vpcFilter(params));
  const { rows, about } = numberedPage(params, vpcs);
  return { ...about, Vpcs: { Vpc: rows.map((vpc) => vpcRow(call, vpc)) } };
};

export const describeVpcAttribute: Operation = (call) => {
  const { params } = call;
  need(params, 'RegionId');
  return vpcAttribute(call, findVpc(call));
};

export const describeVSwitches: Operation = (call) => {
  const { params } = call;
  const { RegionId = '', VpcId, RouteTableId } = params;
  const ids = listOf(params, 'VSwitchId');
  const found = ownVpcs(call, RegionId)
    .filter(({ id }) => !VpcId || id === VpcId)
    .flatMap((vpc) => call.network.vSwitchesOf(vpc.id).map((it) => ({ vpc, it })))
    .filter(({ it }) => ids.length === 0 || ids.includes(it.id))
    .filter(({ it }) => !RouteTableId || tableOf(call, it)?.routeTableId === RouteTableId);
  const { rows, about } = numberedPage(params, found);
  return {
    ...about,
    VSwitches: { VSwitch: rows.map(({ vpc, it }) => vSwitchRow(call, vpc, it)) },
  };
};

export const describeRouteTableList: Operation = (call) => {
  const { params } = call;
  const found = ownVpcs(call, need(params, 'RegionId'))
    .flatMap((vpc) => call.network.routeTables(vpc.id).map((table) => ({ vpc, table })))
    .filter(({ table }) => hasTags(params, table.tags))
    .map(({ vpc, table }) => routeTableRow(call, vpc, table))
    .filter((row) => fits(params, row));
  const { rows, about } = numberedPage(params, found);
  return { ...about, RouterTableList: { RouterTableListType: rows } };
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

const entryFilter = (params: Params): ((entry: RouteEntry) => boolean) => {
  const { NextHopId, NextHopType, IpVersion } = params;
  const blocks = listOf(params, 'DestCidrBlockList');
  return ({ nextHops, destinationCidrBlock, ...entry }) =>
    (blocks.length === 0 || blocks.includes(destinationCidrBlock)) &&
    (!NextHopId || nextHops.some(({ nextHopId }) => nextHopId === NextHopId)) &&
    (!NextHopType || nextHops.some(({ nextHopType }) => nextHopType === NextHopType)) &&
    (!IpVersion || isIpv6(destinationCidrBlock) === /6$/.test(IpVersion)) &&
    fits(params, {
      RouteEntryId: entry.routeEntryId,
      RouteEntryName: entry.routeEntryName,
      RouteEntryType: entry.type,
      DestinationCidrBlock: destinationCidrBlock,
      ServiceType: entry.managed ? 'TR' : '',
    });
};

export const describeRouteEntryList: Operation = (call) => {
  const { params } = call;
  need(params, 'RegionId');
  const found = findTable(call, need(params, 'RouteTableId'));
  if (!found) throw refuse('InvalidRouteTable.NotFound');
  if (found.table.kind === 'Gateway')
    throw refuse('OperationDenied.UseGatewayRouteEntryQueryInterface');
  checkFilters(params, call.store.behaviour.nextHopFilter);
  const entries = [...found.table.entries.values()].filter(entryFilter(params));
  const page = pageOf(params, entries, { name: 'MaxResult', fallback: 10, most: 100 });
  return {
    TotalCount: entries.length,
    NextToken: page.nextToken,
    RouteEntrys: { RouteEntry: page.rows.map(routeEntryRow) },
  };
};
