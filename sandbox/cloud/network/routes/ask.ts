import type { FixtureVpc } from '../../../fixture.ts';
import { readCidr } from '../../cidr.ts';
import { CloudFault, refuse } from '../../fault.ts';
import type { Caller, Cloud } from '../../operation.ts';
import type { Params } from '../../params.ts';
import { findTable, type TableOfVpc } from '../find.ts';
import { type NextHop, type RouteEntry, routeEntry } from '../state.ts';

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
  const entry = routeEntry({
    routeEntryId: cloud.newId('rte'),
    routeTableId: table.routeTableId,
    vpcId: vpc.id,
    destinationCidrBlock: readCidr(ask.destination) ?? ask.destination,
    nextHops: ask.nextHops,
    routeEntryName: ask.name ?? '',
    description: ask.description ?? '',
    status: 'Pending',
    gmtModified: cloud.store.now(),
  });
  cloud.network.add(entry);
  return entry;
};

const requireSteady = ({ store, network }: Cloud, vpc: FixtureVpc): void => {
  if (store.vpcStatus(vpc) !== 'Available') throw refuse('IncorrectVpcStatus');
  if (network.vSwitchesOf(vpc.id).some(({ status }) => status !== 'Available'))
    throw refuse('IncorrectVSwitchStatus');
};

const isRefusedWhole = ({ store }: Cloud): boolean => store.behaviour.routeConflict === 'call';

/** Throws while the VPC cannot take a route write: it is not Available, or another one is under way. */
export const requireFree = (cloud: Cloud, vpc: FixtureVpc): void => {
  requireSteady(cloud, vpc);
  if (cloud.network.isBusy(vpc.id))
    throw refuse(isRefusedWhole(cloud) ? 'TaskConflict' : 'IncorrectRouteEntryStatus');
};

/**
 * The VPCs of a batch in which another write is under way, so that each of their entries fails; or
 * throws, where that is the end of the whole call.
 */
export const busyVpcs = (cloud: Cloud, vpcs: readonly FixtureVpc[]): ReadonlySet<FixtureVpc> => {
  for (const vpc of vpcs) requireSteady(cloud, vpc);
  const busy = vpcs.filter(({ id }) => cloud.network.isBusy(id));
  if (busy.length > 0 && isRefusedWhole(cloud)) throw refuse('TaskConflict');
  return new Set(busy);
};

/** What a dry run of the VPC API gets that would have passed. */
export const dryRunPassed = (): CloudFault =>
  new CloudFault('DryRunOperation', 'Request validation has been passed with DryRun flag set.');
