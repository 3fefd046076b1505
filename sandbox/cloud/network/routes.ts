import type { FixtureVpc } from '../../fixture.ts';
import { isIpv6, readCidr } from '../cidr.ts';
import { CloudFault, refuse } from '../fault.ts';
import type { Answer, Call, Operation, Params } from '../operation.ts';
import { type Ask, checkAsked, checkPossible } from './checks.ts';
import { type NextHop, type RouteEntry, type RouteTable, routeEntry } from './state.ts';
import { findTable, type TableOfVpc } from './vpcs.ts';

/** The table that a write names. Throws `InvalidRouteTableId.NotFound`. */
const tableFor = (call: Call, id: string): TableOfVpc => {
  const found = findTable(call, id);
  if (!found) throw refuse('InvalidRouteTableId.NotFound');
  return found;
};

/**
 * The VPCs in which another write is under way, so that every write there fails with
 * `IncorrectRouteEntryStatus`; or throws, where that is the end of the whole call, and for a VPC that is not
 * Available.
 */
const busyVpcs = (
  { store, network }: Call,
  vpcs: readonly FixtureVpc[],
): ReadonlySet<FixtureVpc> => {
  for (const vpc of vpcs) {
    if (store.vpcStatus(vpc) !== 'Available') throw refuse('IncorrectVpcStatus');
    if (network.vSwitchesOf(vpc.id).some(({ status }) => status !== 'Available'))
      throw refuse('IncorrectVSwitchStatus');
  }
  const busy = vpcs.filter(({ id }) => network.isBusy(id));
  if (busy.length > 0 && store.behaviour.routeConflict === 'call') throw refuse('TaskConflict');
  return new Set(busy);
};

const requireFree = (busy: ReadonlySet<FixtureVpc>, { vpc }: TableOfVpc): void => {
  if (busy.has(vpc)) throw refuse('IncorrectRouteEntryStatus');
};

/** What a dry run of the VPC API gets that would have passed. */
const dryRunPassed = (): CloudFault =>
  new CloudFault('DryRunOperation', 'Request validation has been passed with DryRun flag set.');

const MOST = 50;

/** The entries of a batch call. Throws unless there are 1 to 50 with the parameters they need. */
const batchOf = (call: Call, needed: readonly string[]): readonly Params[] => {
  call.need('RegionId');
  const items = call.groups('RouteEntries');
  if (items.length === 0) throw refuse('MissingParam.RouteEntries');
  if (items.length > MOST) throw refuse('IllegalParam.RouteEntries');
  for (const item of items)
    for (const name of needed) if (!item[name]) throw refuse(`MissingParam.${name}`);
  return items;
};

/** Batch calls have codes of their own for what a single call answers; others are passed on. */
const CODES: Readonly<Record<string, string>> = {
  'InvalidCIDRBlock.Duplicate': 'VPC_ROUTE_ENTRY_CIDR_BLOCK_DUPLICATE',
  'InvalidRouteEntry.Duplicate': 'VPC_ROUTE_ENTRY_CIDR_BLOCK_DUPLICATE',
  'RouterEntryConflict.Duplicated': 'VPC_ROUTE_ENTRY_CIDR_BLOCK_DUPLICATE',
  'Duplicated.VpcNextHop': 'VPC_ROUTE_ENTRY_CIDR_BLOCK_DUPLICATE',
  IncorrectRouteEntryStatus: 'VPC_ROUTE_ENTRY_STATUS_ERROR',
  'IncorrectStatus.VpcRouteEntry': 'VPC_ROUTE_ENTRY_STATUS_ERROR',
  'InvalidRouteEntry.NotFound': 'VPC_ROUTER_ENTRY_NOT_EXIST',
  'InvalidRouteEntryId.NotFound': 'VPC_ROUTER_ENTRY_NOT_EXIST',
};

const ECHOED = ['RouteEntryId', 'DstCidrBlock', 'NextHop'];

interface Item extends TableOfVpc {
  readonly item: Params;
}

/**
 * A batch call on its entries, each for itself: what fails is listed in the answer, which is a success all the
 * same. A dry run fails as a whole.
 *
 * @param check throws where an entry cannot be written
 */
