import type { Operation } from '../../operation.ts';
import { groupsOf, isTrue, need, type Params } from '../../params.ts';
import { refuse } from '../refuse.ts';
import type { NextHop } from '../state.ts';
import { type Ask, addEntry, tableFor } from './ask.ts';
import { requireFree } from './busy.ts';
import { checkAsked, checkPossible } from './checks/index.ts';

const nextHopsOf = (params: Params): readonly NextHop[] => {
  const { NextHopId, NextHopType } = params;
  const several = groupsOf(params, 'NextHopList').map((each) => ({
    nextHopId: each.NextHopId ?? '',
    nextHopType: each.NextHopType ?? '',
  }));
  if (!NextHopId && several.length === 0) throw refuse('InvalidNexthopTypeAndList.BothNull');
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
  if (isTrue(params.DryRun)) throw refuse('DryRunOperation');
  return { RouteEntryId: addEntry(ask).routeEntryId };
};
