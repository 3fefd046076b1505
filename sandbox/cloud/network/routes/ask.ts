import { readCidr } from '../../cidr.ts';
import type { Caller, Cloud } from '../../operation.ts';
import type { Params } from '../../params.ts';
import { findTable, type TableOfVpc } from '../find.ts';
import { refuse } from '../refuse.ts';
import type { NextHop, RouteEntry } from '../state.ts';

/** One entry that somebody wants to have. */
export interface Ask extends TableOfVpc {
  readonly cloud: Cloud;
  readonly caller: Caller;
  /** As it was sent. */
  readonly destination: string;
  readonly nextHops: readonly NextHop[];
  readonly name: string | undefined;
  readonly description: string | undefined;
  /** Batch calls take no destination that contains a vSwitch range. */
  readonly isBatch: boolean;
}

/** The table that a write names. Throws `InvalidRouteTableId.NotFound`. */
export const tableFor = (
  cloud: Cloud,
  caller: Caller,
  params: Params,
  routeTableId: string,
): TableOfVpc => {
  const found = findTable(cloud, caller, params.RegionId, routeTableId);
  if (!found) throw refuse('InvalidRouteTableId.NotFound');
  return found;
};

/** Puts the entry into its table, Pending. */
export const addEntry = ({ cloud, vpc, table, ...ask }: Ask): RouteEntry => {
  const now = cloud.store.now();
  const entry: RouteEntry = {
    routeEntryId: cloud.newId('rte'),
    routeTableId: table.routeTableId,
    vpcId: vpc.id,
    destinationCidrBlock: readCidr(ask.destination) ?? ask.destination,
    type: 'Custom',
    nextHops: ask.nextHops,
    routeEntryName: ask.name ?? '',
    description: ask.description ?? '',
    managed: false,
    status: 'Pending',
    gmtModified: now,
    changesAt: undefined,
  };
  cloud.network.add(entry);
  return entry;
};
