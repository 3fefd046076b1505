import type { FixtureVpc } from '../../fixture.ts';
import { isIpv6 } from '../cidr.ts';
import { refuse } from '../fault.ts';
import type { Call, Operation, Params } from '../operation.ts';
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
const hasTags = (call: Call, tags: Readonly<Record<string, string>>): boolean =>
  call
    .tags('Tag')
    .every(({ key, value }) => key in tags && (value === undefined || tags[key] === value));

/** True for what says the same as each of the parameters that are given. */
const fits = (params: Params, said: Readonly<Record<string, unknown>>): boolean =>
  Object.entries(said).every(([name, value]) => !params[name] || params[name] === String(value));

const MOST_IDS = 20;

const vpcFilter = (call: Call): ((vpc: FixtureVpc) => boolean) => {
  const ids = call.list('VpcId');
  if (ids.length > MOST_IDS) throw refuse('IllegalParam.VpcId');
  return ({ id, tags, ...vpc }) =>
    (ids.length === 0 || ids.includes(id)) &&
    hasTags(call, tags) &&
    fits(call.params, {
      VpcName: vpc.name,
      VpcOwnerId: vpc.ownerId,
      EnableIpv6: vpc.ipv6CidrBlocks.length > 0,
      IsDefault: vpc.isDefault,
    });
};

export const describeVpcs: Operation = (call) => {
  const vpcs = ownVpcs(call, call.need('RegionId')).filter(vpcFilter(call));
  const { rows, about } = call.numberedPage(vpcs);
  return { ...about, Vpcs: { Vpc: rows.map((vpc) => vpcRow(call, vpc)) } };
};

export const describeVpcAttribute: Operation = (call) => {
  call.need('RegionId');
  return vpcAttribute(call, findVpc(call));
};

export const describeVSwitches: Operation = (call) => {
  const { params } = call;
  const { RegionId = '', VpcId, RouteTableId } = params;
  const ids = call.list('VSwitchId');
  const found = ownVpcs(call, RegionId)
    .filter(({ id }) => !VpcId || id === VpcId)
    .flatMap((vpc) => call.network.vSwitchesOf(vpc.id).map((it) => ({ vpc, it })))
    .filter(({ it }) => ids.length === 0 || ids.includes(it.id))
    .filter(({ it }) => !RouteTableId || tableOf(call, it)?.routeTableId === RouteTableId);
  const { rows, about } = call.numberedPage(found);
  return {
    ...about,
    VSwitches: { VSwitch: rows.map(({ vpc, it }) => vSwitchRow(call, vpc, it)) },
  };
};

export const describeRouteTableList: Operation = (call) => {
  const { params } = call;
  const found = ownVpcs(call, call.need('RegionId'))
    .flatMap((vpc) => call.network.routeTables(vpc.id).map((table) => ({ vpc, table })))
    .filter(({ table }) => hasTags(call, table.tags))
    .map(({ vpc, table }) => routeTableRow(call, vpc, table))
    .filter((row) => fits(params, row));
  const { rows, about } = call.numberedPage(found);
  return { ...about, RouterTableList: { RouterTableListType: rows } };
};

const TYPES = ['Custom', 'System', 'BGP', 'CEN', 'ECR'];
const VERSIONS = ['ipv4', 'ipv6'];

const checkFilters = ({ params, store }: Call): void => {
  const { RouteEntryType, RouteEntryId, RouteEntryName, IpVersion } = params;
  if (RouteEntryType && !TYPES.includes(RouteEntryType))
    throw refuse('IllegalParam.RouteEntryType');
  if (IpVersion && !VERSIONS.includes(IpVersion.toLowerCase()))
    throw refuse('IllegalParam.IpVersion');
  const isCustomOnly = Boolean(RouteEntryId || RouteEntryName);
  if (isCustomOnly && RouteEntryType && RouteEntryType !== 'Custom')
    throw refuse('OperationFailed.FilterParamUnderWrongRouteType');
  if (store.behaviour.nextHopFilter === 'refuse' && (params.NextHopId || params.NextHopType))
    throw refuse('OperationFailed.FilterParamUnderWrongRouteType');
};

const entryFilter = (call: Call): ((entry: RouteEntry) => boolean) => {
  const { params } = call;
  const { NextHopId, NextHopType, IpVersion } = params;
  const blocks = call.list('DestCidrBlockList');
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
  call.need('RegionId');
  const found = findTable(call, call.need('RouteTableId'));
  if (!found) throw refuse('InvalidRouteTable.NotFound');
  if (found.table.kind === 'Gateway')
    throw refuse('OperationDenied.UseGatewayRouteEntryQueryInterface');
  checkFilters(call);
  const entries = [...found.table.entries.values()].filter(entryFilter(call));
  const page = call.page(entries, 'MaxResult', 10, 100);
  return {
    TotalCount: entries.length,
    NextToken: page.nextToken,
    RouteEntrys: { RouteEntry: page.rows.map(routeEntryRow) },
  };
};
