import { createHash } from 'node:crypto';
import { h } from '../../../lib/peering/hash.ts';
import type { FollowUpEvent, RouteFact } from '../../../lib/peering/model/event.ts';
import {
  actionOf,
  connectionIn,
  failureCodeOf,
  findingsIn,
  instanceOf,
  originalIn,
  requestIdOf,
  routesIn,
  shortType,
  statusIn,
} from '../support/record.ts';
import { DAY, MINUTE, type Simulation } from '../support/simulation.ts';

/** Arrivals of a request that its trigger names; those of other doors are known to the function alone. */
const arrivalsOf = (sim: Simulation, event: FollowUpEvent): readonly number[] | undefined => {
  const asks = sim.asks.filter(
    ({ requestId, action }) => requestId === requestIdOf(event) && action === actionOf(event),
  );
  return asks.length > 0 && asks.every(({ arrivals }) => arrivals !== undefined)
    ? asks.flatMap(({ arrivals = [] }) => arrivals)
    : undefined;
};

/**
 * The id of a message that is no valid request, or of its first item where the others are valid, and the bytes of what is
 * wrong; not every trigger gives its messages ids.
 */
const rejectedIds = (sim: Simulation, event: FollowUpEvent): readonly string[] => {
  const { base64, truncated } = originalIn(event);
  if (truncated) return [event.id];
  const bytes = createHash('sha256').update(Buffer.from(base64, 'base64')).digest('hex');
  return ['', ...[...sim.sources.messageIds].flatMap((id) => [id, `${id}-0`])].map(
    (id) => `${h(id, bytes)}-Rejected`,
  );
};

const HEX = /-[0-9a-f]{16}$/;

/** Who or what an event about routes may be caused by: whoever asked, or what happened to the connection. */
const causesOf = (event: FollowUpEvent): readonly string[] => {
  const requestId = requestIdOf(event);
  const isAsked = actionOf(event) !== 'create' && requestId !== undefined;
  return [...(isAsked ? [] : [instanceOf(event)]), ...(requestId === undefined ? [] : [requestId])];
};

const placeOf = ({ regionId, vpcId, routeTableId, destinationCidrBlock }: RouteFact): string =>
  [regionId, vpcId, routeTableId ?? '', destinationCidrBlock].join(' ');

const placesOf = (event: FollowUpEvent, isMeant: (result: string) => boolean): readonly string[] =>
  routesIn(event)
    .filter(({ result }) => isMeant(result))
    .map(placeOf)
    .sort();

/** A cleanup of a connection that is forgotten tells of each end by itself, and knows no more of it than its id. */
const cleanupOf = (event: FollowUpEvent): readonly string[] => {
  const isForgotten = connectionIn(event).vpc === undefined;
  const vpcIds = new Set(routesIn(event).map(({ vpcId }) => vpcId));
  const of = isForgotten ? [...vpcIds].map((vpcId) => `cleanup ${vpcId}`) : ['cleanup'];
  const left = placesOf(event, (result) => result === 'dangling');
  const codes = findingsIn(event).map(({ code }) => code);
  return codes.length === 0 ? of : of.map((each) => JSON.stringify([each, left, codes]));
};

const PROVED: ReadonlySet<string> = new Set(['created', 'present']);
const BAD: ReadonlySet<string> = new Set(['failed', 'conflict']);

/** What was to be made, what of it never will be, and what is left for others. */
const madeIn = (event: FollowUpEvent): string => {
  const isPlanned = (result: string): boolean => result !== 'removed';
  return JSON.stringify([
    placesOf(event, isPlanned),
    placesOf(event, (result) => BAD.has(result)),
    placesOf(event, (result) => isPlanned(result) && !PROVED.has(result)),
  ]);
};

/** What an event about routes is about, as its id has it. */
const plansOf = (event: FollowUpEvent): readonly string[] => {
  const type = shortType(event);
  if (type === 'Routes:Failed') return [failureCodeOf(event) ?? '', madeIn(event)];
  if (type !== 'Routes:Removed') return [madeIn(event)];
  if (actionOf(event) !== 'delete') return ['none'];
  return requestIdOf(event) === undefined ? cleanupOf(event) : ['delete'];
};

