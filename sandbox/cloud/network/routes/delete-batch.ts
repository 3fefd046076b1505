import type { Caller, Cloud, Operation } from '../../operation.ts';
import { isTrue, need, type Params } from '../../params.ts';
import type { TableOfVpc } from '../find.ts';
import { missing, refuse } from '../refuse.ts';
import type { RouteEntry } from '../state.ts';
import { tableFor } from './ask.ts';
import { batchOf, eachOf } from './batch.ts';
import { busyVpcs } from './busy.ts';
import { checkDeletable, entryTo } from './delete.ts';

interface Item extends TableOfVpc {
  readonly item: Params;
}

const placed = (cloud: Cloud, caller: Caller, params: Params, item: Params): Item => {
  if (!item.RouteEntryId && !item.DstCidrBlock) throw missing('DstCidrBlock');
  if (!item.RouteEntryId && !item.NextHop) throw missing('NextHop');
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
  const busy = busyVpcs(cloud, [...new Set(items.map(({ vpc }) => vpc))]);
  const check = (item: Item): RouteEntry => {
    const entry = entryOf(item);
    if (busy.has(item.vpc)) throw refuse('IncorrectRouteEntryStatus');
    checkDeletable(item, entry);
    return entry;
  };
  if (isTrue(params.DryRun)) {
    for (const item of items) check(item);
    throw refuse('DryRunOperation');
  }
  return eachOf(items, (item) => cloud.network.beginDelete(check(item))).about;
};
