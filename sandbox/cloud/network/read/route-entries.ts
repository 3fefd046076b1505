import { isIpv6 } from '../../cidr.ts';
import { fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { listOf, need, type Params } from '../../params.ts';
import { findTable } from '../find.ts';
import { tokenPage } from '../page.ts';
import { refuse } from '../refuse.ts';
import type { RouteEntry } from '../state.ts';
import { routeEntryRow } from '../view/route-entry.ts';

const TYPES = ['Custom', 'System', 'BGP', 'CEN', 'ECR'];
const VERSIONS = ['ipv4', 'ipv6'];

const checkFilters = (params: Params, nextHopFilter: 'accept' | 'refuse'): void => {
  const { RouteEntryType, RouteEntryId, RouteEntryName, IpVersion } = params;
  if (RouteEntryType && !TYPES.includes(RouteEntryType)) throw fault.illegal('RouteEntryType');
  if (IpVersion && !VERSIONS.includes(IpVersion.toLowerCase())) throw fault.illegal('IpVersion');
  const isCustomOnly = Boolean(RouteEntryId || RouteEntryName);
  if (isCustomOnly && RouteEntryType && RouteEntryType !== 'Custom')
    throw refuse('OperationFailed.FilterParamUnderWrongRouteType');
  if (nextHopFilter === 'refuse' && (params.NextHopId || params.NextHopType))
    throw refuse('OperationFailed.FilterParamUnderWrongRouteType');
};

const filterOf = (params: Params): ((entry: RouteEntry) => boolean) => {
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
  checkFilters(params, cloud.store.fixture.behaviour.nextHopFilter);
  const entries = [...found.table.entries.values()].filter(filterOf(params));
  const { rows, about } = tokenPage(params, entries);
  return { ...about, RouteEntrys: { RouteEntry: rows.map(routeEntryRow) } };
};
