import type { FollowUpEvent } from '../../../lib/peering/model/event.ts';
import {
  actionOf,
  FORGED,
  failureCodeOf,
  hasFinding,
  instanceOf,
  isRetryable,
  requestIdOf,
  shortType,
} from '../support/record.ts';
import { MINUTE, type Simulation } from '../support/simulation.ts';
import type { Delivery } from '../support/sinks.ts';
import { SECRET } from '../support/sources.ts';
import { isLive } from '../support/truth.ts';
import { tagOf } from './asked.ts';
import { checkUnwritten } from './unwritten.ts';

const MAX_BYTES = 30 * 1024;
const ID = /^[A-Za-z0-9][A-Za-z0-9-]{0,127}$/;

/** How old a fresh look may be when its event is decided: the length of an invocation. */
const LATELY_MS = 5 * MINUTE;

const wasAliveLately = (sim: Simulation, instanceId: string, eventId: string): boolean => {
  const steps = sim.truth.life(instanceId)?.steps ?? [];
  const endedAt = steps.find(({ status }) => !isLive(status))?.at ?? Number.POSITIVE_INFINITY;
  const decidedAt = sim.record.announced.get(eventId)?.at ?? sim.time.now();
  return steps.length > 0 && decidedAt - endedAt < LATELY_MS;
};

/** New connections may take so long to show. */
const SHOWS_WITHIN_MS = 10_000;

/** Whether a connection lived when its end was decided, and could be seen. */
const stoodAt = (sim: Simulation, instanceId: string, eventId: string): boolean => {
  const steps = sim.truth.life(instanceId)?.steps ?? [];
  const decidedAt = sim.record.announced.get(eventId)?.at ?? sim.time.now();
  const bornAt = steps[0]?.at ?? Number.POSITIVE_INFINITY;
  const last = steps.filter(({ at }) => at <= decidedAt).at(-1);
  return bornAt < decidedAt - SHOWS_WITHIN_MS && last !== undefined && isLive(last.status);
};

const undeleted = (sim: Simulation, event: FollowUpEvent): string | undefined => {
  const instanceId = instanceOf(event);
  if (hasFinding(event, 'NeverSeen'))
    return stoodAt(sim, instanceId, event.id) ? 'was there all the time' : undefined;
  return sim.truth.hasBeen(instanceId, 'Deleted') ? undefined : 'was never Deleted';
};

/** Why a status event must not have been sent: the cloud has never been there. */
const untrue = (sim: Simulation, event: FollowUpEvent): string | undefined => {
  const type = shortType(event);
  const instanceId = instanceOf(event);
  const { truth } = sim;
  switch (type) {
    case 'Creating':
      return truth.hasBeen(instanceId, 'Creating') ? undefined : 'was never Creating';
    case 'Accepting':
    case 'Expiring':
      return truth.hasBeen(instanceId, 'Accepting') ? undefined : 'was never Accepting';
    case 'Activated':
    case 'Rejected':
    case 'Expired':
      return truth.hasBeen(instanceId, type) ? undefined : `was never ${type}`;
    case 'Deleted':
      return undeleted(sim, event);
    case 'Adopted':
      return wasAliveLately(sim, instanceId, event.id) ? undefined : 'was not alive';
    case 'Updated':
      return sim.record.calls.some(
        ({ action, params }) =>
          action === 'ModifyVpcPeerConnection' &&
          params.InstanceId === instanceId &&
          params.DryRun !== 'true',
      )
        ? undefined
        : 'was never modified by us';
    default:
      return undefined;
  }
};

const factOf = (event: FollowUpEvent): string =>
  [event.type, event.subject, requestIdOf(event), actionOf(event), failureCodeOf(event)].join(' ');

/** Others took its request tag away: whoever adopts it anew owns it, and facts of it may come again under that name. */
const hasLostName = (sim: Simulation, event: FollowUpEvent): boolean =>
  sim.people.did('tag:peerflow:request', instanceOf(event));

/**
 * Nobody owned it when this was told: others made it, and it could not be tagged. Each watch tells whom it follows, so
 * whoever adopts it later is told of its routes under the same id.
 */