const runBatch = <T extends Item, C, R>(
  call: Call,
  items: readonly T[],
  check: (item: T, busy: ReadonlySet<FixtureVpc>) => C,
  write: (checked: C) => R,
): { readonly done: readonly R[]; readonly about: Answer } => {
  const busy = busyVpcs(call, [...new Set(items.map(({ vpc }) => vpc))]);
  if (call.isTrue('DryRun')) {
    for (const item of items) check(item, busy);
    throw dryRunPassed();
  }
  const done: R[] = [];
  const FailedRouteEntries: Answer[] = [];
  for (const item of items) {
    try {
      done.push(write(check(item, busy)));
    } catch (error) {
      if (!(error instanceof CloudFault)) throw error;
      const echoed = Object.entries(item.item).filter(([name, it]) => it && ECHOED.includes(name));
      const FailedCode = CODES[error.code] ?? error.code;
      const failed = { ...Object.fromEntries(echoed), FailedCode, FailedMessage: error.message };
      FailedRouteEntries.push(failed);
    }
  }
  const FailedCount = FailedRouteEntries.length;
  return { done, about: { SuccessCount: done.length, FailedCount, FailedRouteEntries } };
};

/** Puts the entry into its table, Pending, and returns its id. */
const addEntry = ({ call: { store, network, newId }, vpc, table, ...ask }: Ask): string => {
  const entry = routeEntry({
    routeEntryId: newId('rte'),
    routeTableId: table.routeTableId,
    vpcId: vpc.id,
    destinationCidrBlock: readCidr(ask.destination) ?? ask.destination,
    nextHops: ask.nextHops,
    routeEntryName: ask.name ?? '',
    description: ask.description ?? '',
    status: 'Pending',
    gmtModified: store.now(),
  });
  network.add(entry);
  return entry.routeEntryId;
};

const hopsToCreate = (call: Call): readonly NextHop[] => {
  const { NextHopId, NextHopType } = call.params;
  const several = call.groups('NextHopList').map(({ Weight, ...each }) => {
    if (Weight !== undefined && !/^\d{1,3}$/.test(Weight)) throw refuse('IllegalParam.Weight');
    return {
      nextHopId: each.NextHopId ?? '',
      nextHopType: each.NextHopType ?? '',
      ...(Weight === undefined ? {} : { weight: Number(Weight) }),
    };
  });
  if (!NextHopId && several.length === 0) throw refuse('InvalidNexthopTypeAndList.BothNull');
  if (!NextHopId && several.length === 1) throw refuse('InvalidNexthopListSize');
  if (!NextHopId) return several;
  if (several.length > 0) throw refuse('InvalidNexthopTypeAndList.BothNotNull');
  return [{ nextHopId: NextHopId, nextHopType: NextHopType || 'Instance' }];
};

/** CreateRouteEntry: every check for its real reason, then Pending. */
export const createRouteEntry: Operation = (call) => {
  const { params } = call;
  const ask: Ask = {
    call,
    ...tableFor(call, call.need('RouteTableId')),
    destination: call.need('DestinationCidrBlock'),
    nextHops: hopsToCreate(call),
    name: params.RouteEntryName,
    description: params.Description,
    isBatch: false,
  };
  checkAsked(ask);
  requireFree(busyVpcs(call, [ask.vpc]), ask);
  checkPossible(ask);
  if (call.isTrue('DryRun')) throw dryRunPassed();
  return { RouteEntryId: addEntry(ask) };
};

const NEEDED = ['RouteTableId', 'DstCidrBlock', 'NextHop', 'NextHopType'];

