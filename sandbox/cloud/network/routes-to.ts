import type { Caller, Cloud } from '../operation.ts';
import type { PeerConnection } from '../state.ts';
import type { RouteEntry } from './state.ts';

type Sides = 'both' | 'own' | 'none';

const vpcsOn = ({ store }: Cloud, caller: Caller, it: PeerConnection, sides: Sides) =>
  [it.vpcId, it.acceptingVpcId].filter(
    (id) =>
      sides === 'both' || (sides === 'own' && store.vpcs.get(id)?.ownerId === caller.accountId),
  );

/** The route entries that lead to a connection, in the VPCs that are looked at. */
export const routesTo = (
  cloud: Cloud,
  caller: Caller,
  it: PeerConnection,
  sides: Sides,
): readonly RouteEntry[] =>
  vpcsOn(cloud, caller, it, sides)
    .flatMap((vpcId) => cloud.network.tablesOf(vpcId))
    .flatMap(({ entries }) => [...entries.values()])
    .filter(({ nextHops }) => nextHops.some(({ nextHopId }) => nextHopId === it.instanceId));

/** What a delete with Force does to those entries: the system removes them, over a while. */
export const withdrawRoutesTo = (cloud: Cloud, caller: Caller, it: PeerConnection): void => {
  const { forceRemovesRoutes } = cloud.store.behaviour;
  for (const entry of routesTo(cloud, caller, it, forceRemovesRoutes))
    if (entry.status !== 'Deleting') cloud.network.beginDelete(entry);
};
