import type { FollowUpEvent } from '../../../lib/peering/model/event.ts';
import { instanceOf, requestIdOf, shortType } from '../support/record.ts';
import type { Simulation } from '../support/simulation.ts';
import { type Heard, madeBy } from './requests.ts';

/** A state that was passed before everybody heard of it need not be announced any more. */
const PASSING = new Set(['Creating', 'Accepting', 'Expiring', 'Stalled']);

/** What stood until the connection was deleted: the run that was telling it may have died, and finds nothing more. */
const STANDING = new Set(['Activated', 'Routes:Ready']);

/** So does the next word about the same routes, if somebody changed them meanwhile. */
const isReplaced = (sink: string, sim: Simulation, event: FollowUpEvent): boolean =>
  shortType(event).startsWith('Routes:') &&
  sim.record.deliveries.some(
    (each) =>
      each.sink === sink &&
      each.event.id !== event.id &&
      shortType(each.event).startsWith('Routes:') &&
      instanceOf(each.event) === instanceOf(event) &&
      each.at > (sim.record.announced.get(event.id)?.at ?? 0),
  );

/** Events that one sink has and another one lacks although it takes them. */
const lackingAt = (sim: Simulation, heard: Heard): readonly string[] =>
  sim.sinks.plans.flatMap(({ id: sink }) => {
    const has = new Set(
      sim.record.deliveries.filter((each) => each.sink === sink).map(({ event }) => event.id),
    );
    return heard.all.flatMap((event) => {
      const type = shortType(event);
      const isPassed =
        PASSING.has(type) ||
        isReplaced(sink, sim, event) ||
        (STANDING.has(type) && heard.about(instanceOf(event), 'Deleted').length > 0);
      // Whoever got no answer and does not ask again is told by status facts alone.
      const isGivenUp = sim.asks.some(
        ({ requestId, state }) => state === 'unanswered' && requestId === requestIdOf(event),
      );
      const isOwnFact = !/-(?:Activated|Deleted|Rejected|Expired)$/.test(event.id);
      return has.has(event.id) ||
        isPassed ||
        (isGivenUp && isOwnFact) ||
        !sim.sinks.takes(sink, event.type)
        ? []
        : [`${sink} lacks ${event.id} (${requestIdOf(event)})`];
    });
  });

/** Facts of connections that requests made, of which nobody heard. */
const unheard = (sim: Simulation, heard: Heard): readonly string[] => {
  sim.world.settle();
  const makers = new Set(
    sim.asks.filter(({ action }) => action === 'create').map((it) => it.requestId),
  );
  return [...makers].flatMap((requestId) =>
    madeBy(sim, requestId).flatMap(({ instanceId, connection }) => {
      const { status } = connection;
      const isDeletedByUs = sim.record.calls.some(
        ({ action, params }) =>
          action === 'DeleteVpcPeerConnection' &&
          params.InstanceId === instanceId &&
          params.DryRun !== 'true',
      );
      const isNameless = sim.people.did('tag:peerflow:request', instanceId);
      const isDue =
        ((status === 'Activated' || status === 'Rejected' || status === 'Expired') &&
          !isNameless) ||
        (status === 'Deleted' && isDeletedByUs);
      return isDue && heard.about(instanceId, status).length === 0
        ? [`${instanceId} of ${requestId} is ${status} and nobody heard of it`]
        : [];
    }),
  );
};

export const faultsAtSinks = (sim: Simulation, heard: Heard): readonly string[] => [
  ...lackingAt(sim, heard),
  ...unheard(sim, heard),
];