const wasNobodys = ({ record }: Simulation, event: FollowUpEvent): boolean => {
  const instanceId = instanceOf(event);
  const toldAt = record.announced.get(event.id)?.at ?? 0;
  return !record.calls.some(
    ({ action, at, params, answer }) =>
      (action === 'CreateVpcPeerConnection' && answer.InstanceId === instanceId) ||
      (action === 'TagResources' &&
        at <= toldAt &&
        params['ResourceId.1'] === instanceId &&
        Object.values(params).includes('peerflow:request')),
  );
};

/** A known price: of two that adopted it before either saw the other's tags (`adoptions` holds that), the later write stays. */
const hasTwoAdopters = ({ record }: Simulation, event: FollowUpEvent): boolean => {
  const adopters = record.calls
    .filter(({ params }) => params['ResourceId.1'] === instanceOf(event))
    .map((call) => tagOf(call, 'peerflow:request'))
    .filter((requestId) => requestId !== '');
  return new Set(adopters).size > 1;
};

const withoutOwner = (fact: string): string => fact.split(' ').toSpliced(2, 1).join(' ');

/** Whoever decides without a look at the connection cannot say who owns it. */
const isSameButSubject = (before: string | undefined, fact: string): boolean => {
  const [one, other] = [before?.split(' ') ?? [], fact.split(' ')];
  const isNameless = [one[1], other[1]].some((each) => each === '' || each?.includes(':vpc/'));
  return isNameless && one.toSpliced(1, 1).join(' ') === other.toSpliced(1, 1).join(' ');
};

const isSameButAction = (before: string | undefined, fact: string): boolean =>
  before?.split(' ').toSpliced(3, 1).join(' ') === fact.split(' ').toSpliced(3, 1).join(' ');

const isSameButOwner = (before: string | undefined, fact: string): boolean =>
  before !== undefined && withoutOwner(before) === withoutOwner(fact);

/** The action of an event of a status is that of whoever looked; the fact is the same. */
const isSameFact = (
  sim: Simulation,
  event: FollowUpEvent,
  before: string | undefined,
  fact: string,
): boolean =>
  before === fact ||
  (shortType(event) === 'Stalled' && isSameButAction(before, fact)) ||
  isSameButSubject(before, fact) ||
  (isSameButOwner(before, fact) &&
    (hasLostName(sim, event) ||
      (shortType(event).startsWith('Routes:') &&
        (wasNobodys(sim, event) || hasTwoAdopters(sim, event)))));

/** What may be said about one delivery at the moment it is made. */
const checkDelivery = (
  sim: Simulation,
  known: Map<string, string>,
  { event, sink }: Delivery,
): void => {
  const { broken } = sim.record;
  if (!sim.sinks.takes(sink, event.type))
    broken.push(`${sink} got ${event.id}, which it does not take`);
  const lie = untrue(sim, event);
  if (lie) broken.push(`${event.id} was sent before its fact: ${instanceOf(event)} ${lie}`);
  if (requestIdOf(event) === FORGED) broken.push(`${event.id} goes by tags of others`);
  const text = JSON.stringify(event);
  if (text.includes(SECRET)) broken.push(`a secret in ${event.id}`);
  if (Buffer.byteLength(text) > MAX_BYTES) broken.push(`${event.id} is over 30 KB`);
  if (!ID.test(event.id)) broken.push(`the id ${event.id} breaks the rule`);
  const fact = factOf(event);
  const before = known.get(event.id);
  if (before !== undefined && !isSameFact(sim, event, before, fact) && !isStatus(event))
    broken.push(`${event.id} stands for two facts: ${before} / ${fact}`);
  // A delete that finds nothing knows no maker, and tells whoever asked.
  const isKnown = !hasFinding(event, 'NeverSeen') && before !== undefined;
  // Nor has a connection that somebody else made one, until it is adopted: each watch tells whom it follows.
  const isNameless =
    hasLostName(sim, event) ||
    !sim.record.calls.some(
      ({ action, answer }) =>
        action === 'CreateVpcPeerConnection' && answer.InstanceId === instanceOf(event),
    );
  if (isStatus(event) && isKnown && !isNameless && ownerOf(before) !== ownerOf(fact))
    broken.push(`${event.id} has two owners: ${before} / ${fact}`);
  if (before === undefined && !hasFinding(event, 'NeverSeen')) known.set(event.id, fact);
};

const ownerOf = (fact: string): string => fact.split(' ').slice(0, 3).join(' ');

