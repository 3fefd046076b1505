import { readCidr } from '../../cidr.ts';
import type { Caller, Cloud, Operation } from '../../operation.ts';
import { groupsOf, isTrue, need, type Params } from '../../params.ts';
import { findTable, type TableOfVpc } from '../find.ts';
import { refuse } from '../refuse.ts';
import type { RouteEntry, RouteTable } from '../state.ts';
import { tableFor } from './ask.ts';
import { requireFree } from './busy.ts';

/** Throws unless the entry is one that its owner may delete now. */
export const checkDeletable = ({ table }: TableOfVpc, entry: RouteEntry): void => {
  if (table.kind === 'Gateway') throw refuse('OperationDenied.RouteTableTypeNotPermitted');
  if (entry.type === 'System') throw refuse('OperationDenied');
  if (entry.managed) throw refuse('OperationDenied.DeleteManagedRouteEntry');
  if (entry.type !== 'Custom') throw refuse('Forbbiden');
  if (entry.status === 'Modifying') throw refuse('IncorrectStatus.VpcRouteEntry');
  if (entry.status !== 'Available') throw refuse('IncorrectRouteEntryStatus');
};

/** The entry of a table that leads from a destination to exactly these next hops. */
export const entryTo = (
  table: RouteTable,
  destination: string,
  nextHopIds: readonly string[],
): RouteEntry | undefined => {
  const block = readCidr(destination);
  return [...table.entries.values()].find(
    ({ destinationCidrBlock, nextHops }) =>
      destinationCidrBlock === block &&
      nextHops.length === nextHopIds.length &&
      nextHops.every(({ nextHopId }) => nextHopIds.includes(nextHopId)),
  );
};

interface Found extends TableOfVpc {
  readonly entry: RouteEntry;
}

const findById = (cloud: Cloud, caller: Caller, params: Params, id: string): Found => {
  const entry = cloud.network.entry(id);
  const found = entry && findTable(cloud, caller, params.RegionId, entry.routeTableId);
  if (!found) throw refuse('InvalidRouteEntryId.NotFound');
  return { ...found, entry };
};

const nextHopsOf = (params: Params): readonly string[] => {
  const several = groupsOf(params, 'NextHopList').map(({ NextHopId }) => NextHopId ?? '');
  if (params.NextHopId && several.length > 0) throw refuse('ParamExclusive.NextHopIdAndList');
  if (!params.NextHopId && several.length === 0) throw refuse('InvalidNextHop');
  return params.NextHopId ? [params.NextHopId] : several;
};

const findByDestination = (cloud: Cloud, caller: Caller, params: Params): Found => {
  const routeTableId = need(params, 'RouteTableId');
  const destination = need(params, 'DestinationCidrBlock');
  if (readCidr(destination) === undefined) throw refuse('InvalidCidrBlock.Malformed');
  const nextHops = nextHopsOf(params);
  const found = tableFor(cloud, caller, params, routeTableId);
  const entry = entryTo(found.table, destination, nextHops);
  if (!entry) throw refuse('InvalidRouteEntry.NotFound');
  return { ...found, entry };
};

/** DeleteRouteEntry: by its id, or by table, destination and next hop. */
export const deleteRouteEntry: Operation = (cloud, caller, params) => {
  const { RouteEntryId, RouteTableId, DestinationCidrBlock } = params;
  if (RouteEntryId && (RouteTableId || DestinationCidrBlock))
    throw refuse('ParamExclusive.RouteEntryIdAndRouteTableIdOrDestCidrBlock');
  const found = RouteEntryId
    ? findById(cloud, caller, params, RouteEntryId)
    : findByDestination(cloud, caller, params);
  requireFree(cloud, found.vpc);
  checkDeletable(found, found.entry);
  if (isTrue(params.DryRun)) throw refuse('DryRunOperation');
  cloud.network.beginDelete(found.entry);
  return {};
};
