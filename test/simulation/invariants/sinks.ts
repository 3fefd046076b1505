import type { FollowUpEvent } from '../../../lib/peering/model/event.ts';
import type { Invocation } from '../support/invocation.ts';
import { instanceOf, requestIdOf, shortType } from '../support/record.ts';
import { HOUR, MINUTE, SECOND, type Simulation } from '../support/simulation.ts';
import type { SinkAttempt } from '../support/sinks.ts';
import { tagOf } from './asked.ts';
import type { Heard } from './heard.ts';
import { madeBy } from './made.ts';
import { lastTry } from './tries.ts';

/** A state that was passed before everybody heard of it need not be announced any more. */
const PASSING = new Set(['Creating', 'Accepting', 'Expiring', 'Stalled']);

/** What stood until the connection was deleted: the run that was telling it may have died, and finds nothing more. */
const STANDING = new Set(['Activated', 'Updated', 'Rejected', 'Expired', 'Routes:Ready']);

/** What a router found of routes: its repetition finds the connection gone, and tells of no routes. */
const FOUND = new Set(['Routes:Failed', 'Routes:Partial']);

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

const DELIVER = /"peerflow":"deliver"/;

/** A run that died, or that asked the queue in vain to take what a sink lacks: nobody was told that it is delivered. */
const couldNotTell = (sim: Simulation, run: Invocation, eventId: string): boolean =>
  run.endedAt === undefined ||
  (run.called.has('enqueue:deliver') &&
    !sim.record.tasks.some(
      ({ by, payload }) => by === run && DELIVER.test(payload) && payload.includes(`"${eventId}"`),
    ));

/** Who writes a status on its connection says that every sink has it, or the queue. */
const isWrittenDown = (sim: Simulation, event: FollowUpEvent): boolean =>
  sim.record.calls.some(
    (call) =>
      call.action === 'TagResources' &&
      call.params['ResourceId.1'] === instanceOf(event) &&
      tagOf(call, 'peerflow:state') === shortType(event),
  );

/** Its end, that a sweep came upon, and nothing that would come again: a watch does. */
const isEndInSweeps = (sim: Simulation, event: FollowUpEvent): boolean =>
  shortType(event) === 'Deleted' &&
  sim.record.announced
    .get(event.id)
    ?.times.every(({ run }) => /"triggerTime"|"peerflow":"sweep"/.test(run.payload)) === true;

/**
 * A known price: what others delete between two sweeps. Every run that was telling what stood, or its end, died, or
 * neither the sink nor the queue took it; the next run finds nothing any more, and of a connection that it never saw it
 * cannot say that it was deleted.
 */
const isGoneUntold = (sim: Simulation, event: FollowUpEvent): boolean =>
  (STANDING.has(shortType(event)) || FOUND.has(shortType(event)) || isEndInSweeps(sim, event)) &&
  sim.truth.hasBeen(instanceOf(event), 'Deleted') &&
  sim.people.did('DeleteVpcPeerConnection', instanceOf(event)) &&
  !isWrittenDown(sim, event) &&
  sim.record.announced.get(event.id)?.times.every(({ run }) => couldNotTell(sim, run, event.id)) ===
    true;

interface Parked {
  readonly task: {
    readonly event?: { readonly id: string };
    readonly sinks?: readonly { readonly id: string; readonly isFinal?: boolean }[];
  };
}

const parkedIn = (sim: Simulation): readonly Parked[] =>
  sim.smq.bodies('peerflow-parked').map((body) => JSON.parse(body));

/** Whether an event is parked for a sink that it is too large for. */
const isParked = (sim: Simulation, sink: string, { id }: FollowUpEvent): boolean =>
  parkedIn(sim).some(
    ({ task }) =>
      task.event?.id === id && task.sinks?.some((each) => each.id === sink && each.isFinal),
  );

/** What is parked although it is not too large for its sink: the day after which it may be has not passed. */
export const parkedEarly = (sim: Simulation): readonly string[] =>
  parkedIn(sim)
    .filter(({ task }) => !task.sinks?.every(({ isFinal }) => isFinal))
    .map((each) => `parked: ${JSON.stringify(each).slice(0, 200)}`);

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
        isParked(sim, sink, event) ||
        isGoneUntold(sim, event) ||
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

/** How long a sink that cannot be reached is left alone. */
const BREAKER_MS = 60 * SECOND;
/** What a run decided goes to several sinks through the queue. */
const QUEUED = new Set([
  'peerflow:Connection:Adopted',
  'peerflow:Connection:Failed',
  'peerflow:Routes:Removed',
  'peerflow:Routes:Repaired',
]);

/** Sinks that were not asked by the run that decided an event, although it had no reason to leave them alone. */
export const leftAlone = (sim: Simulation): readonly string[] => {
  const through = new Set(
    sim.platform.runs.filter(({ failed }) => failed === undefined).map(({ id }) => id),
  );
  const { attempts, plans } = sim.sinks;
  return [...sim.record.announced.values()].flatMap(({ id, type, at, run }) => {
    const takers = plans.filter((plan) => sim.sinks.takes(plan.id, type));
    if (!through.has(run.id) || (takers.length > 1 && QUEUED.has(type))) return [];
    return takers.flatMap((plan) => {
      const own = attempts.filter(({ sink }) => sink === plan.id);
      const isAsked = own.some((each) => each.run === run && each.eventId === id);
      const isOpen = own.some(
        (each) =>
          each.run.instance === run.instance &&
          each.result !== 'lost' &&
          !each.result.ok &&
          each.result.kind === 'unavailable' &&
          each.at <= at &&
          each.at > at - BREAKER_MS - 15 * SECOND,
      );
      return isAsked || isOpen ? [] : [`${plan.id} was not asked to take ${id}`];
    });
  });
};

