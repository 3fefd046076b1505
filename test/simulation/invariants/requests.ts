import type { FollowUpEvent } from '../../../lib/peering/model/event.ts';
import type { Ask } from '../support/asks.ts';
import {
  actionOf,
  failureCodeOf,
  instanceOf,
  mayBeSentAgain,
  requestIdOf,
  shortType,
} from '../support/record.ts';
import { MINUTE, type Simulation } from '../support/simulation.ts';
import type { Life } from '../support/truth.ts';
import { tagOf } from './asked.ts';
import { isForbiddenSince, isForbiddenUnheard, isOfRepeatedRun } from './forbidden.ts';
import type { Heard } from './heard.ts';
import { deliveriesOf, haveEnded, madeBy } from './made.ts';

const OVER = ['Deleted', 'Rejected', 'Expired'] as const;

/** How a request ended: its facts, and its failures. */
export interface Ended {
  readonly facts: readonly FollowUpEvent[];
  readonly failures: readonly FollowUpEvent[];
  /** Of its values and its routes only one has its fact yet. */
  readonly isHalf?: boolean;
  /** It waits for a person, or its connection ended before it could take effect: no fact of its own is due. */
  readonly isExcused: boolean;
}

const failuresOf = (heard: Heard, { requestId, action }: Ask): readonly FollowUpEvent[] =>
  heard.of(requestId, 'Failed').filter((event) => actionOf(event) === action);

/**
 * Known prices: what others delete between two sweeps is told only if something still shows it, and whose tags
 * others take away is ours only to its watch.
 */
const isGoneUnseen = (sim: Simulation, made: readonly Life[]): boolean =>
  made.length > 0 &&
  made.every(
    ({ instanceId, connection }) =>
      sim.people.did('tag:peerflow:request', instanceId) ||
      (connection.status === 'Deleted' && sim.people.did('DeleteVpcPeerConnection', instanceId)),
  );

const endOfCreate = (sim: Simulation, heard: Heard, ask: Ask): Ended => {
  const made = madeBy(sim, ask.requestId);
  const adopted = heard.of(ask.requestId, 'Adopted');
  const mine = made.flatMap(({ instanceId }) => heard.about(instanceId, 'Activated', ...OVER));
  const waits = made.some(
    ({ instanceId, connection }) =>
      connection.status === 'Accepting' && heard.about(instanceId, 'Accepting').length > 0,
  );
  return {
    facts: [...mine, ...adopted],
    failures: failuresOf(heard, ask),
    isExcused: waits || isGoneUnseen(sim, made),
  };
};

const FACT_OF: Readonly<Partial<Record<Ask['action'], string>>> = {
  accept: 'Activated',
  reject: 'Rejected',
  delete: 'Deleted',
};

/** An id may come again with other values, and the pair have another connection by then: that is another request. */
const isAbout =
  (instanceId: string) =>
  (event: FollowUpEvent): boolean =>
    [instanceId, ''].includes(instanceOf(event));

const endOfChange = (sim: Simulation, heard: Heard, ask: Ask): Ended => {
  const instanceId = ask.instanceId ?? '';
  const failures = failuresOf(heard, ask).filter(isAbout(instanceId));
  if (ask.action === 'modify') {
    const own = heard.all.filter((event) => requestIdOf(event) === ask.requestId);
    const told = own.filter(isAbout(instanceId));
    const routes = told.filter((event) => shortType(event).startsWith('Routes:'));
    const updated = told.filter((event) => shortType(event) === 'Updated');
    // One that asks for values and for routes ends in both.
    const isOfBoth = ask.body.name !== undefined && ask.body.routes !== undefined;
    const isHalf = isOfBoth && (updated.length === 0 || routes.length === 0);
    const isExcused = heard.about(instanceId, ...OVER).length > 0;
    return { facts: [...updated, ...routes], isHalf, failures, isExcused };
  }
  const facts = heard.about(instanceId, FACT_OF[ask.action] ?? '');
  const isGone = OVER.some((status) => sim.truth.hasBeen(instanceId, status));
  return { facts, failures, isExcused: ask.action !== 'delete' && isGone };
};

export const endOf = (sim: Simulation, heard: Heard, ask: Ask): Ended =>
  ask.action === 'create' ? endOfCreate(sim, heard, ask) : endOfChange(sim, heard, ask);