const isStatus = (event: FollowUpEvent): boolean =>
  ['Creating', 'Accepting', 'Expiring', 'Activated', 'Rejected', 'Expired', 'Deleted'].includes(
    shortType(event),
  );

/** Order of a connection's life. */
const ORDER = ['Creating', 'Accepting', 'Expiring', 'Activated', 'Rejected', 'Expired', 'Deleted'];
const END = new Set(['Rejected', 'Expired']);

const progressOf = (
  id: string,
): { readonly instanceId: string; readonly at: number } | undefined => {
  const match = /^(pcc-[a-z0-9]+)-([A-Z][a-z]+)$/.exec(id);
  const at = ORDER.indexOf(match?.[2] ?? '');
  return match?.[1] === undefined || at < 0 ? undefined : { instanceId: match[1], at };
};

/**
 * No new event for a state earlier than one already announced: whoever decided the earlier one must have looked
 * before the later one was decided.
 */
const checkOrder = (sim: Simulation): void => {
  const latest = new Map<string, { at: number; time: number; id: string }>();
  for (const { id, at: time, lookedAt: looks } of sim.record.announced.values()) {
    const found = progressOf(id);
    if (!found) continue;
    const last = latest.get(found.instanceId);
    const lookedAt = looks.get(found.instanceId) ?? 0;
    if (last && last.at > found.at && lookedAt > last.time && !END.has(ORDER[last.at] ?? ''))
      sim.record.broken.push(`${id} was decided after ${last.id}`);
    if (!last || found.at > last.at) latest.set(found.instanceId, { at: found.at, time, id });
  }
};

/** Holds every event against what is known at the moment of its delivery. */
export const watchEvents = (sim: Simulation): void => {
  const known = new Map<string, string>();
  sim.onDelivery = (delivery) => checkDelivery(sim, known, delivery);
};

/** One fact under two ids would be two facts to a consumer. */
const checkTwice = (sim: Simulation): void => {
  const ids = new Map<string, string>();
  for (const { event } of sim.record.deliveries) {
    if (!isStatus(event)) continue;
    const fact = `${shortType(event)} of ${instanceOf(event)}`;
    const known = ids.get(fact);
    if (known !== undefined && known !== event.id)
      sim.record.broken.push(`${fact} was announced as ${known} and as ${event.id}`);
    ids.set(fact, event.id);
  }
};

/** What only a look at the connection shows. */
const SEEN = /:(?:Adopted|Accepting|Expiring|Activated|Rejected|Expired|Updated)$/;

/** Nothing is announced from a row of a list alone: whoever decides has looked at the connection itself. */
const checkLooks = (sim: Simulation): void => {
  for (const { id, type, subject = '', lookedAt } of sim.record.announced.values()) {
    const instanceId = /vpcpeer\/(.*)$/.exec(subject)?.[1];
    const isRow = SEEN.test(type) && instanceId !== undefined && !lookedAt.has(instanceId);
    if (isRow && type.includes(':Connection:'))
      sim.record.broken.push(`${id} was decided without a look at ${instanceId}`);
  }
};

/** Of a connection that was not there, or not any more, nothing is known but its id. */
const UNSEEN: ReadonlySet<string | undefined> = new Set(['NotFound', 'ConnectionGone']);

/** Whoever refuses an action on a connection has seen it, and says in the subject whose it is. */
const checkSubjects = (sim: Simulation): void => {
  for (const { event } of sim.record.deliveries) {
    if (shortType(event) !== 'Failed' || event.subject !== undefined) continue;
    const instanceId = instanceOf(event);
    const first = sim.record.announced.get(event.id);
    // Where it was announced more than once, this may be the event of a run whose look failed.
    const isSeen = (first ? [first.lookedAt, ...first.again] : [new Map()]).every((each) =>
      each.has(instanceId),
    );
    if (isSeen && !isRetryable(event) && !UNSEEN.has(failureCodeOf(event)))
      sim.record.broken.push(`${event.id} has no subject, although ${instanceId} was seen`);
  }
};

/** What can only be said when the run is over. */
export const checkEventsAtEnd = (sim: Simulation): void => {
  checkOrder(sim);
  checkLooks(sim);
  checkSubjects(sim);
  checkTwice(sim);
  checkUnwritten(sim);
};
