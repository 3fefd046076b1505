import { readCidr } from '../../cidr.ts';
import { refuse } from '../../fault.ts';
import type { Caller, Cloud, Operation } from '../../operation.ts';
import { groupsOf, isTrue, need, type Params } from '../../params.ts';
import { findTable, type TableOfVpc } from '../find.ts';
import type { RouteEntry, RouteTable } from '../state.ts';
import { dryRunPassed, requireFree, tableFor } from './ask.ts';
import { batchOf, runBatch } from './batch.ts';

/** Throws unless the entry is one that its owner may delete now. */
const checkDeletable = ({ table }: TableOfVpc, entry: RouteEntry): void => {
  if (table.kind === 'Gateway') throw refuse('OperationDenied.RouteTableTypeNotPermitted');
  if (entry.type === 'System') throw refuse('OperationDenied');
  if (entry.managed) throw refuse('OperationDenied.DeleteManagedRouteEntry');
  if (entry.type !== 'Custom') throw refuse('Forbbiden');
  if (entry.status === 'Modifying') throw refuse('IncorrectStatus.VpcRouteEntry');
  if (entry.status !== 'Available') throw refuse('IncorrectRouteEntryStatus');
};

/** The entry of a table that leads from a destination to exactly these next hops. */
const entryTo = (
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
  if (isTrue(params.DryRun)) throw dryRunPassed();
  cloud.network.beginDelete(found.entry);
  return {};
};

interface Item extends TableOfVpc {
  readonly item: Params;
}

const placed = (cloud: Cloud, caller: Caller, params: Params, item: Params): Item => {
  if (!item.RouteEntryId && !item.DstCidrBlock) throw refuse('MissingParam.DstCidrBlock');
  if (!item.RouteEntryId && !item.NextHop) throw refuse('MissingParam.NextHop');
  return { ...tableFor(cloud, caller, params, item.RouteTableId ?? ''), item };
};

const entryOf = ({ table, item }: Item): RouteEntry => {
  const { RouteEntryId, DstCidrBlock = '', NextHop = '' } = item;
  const entry = RouteEntryId
    ? table.entries.get(RouteEntryId)
    : entryTo(table, DstCidrBlock, [NextHop]);
  if (!entry) throw refuse('InvalidRouteEntry.NotFound');
  return entry;
};

/** DeleteRouteEntries: up to 50, each for itself; 200 even when entries fail. */
export const deleteRouteEntries: Operation = (cloud, caller, params) => {
  need(params, 'RegionId');
  const items = batchOf(params, ['RouteTableId']).map((item) =>
    placed(cloud, caller, params, item),
  );
  const check = (item: Item, isBusy: boolean): RouteEntry => {
    const entry = entryOf(item);
    if (isBusy) throw refuse('IncorrectRouteEntryStatus');
    checkDeletable(item, entry);
    return entry;
  };
  const write = (entry: RouteEntry) => cloud.network.beginDelete(entry);
  return runBatch(cloud, params, items, { check, write }).about;
};
