import type { CloudCall } from '../support/cloud.ts';
import type { Simulation } from '../support/simulation.ts';
import { rangesOf } from './routes.ts';

const idsIn = ({ params }: CloudCall): readonly string[] =>
  Object.entries(params)
    .filter(([name]) => /^RouteEntries\.\d+\.RouteEntryId$/.test(name))
    .map(([, id]) => id);

/** Entries for ranges that the VPC across has, which the check of a connection that stands took away. */
export const wronglyRepaired = (sim: Simulation): readonly string[] =>
  sim.record.calls.flatMap((call) => {
    const { action, run } = call;
    if (action !== 'DeleteRouteEntries' || !run?.payload.includes('"purpose":"check"')) return [];
    return idsIn(call).flatMap((id) => {
      const route = sim.truth.routeOf(id);
      const life = sim.truth.lives.get(route?.instanceId ?? '');
      if (!route || life?.connection.status !== 'Activated') return [];
      const { vpcId, acceptingVpcId } = life.connection;
      const isOfRange = [vpcId, acceptingVpcId]
        .flatMap((each) => rangesOf(sim, each))
        .includes(route.destinationCidrBlock);
      return isOfRange
        ? [`a check of ${route.instanceId} took ${route.destinationCidrBlock} away`]
        : [];
    });
  });