/** True where somebody else may have brought the fact about. */
const hasOtherCause = (sim: Simulation, ask: Ask): boolean =>
  sim.asks.some(
    (each) =>
      each !== ask &&
      each.action === ask.action &&
      each.instanceId === ask.instanceId &&
      each.requestId !== ask.requestId,
  ) || sim.people.deeds.some(({ instanceId }) => instanceId === ask.instanceId);

/**
 * A message that comes again after its connection is gone says so: that is not a failure of the first. Nor is that of
 * another body under the same id, whoever notices it.
 */
const GONE = new Set([
  'ConnectionGone',
  'PairRefused',
  'NotFound',
  'IdempotencyKeyReused',
  'IdempotentParameterMismatch',
]);

/**
 * A known price: a modify of a connection that waits for its accept fails at once, and the run that announced it may
 * die. Its message then comes again, and is carried out if somebody has accepted the connection meanwhile.
 */
export const isOfPassedStatus = (sim: Simulation, event: FollowUpEvent): boolean => {
  if (actionOf(event) !== 'modify' || failureCodeOf(event) !== 'IncorrectStatus.VpcPeer')
    return false;
  const decidedAt = sim.record.announced.get(event.id)?.at ?? 0;
  const steps = sim.truth.life(instanceOf(event) ?? '')?.steps ?? [];
  const before = steps.filter(({ at }) => at <= decidedAt).at(-1);
  return (
    before?.status === 'Accepting' &&
    steps.some(({ status, at }) => at > decidedAt && status === 'Activated')
  );
};

/** A known price: a right was missing for a while, and each delivery of a request is decided by itself. */
const isOfMissingRight = (sim: Simulation, event: FollowUpEvent): boolean =>
  failureCodeOf(event) === 'Forbidden.RAM' && deliveriesOf(sim, requestIdOf(event) ?? '') > 1;

const adoptedBy = (sim: Simulation, requestId: string): readonly Life[] =>
  sim.record.deliveries
    .filter(({ event }) => shortType(event) === 'Adopted' && requestIdOf(event) === requestId)
    .flatMap(({ event }) => sim.truth.life(instanceOf(event)) ?? []);

/**
 * It came again later, as a dead letter that somebody redrove after its end, or with another body. Each delivery waits
 * for as long as anybody does: of two, one may be given up before the trouble ends, or have begun when there was none.
 */
const isOfOneOfTwo = (sim: Simulation, ask: Ask, event: FollowUpEvent): boolean => {
  const { requestId, sentAt, lastSentAt } = ask;
  const decidedAt = sim.record.announced.get(event.id)?.at;
  return (
    lastSentAt - sentAt > MINUTE ||
    (decidedAt !== undefined && deliveriesOf(sim, requestId, decidedAt) > 0) ||
    sim.asks.some((each) => each.isReuse && each.requestId === requestId)
  );
};

/** A known price: a delete heard none of its answers, and no look said for an hour that it was taken. */
const isUnansweredDelete = (sim: Simulation, ask: Ask, event: FollowUpEvent): boolean => {
  const calls = sim.record.calls.filter(
    ({ action, params }) =>
      action === 'DeleteVpcPeerConnection' &&
      params.InstanceId === ask.instanceId &&
      params.DryRun !== 'true',
  );
  const isUnheard = calls.length > 0 && calls.every(({ isAnswered }) => !isAnswered);
  return ask.action === 'delete' && isUnheard && mayBeSentAgain(event);
};

const isOfOtherTimes = (sim: Simulation, ask: Ask, event: FollowUpEvent): boolean =>
  isForbiddenSince(sim, ask, event) ||
  isOfRepeatedRun(sim, ask, event) ||
  isForbiddenUnheard(sim, ask, event) ||
  isUnansweredDelete(sim, ask, event) ||
  isOfMissingRight(sim, event);

/** A request that came again when its connection had ended is told so; deletes that came again end on their own. */
const isOfRepetition = (sim: Simulation, ask: Ask, event: FollowUpEvent): boolean => {
  if (GONE.has(failureCodeOf(event) ?? '') || isOfPassedStatus(sim, event)) return true;
  if (isOfOtherTimes(sim, ask, event)) return true;
  if (isOfOneOfTwo(sim, ask, event) && mayBeSentAgain(event)) return true;
  // A create may hear of none of its answers, and of the end of its connection neither.
  const isUnheard = ask.action === 'create' && mayBeSentAgain(event);
  const isRepeated = ask.isRepeated || deliveriesOf(sim, ask.requestId) > 1;
  if (!isRepeated && !isUnheard) return false;
  if (ask.action === 'delete') return true;
  const decidedAt = sim.record.announced.get(event.id)?.at ?? 0;
  return ask.action === 'create'
    ? isOfOthers(sim, ask) || haveEnded(madeBy(sim, ask.requestId), decidedAt)
    : haveEnded([sim.truth.life(ask.instanceId ?? '')], decidedAt);
};

