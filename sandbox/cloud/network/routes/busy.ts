import type { FixtureVpc } from '../../../fixture.ts';
import type { Cloud } from '../../operation.ts';
import { refuse } from '../refuse.ts';

const requireSteady = ({ store, network }: Cloud, vpc: FixtureVpc): void => {
  if (store.vpcStatus(vpc) !== 'Available') throw refuse('IncorrectVpcStatus');
  if (network.vSwitchesOf(vpc.id).some(({ status }) => status !== 'Available'))
    throw refuse('IncorrectVSwitchStatus');
};

const isRefusedWhole = ({ store }: Cloud): boolean =>
  store.fixture.behaviour.routeConflict === 'call';

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
