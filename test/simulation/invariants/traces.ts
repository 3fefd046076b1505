import type { FollowUpEvent } from '../../../lib/peering/model/event.ts';
import type { Ask } from '../support/asks.ts';
import { requestIdOf, shortType } from '../support/record.ts';
import type { Simulation } from '../support/simulation.ts';
import type { Delivery } from '../support/sinks.ts';
import type { Heard } from './heard.ts';

/** Events that a request alone leads to. */
const OWN: ReadonlySet<string> = new Set(['Adopted', 'Updated', 'Failed']);

const isAbout =
  (item: unknown, action: unknown) =>
  (ask: Ask): boolean =>
    ask.requestId === item && ask.action === action;

/** Whose action a watch follows; nobody's where a sweep began it, or the accepter. */
const followedBy = (sim: Simulation, payload: string): string | undefined => {
  if (!payload.includes('"peerflow":"watch"')) return undefined;
  const { requestId, action } = JSON.parse(payload);
  return sim.asks.find(isAbout(requestId, action))?.requestId;
};

/** The accepter answers in the name of whoever made the connection, woken by a sweep as well. */
const isOfAccepter = (sim: Simulation, { id }: FollowUpEvent): boolean =>
  sim.record.announced.get(id)?.run.instance.functionName === 'peerflow-accepter';

/** The request that led to a delivery, where that can be known. */
const causeOf = (sim: Simulation, { event, run }: Delivery): string | undefined => {
  const isOwn = OWN.has(shortType(event)) && !isOfAccepter(sim, event);
  return followedBy(sim, run.payload) ?? (isOwn ? requestIdOf(event) : undefined);
};

/** Events that do not carry on the trace of the request that led to them. */
export const lostTraces = (sim: Simulation): readonly string[] =>
  sim.record.deliveries.flatMap((delivery) => {
    const { event } = delivery;
    const cause = causeOf(sim, delivery);
    const those = sim.asks.filter(({ requestId }) => requestId === cause);
    const isTraced = those.length > 0 && those.every(({ traceparent }) => traceparent);
    return !isTraced || those.some(({ traceparent }) => traceparent === event.traceparent)
      ? []
      : [`${event.id} (${event.type}) lost the trace of ${cause}`];
  });

/** Decisions by another door than the one that the request came through: policy goes by it. */
export const wrongDoors = (sim: Simulation): readonly string[] =>
  sim.record.lines.flatMap(({ msg, fields, run }) => {
    const { item, action, via } = fields;
    if (msg !== 'Item decided' || run.instance.functionName === 'peerflow-accepter') return [];
    const those = [...sim.asks, ...sim.dryAsks].filter(isAbout(item, action));
    return those.length === 0 || those.some((ask) => ask.via === undefined || ask.via === via)
      ? []
      : [`${action} ${item} came by ${those[0]?.via} and was decided as from ${via}`];
  });

/**
 * Who adopts a connection whose maker died has it accepted by its own door, and what follows from the accept carries on
 * its trace.
 */
const isAcceptedFor = (sim: Simulation, event: FollowUpEvent): boolean =>
  sim.asks.some(
    ({ requestId, body }) => requestId === requestIdOf(event) && body.accept === 'auto',
  );

/** Routes that carry on the trace of another request than the one that they name. */
export const foreignTraces = (sim: Simulation, { all }: Heard): readonly string[] =>
  all.flatMap((event) => {
    const { id, traceparent } = event;
    const those = sim.asks.filter((ask) => ask.traceparent === traceparent);
    const isRight = those.some(({ requestId }) => requestId === requestIdOf(event));
    const isOfRoutes = shortType(event).startsWith('Routes:') && traceparent !== undefined;
    return !isOfRoutes || isRight || isAcceptedFor(sim, event)
      ? []
      : [`${id} of ${requestIdOf(event)} has the trace of ${those[0]?.requestId}`];
  });