/** The ids that an event may have, as the contract puts them together; a pattern where they cannot be known. */
const idsOf = (sim: Simulation, event: FollowUpEvent): readonly string[] | RegExp => {
  const type = shortType(event);
  const instanceId = instanceOf(event);
  const requestId = requestIdOf(event) ?? '';
  switch (type) {
    case 'Adopted':
    case 'Updated':
      return [`${instanceId}-${type}-${h(requestId)}`];
    case 'Stalled':
      return [`${instanceId}-Stalled-${h(statusIn(event) ?? '', requestId)}`];
    case 'Failed': {
      const parts = [requestId, actionOf(event) ?? '', failureCodeOf(event) ?? ''] as const;
      const arrivals = arrivalsOf(sim, event);
      return arrivals?.map((at) => `${h(...parts, String(at))}-Failed`) ?? /^[0-9a-f]{16}-Failed$/;
    }
    case 'Request:Rejected':
      return rejectedIds(sim, event);
    case 'Routes:Ready':
    case 'Routes:Partial':
    case 'Routes:Failed':
    case 'Routes:Removed':
      return plansOf(event).flatMap((plan) =>
        causesOf(event).map((cause) => `${instanceId}-${type.replace(':', '')}-${h(plan, cause)}`),
      );
    default:
      return type.startsWith('Routes:') ? HEX : [`${instanceId}-${type}`];
  }
};

/** Events whose id is not what the contract makes of their parts: consumers dedupe on it. */
export const wrongIds = (sim: Simulation, events: readonly FollowUpEvent[]): readonly string[] =>
  events.flatMap((event) => {
    const ids = idsOf(sim, event);
    const isRight = ids instanceof RegExp ? ids.test(event.id) : ids.includes(event.id);
    return isRight ? [] : [`the id ${event.id} of ${event.type} is not made of its parts`];
  });

/** Clocks differ, and a run takes its time. */
const ABOUT_MS = 2 * MINUTE;

const dayOf = (at: number): number => Math.floor(at / DAY);

/** Checks that come once in a period name what they find by the day: on another one it is another event. */
export const daylong = ({ record }: Simulation): readonly string[] =>
  [...record.announced.values()].flatMap(({ id, type, times }) => {
    if (type !== 'peerflow:Routes:Drifted' && type !== 'peerflow:Routes:Repaired') return [];
    const checks = times.filter(({ run }) => run.payload.includes('"cause":"day"'));
    const first = Math.min(...checks.map(({ at }) => at));
    const last = Math.max(...checks.map(({ at }) => at));
    return dayOf(last - ABOUT_MS) > dayOf(first + ABOUT_MS)
      ? [`${id} was announced on two days`]
      : [];
  });

/** Where the routes lead from that an event announces, whatever became of each. */
const placesIn = (event: FollowUpEvent): string =>
  routesIn(event)
    .filter(({ result }) => result !== 'removed')
    .map(({ routeTableId, destinationCidrBlock }) => `${routeTableId} ${destinationCidrBlock}`)
    .sort()
    .join();

/** Of the same routes for the same request: one where Activated asked for them, and one where the request did. */
const MOST_CAUSES = 2;

/**
 * Facts about routes that come again under ever new ids. Other routes are another fact: a key that comes again with
 * another body is not known as used where others took the options away, and gets the routes that it asks for then.
 */
export const repeatedRoutes = (events: readonly FollowUpEvent[]): readonly string[] => {
  const counts = new Map<string, number>();
  for (const event of events.filter((each) => shortType(each) === 'Routes:Ready')) {
    const fact = `${shortType(event)} of ${instanceOf(event)} for ${requestIdOf(event)} (${placesIn(event)})`;
    counts.set(fact, (counts.get(fact) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count > MOST_CAUSES)
    .map(([fact, count]) => `${fact} was announced under ${count} ids`);
};