/** CreateRouteEntries: up to 50, each for itself; 200 even when entries fail. */
export const createRouteEntries: Operation = (call) => {
  const asks = batchOf(call, NEEDED).map((item) => ({
    call,
    ...tableFor(call, item.RouteTableId ?? ''),
    item,
    destination: item.DstCidrBlock ?? '',
    nextHops: [{ nextHopId: item.NextHop ?? '', nextHopType: item.NextHopType ?? '' }],
    name: item.Name,
    description: item.Description,
    isBatch: true,
  }));
  const check = (ask: Ask & Item, busy: ReadonlySet<FixtureVpc>): Ask => {
    const { IpVersion } = ask.item;
    if (IpVersion && IpVersion !== (isIpv6(ask.destination) ? '6' : '4'))
      throw refuse('IllegalParam.IpVersion');
    checkAsked(ask);
    requireFree(busy, ask);
    checkPossible(ask);
    return ask;
  };
  const { done, about } = runBatch(call, asks, check, addEntry);
  return { ...about, RouteEntryIds: done };
};

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
  { entries }: RouteTable,
  destination: string,
  nextHopIds: readonly string[],
): RouteEntry | undefined => {
  const block = readCidr(destination);
  return [...entries.values()].find(
    ({ destinationCidrBlock, nextHops }) =>
      destinationCidrBlock === block &&
      nextHops.length === nextHopIds.length &&
      nextHops.every(({ nextHopId }) => nextHopIds.includes(nextHopId)),
  );
};

interface Found extends TableOfVpc {
  readonly entry: RouteEntry;
}

const findById = (call: Call, id: string): Found => {
  const entry = call.network.entry(id);
  const found = entry && findTable(call, entry.routeTableId);
  if (!found) throw refuse('InvalidRouteEntryId.NotFound');
  return { ...found, entry };
};

const hopsToDelete = (call: Call): readonly string[] => {
  const { params } = call;
  const several = call.groups('NextHopList').map(({ NextHopId }) => NextHopId ?? '');
  if (params.NextHopId && several.length > 0) throw refuse('ParamExclusive.NextHopIdAndList');
  if (!params.NextHopId && several.length === 0) throw refuse('InvalidNextHop');
  return params.NextHopId ? [params.NextHopId] : several;
};

const findByDestination = (call: Call): Found => {
  const routeTableId = call.need('RouteTableId');
  const destination = call.need('DestinationCidrBlock');
  if (readCidr(destination) === undefined) throw refuse('InvalidCidrBlock.Malformed');
  const nextHops = hopsToDelete(call);
  const found = tableFor(call, routeTableId);
  const entry = entryTo(found.table, destination, nextHops);
  if (!entry) throw refuse('InvalidRouteEntry.NotFound');
  return { ...found, entry };
};

/** DeleteRouteEntry: by its id, or by table, destination and next hop. */
export const deleteRouteEntry: Operation = (call) => {
  const { RouteEntryId, RouteTableId, DestinationCidrBlock } = call.params;
  if (RouteEntryId && (RouteTableId || DestinationCidrBlock))
    throw refuse('ParamExclusive.RouteEntryIdAndRouteTableIdOrDestCidrBlock');
  const found = RouteEntryId ? findById(call, RouteEntryId) : findByDestination(call);
  requireFree(busyVpcs(call, [found.vpc]), found);
  checkDeletable(found, found.entry);
  if (call.isTrue('DryRun')) throw dryRunPassed();
  call.network.beginDelete(found.entry);
  return {};
};

/** DeleteRouteEntries: up to 50, each for itself; 200 even when entries fail. */
export const deleteRouteEntries: Operation = (call) => {
  const items = batchOf(call, ['RouteTableId']).map((item) => {
    if (!item.RouteEntryId && !item.DstCidrBlock) throw refuse('MissingParam.DstCidrBlock');
    if (!item.RouteEntryId && !item.NextHop) throw refuse('MissingParam.NextHop');
    return { ...tableFor(call, item.RouteTableId ?? ''), item };
  });
  const check = (item: Item, busy: ReadonlySet<FixtureVpc>): RouteEntry => {
    const { RouteEntryId, DstCidrBlock = '', NextHop = '' } = item.item;
    const { table } = item;
    const entry = RouteEntryId
      ? table.entries.get(RouteEntryId)
      : entryTo(table, DstCidrBlock, [NextHop]);
    if (!entry) throw refuse('InvalidRouteEntry.NotFound');
    requireFree(busy, item);
    checkDeletable(item, entry);
    return entry;
  };
  const write = (entry: RouteEntry) => call.network.beginDelete(entry);
  return runBatch(call, items, check, write).about;
};
