import { isIpv6 } from '../../cidr.ts';
import { refuse } from '../../fault.ts';
import type { Caller, Cloud, Operation } from '../../operation.ts';
import { groupsOf, isTrue, need, type Params } from '../../params.ts';
import type { NextHop } from '../state.ts';
import { type Ask, addEntry, dryRunPassed, requireFree, tableFor } from './ask.ts';
import { batchOf, runBatch } from './batch.ts';
import { checkAsked, checkPossible } from './checks.ts';

const nextHopsOf = (params: Params): readonly NextHop[] => {
  const { NextHopId, NextHopType } = params;
  const several = groupsOf(params, 'NextHopList').map((each) => ({
    nextHopId: each.NextHopId ?? '',
    nextHopType: each.NextHopType ?? '',
    ...(each.Weight === undefined ? {} : { weight: Number(each.Weight) }),
  }));
  if (!NextHopId && several.length === 0) throw refuse('InvalidNexthopTypeAndList.BothNull');
  if (!NextHopId && several.length === 1) throw refuse('InvalidNexthopListSize');
  if (!NextHopId) return several;
  if (several.length > 0) throw refuse('InvalidNexthopTypeAndList.BothNotNull');
  return [{ nextHopId: NextHopId, nextHopType: NextHopType || 'Instance' }];
};

/** CreateRouteEntry: every check for its real reason, then Pending. */
export const createRouteEntry: Operation = (cloud, caller, params) => {
  const ask: Ask = {
    ...tableFor(cloud, caller, params, need(params, 'RouteTableId')),
    cloud,
    caller,
    destination: need(params, 'DestinationCidrBlock'),
    nextHops: nextHopsOf(params),
    name: params.RouteEntryName,
    description: params.Description,
    isBatch: false,
  };
  checkAsked(ask);
  requireFree(cloud, ask.vpc);
  checkPossible(ask);
  if (isTrue(params.DryRun)) throw dryRunPassed();
  return { RouteEntryId: addEntry(ask).routeEntryId };
};

const NEEDED = ['RouteTableId', 'DstCidrBlock', 'NextHop', 'NextHopType'];

interface Item extends Ask {
  readonly item: Params;
}

const askOf = (cloud: Cloud, caller: Caller, params: Params, item: Params): Item => ({
  ...tableFor(cloud, caller, params, item.RouteTableId ?? ''),
  item,
  cloud,
  caller,
  destination: item.DstCidrBlock ?? '',
  nextHops: [{ nextHopId: item.NextHop ?? '', nextHopType: item.NextHopType ?? '' }],
  name: item.Name,
  description: item.Description,
  isBatch: true,
});

const checkVersion = ({ item: { IpVersion }, destination }: Item): void => {
  if (IpVersion && IpVersion !== (isIpv6(destination) ? '6' : '4'))
    throw refuse('IllegalParam.IpVersion');
};

/** CreateRouteEntries: up to 50, each for itself; 200 even when entries fail. */
export const createRouteEntries: Operation = (cloud, caller, params) => {
  need(params, 'RegionId');
  const items = batchOf(params, NEEDED).map((item) => askOf(cloud, caller, params, item));
  const check = (item: Item, isBusy: boolean): Item => {
    checkVersion(item);
    checkAsked(item);
    if (isBusy) throw refuse('IncorrectRouteEntryStatus');
    checkPossible(item);
    return item;
  };
  const write = (item: Item) => addEntry(item).routeEntryId;
  const { done, about } = runBatch(cloud, params, items, { check, write });
  return { ...about, RouteEntryIds: done };
};