/** What nobody let us make somebody else made, and the second delivery adopted it. */
const isOfOthers = (sim: Simulation, { requestId }: Ask): boolean =>
  adoptedBy(sim, requestId).length > 0;

/**
 * A known price: the API took a modify, and for an hour nobody could have it followed: it is given up, and a run that
 * came before or comes again tells of its effect. Of routes that is a run which died once their router was asked.
 */
export const isUnfollowed = (sim: Simulation, event: FollowUpEvent): boolean =>
  actionOf(event) === 'modify' &&
  mayBeSentAgain(event) &&
  sim.record.calls.some(
    (call) =>
      call.at <= (sim.record.announced.get(event.id)?.at ?? 0) &&
      (call.action === 'ModifyVpcPeerConnection'
        ? call.params.InstanceId === instanceOf(event)
        : call.params['ResourceId.1'] === instanceOf(event) &&
          tagOf(call, 'peerflow:options') !== '' &&
          call.run?.endedAt === undefined),
  );

const HALF_A_DAY_MS = 12 * 3_600_000;

/**
 * Two requests without an id that mean the same, one of them with force: the second is another try under the same id.
 * So is a modify whose id comes again with other values for the same connection.
 */
const isOfTwoBodies = (sim: Simulation, { requestId, action, instanceId }: Ask): boolean => {
  const own = sim.asks.filter((ask) => ask.requestId === requestId && ask.action === action);
  if (action === 'modify')
    return own.filter((ask) => ask.instanceId === instanceId).some(({ isReuse }) => isReuse);
  return action === 'delete' && new Set(own.map(({ body }) => body.force === true)).size > 1;
};

/** What was given up may be sent again, and be fulfilled then; so may whatever comes again days later. */
const isSentAgain = (sim: Simulation, ask: Ask, event: FollowUpEvent): boolean => {
  const sinceMs = ask.lastSentAt - (sim.record.announced.get(event.id)?.at ?? 0);
  return sinceMs > (mayBeSentAgain(event) ? 0 : HALF_A_DAY_MS);
};

const contradiction = (
  sim: Simulation,
  ask: Ask,
  { facts, failures }: Ended,
): string | undefined => {
  const real = failures.filter(
    (event) =>
      !isOfRepetition(sim, ask, event) &&
      !isSentAgain(sim, ask, event) &&
      !isUnfollowed(sim, event),
  );
  if (facts.length === 0 || real.length === 0) return undefined;
  if (ask.action !== 'create' && hasOtherCause(sim, ask)) return undefined;
  if (isOfTwoBodies(sim, ask)) return undefined;
  const codes = real.map(failureCodeOf).join(', ');
  return `${ask.action} ${ask.requestId} has a fact (${facts[0]?.id}) and a Failed (${codes})`;
};

/**
 * Consumers know a failure by its id: however often it is announced, there are no more ids of one code than times
 * that the request came in.
 */
const repeatedFailure = (sim: Simulation, ask: Ask, { failures }: Ended): string | undefined => {
  const byCode = new Map<string | undefined, number>();
  for (const event of failures)
    byCode.set(failureCodeOf(event), (byCode.get(failureCodeOf(event)) ?? 0) + 1);
  const most = Math.max(0, ...byCode.values());
  if (most < 2) return undefined;
  const deliveries = deliveriesOf(sim, ask.requestId);
  return most > deliveries
    ? `${ask.action} ${ask.requestId} came ${deliveries} times and failed ${most} times`
    : undefined;
};

/** What is wrong with a request; nothing if it ended as it should. */
export const faultOf = (sim: Simulation, heard: Heard, ask: Ask): string | undefined => {
  const ended = endOf(sim, heard, ask);
  const wrong = contradiction(sim, ask, ended);
  if (wrong) return wrong;
  const repeated = repeatedFailure(sim, ask, ended);
  if (repeated) return repeated;
  if (ask.state === 'sent') return `${ask.action} ${ask.requestId} was never taken`;
  if (ask.state !== 'accepted') return undefined;
  const isTold = ended.facts.length > 0 && !ended.isHalf;
  const isEnded = isTold || ended.failures.length > 0 || ended.isExcused;
  return isEnded ? undefined : `${ask.action} ${ask.requestId} was accepted and has no fact`;
};
