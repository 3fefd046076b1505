import { isIpv6 } from '../../cidr.ts';
import { fault } from '../../fault.ts';
import type { Caller, Cloud, Operation } from '../../operation.ts';
import { isTrue, need, type Params } from '../../params.ts';
import { refuse } from '../refuse.ts';
import { type Ask, addEntry, tableFor } from './ask.ts';
import { batchOf, eachOf } from './batch.ts';
import { busyVpcs } from './busy.ts';
import { checkAsked, checkPossible } from './checks/index.ts';

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
    throw fault.illegal('IpVersion');
};

/** CreateRouteEntries: up to 50, each for itself; 200 even when entries fail. */
export const createRouteEntries: Operation = (cloud, caller, params) => {
  need(params, 'RegionId');
  const items = batchOf(params, NEEDED).map((item) => askOf(cloud, caller, params, item));
  const busy = busyVpcs(cloud, [...new Set(items.map(({ vpc }) => vpc))]);
  const check = (item: Item): Item => {
    checkVersion(item);
    checkAsked(item);
    if (busy.has(item.vpc)) throw refuse('IncorrectRouteEntryStatus');
    checkPossible(item);
    return item;
  };
  if (isTrue(params.DryRun)) {
    for (const item of items) check(item);
    throw refuse('DryRunOperation');
  }
  const { done, about } = eachOf(items, (item) => addEntry(check(item)).routeEntryId);
  return { ...about, RouteEntryIds: done };
};