interface Lacking {
  readonly id: string;
  readonly tries: number;
  readonly due: number;
  readonly isFinal?: boolean;
}

/** Clocks of two instances differ by so much. */
const SKEW_MS = 61 * SECOND;

/** Why a sink should not be asked again, or not yet, after what came of asking it. */
const impatience = (
  sim: Simulation,
  refused: SinkAttempt,
  due: number,
  isFinal?: boolean,
): string | undefined => {
  const leastMs = sim.sinks.patienceOf(refused);
  const waitMs = due - refused.at;
  if (leastMs > 0 && waitMs < leastMs - SKEW_MS) return `${waitMs} ms later, not ${leastMs}`;
  return refused.fault?.kind === 'too-large' && !isFinal ? 'which is too large for it' : undefined;
};

/** Sinks that are asked again before the time that they asked for, or although no answer can be another one. */
export const askedAgain = (sim: Simulation): readonly string[] => {
  const seen = new Set<string>();
  return sim.record.tasks.flatMap(({ payload, by, at }) => {
    if (!DELIVER.test(payload)) return [];
    const { chain, event, sinks }: { chain: string; event: { id: string }; sinks: Lacking[] } =
      JSON.parse(payload);
    return sinks.flatMap(({ id, tries, due, isFinal }) => {
      const key = `${chain} ${id} ${tries}`;
      if (seen.has(key) || tries === 0) return [];
      seen.add(key);
      const refused = lastTry(sim, { by, at }, id, event.id);
      const fault = refused && impatience(sim, refused, due, isFinal);
      return fault === undefined ? [] : [`${id} is asked again to take ${event.id}, ${fault}`];
    });
  });
};

/** Which sinks the runs asked to take which events. */
const askedIn = (
  sim: Simulation,
): ((run: Invocation, sink: string, eventId: string) => boolean) => {
  const keyOf = (run: Invocation, sink: string, eventId: string): string =>
    `${run.id} ${sink} ${eventId}`;
  const asked = new Set(
    sim.sinks.attempts.map(({ run, sink, eventId }) => keyOf(run, sink, eventId)),
  );
  return (run, sink, eventId) => asked.has(keyOf(run, sink, eventId));
};

/** Deliver tasks that came when a sink was due, and did not ask it: only a task of its own does. */
export const unaskedWhenDue = (sim: Simulation): readonly string[] => {
  const isAsked = askedIn(sim);
  return sim.record.ended.flatMap((run) => {
    if (!DELIVER.test(run.payload)) return [];
    const { event, sinks }: { event: { id: string }; sinks: Lacking[] } = JSON.parse(run.payload);
    return sinks
      .filter(
        ({ id, due, isFinal }) =>
          !isFinal && due <= run.startedAt + run.instance.skewMs && !isAsked(run, id, event.id),
      )
      .map(({ id }) => `${id} was due and not asked to take ${event.id}`);
  });
};

/** Sinks that are given up by a run that did not ask them, although they may be back. */
export const givenUpUnasked = (sim: Simulation): readonly string[] => {
  const isAsked = askedIn(sim);
  return sim.record.lines.flatMap(({ msg, run, fields }) => {
    if (msg !== 'Event given up at a sink') return [];
    const { sinks }: { sinks: Lacking[] } = JSON.parse(run.payload);
    const eventId = String(fields.event);
    const labels = JSON.stringify(fields.sinks);
    return sinks
      .filter(({ id, isFinal }) => labels.includes(`"sink ${id}"`) && !isFinal)
      .filter(({ id }) => !isAsked(run, id, eventId))
      .map(({ id }) => `${eventId} is given up at ${id}, which was not asked`);
  });
};

/** A day, the longest wait (an hour, jittered), and the retries of a step that fails. */
const MOST_AT_A_SINK_MS = 25 * HOUR + 45 * MINUTE;

/** Deliver tasks that go on asking a sink after the day for which an event is kept for it. */
export const overdueAtSinks = (sim: Simulation): readonly string[] => {
  if (!sim.platform.options.idsHonoured) return [];
  const first = new Map<string, number>();
  return sim.record.tasks.flatMap(({ payload, at }) => {
    if (!DELIVER.test(payload)) return [];
    const { chain, event, sinks }: { chain: string; event: { id: string }; sinks: Lacking[] } =
      JSON.parse(payload);
    return sinks.flatMap(({ id, tries }) => {
      if (tries === 0) return [];
      const key = `${chain} ${id}`;
      const failedAt = first.get(key) ?? at;
      first.set(key, failedAt);
      return at - failedAt > MOST_AT_A_SINK_MS
        ? [`${event.id} still waits for ${id} ${Math.round((at - failedAt) / MINUTE)} min later`]
        : [];
    });
  });
};

export const faultsAtSinks = (sim: Simulation, heard: Heard): readonly string[] => [
  ...lackingAt(sim, heard),
  ...unheard(sim, heard),
];
