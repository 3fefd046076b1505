import type { FollowUpEvent } from '../../../lib/peering/model/event.ts';
import type { Ask } from '../support/asks.ts';
import type { CloudCall } from '../support/cloud.ts';
import {
  actionOf,
  failureCodeOf,
  instanceOf,
  mayBeSentAgain,
  requestIdOf,
  shortType,
} from '../support/record.ts';
import type { Simulation } from '../support/simulation.ts';
import type { Life } from '../support/truth.ts';
import { tagOf } from './asked.ts';
import { isForbiddenForAWhile, isForbiddenUnheard } from './forbidden.ts';
import { deliveriesOf, haveEnded, madeBy, ranTwice } from './made.ts';

type Test = (sim: Simulation, ask: Ask, event: FollowUpEvent) => boolean;

const decidedAtOf = (sim: Simulation, { id }: FollowUpEvent): number =>
  sim.record.announced.get(id)?.at ?? 0;

/** It came in more than once, or a task of it ran twice: each run decides by what holds then. */
const cameAgain = (sim: Simulation, { requestId, isRepeated }: Ask): boolean =>
  isRepeated === true || deliveriesOf(sim, requestId) > 1 || ranTwice(sim, requestId);

/** Two requests share its id: other values, another body, or two without an id of which one has force. */
const isOfTwoRequests = (sim: Simulation, { requestId, action }: Ask): boolean => {
  const own = sim.asks.filter((each) => each.requestId === requestId && each.action === action);
  return (
    own.some(({ isReuse }) => isReuse) ||
    new Set(own.map(({ body }) => body.force === true)).size > 1
  );
};

/** The connections that a request has made or adopted, and the one that it is about. */
const livesOf = (sim: Simulation, { requestId, instanceId = '' }: Ask): readonly Life[] => [
  ...madeBy(sim, requestId),
  ...sim.record.deliveries
    .filter(({ event }) => shortType(event) === 'Adopted' && requestIdOf(event) === requestId)
    .flatMap(({ event }) => sim.truth.life(instanceOf(event)) ?? []),
  ...[sim.truth.life(instanceId) ?? []].flat(),
];

/** Its connection is over, and it says so. */
const hasEnded: Test = (sim, ask, event) => haveEnded(livesOf(sim, ask), decidedAtOf(sim, event));

/**
 * A refused connection was in the way of its pair: there was no other one yet, or no list showed what another run of the
 * request had made beside it.
 */
const isInTheWay: Test = (sim, ask, event) =>
  failureCodeOf(event) === 'PairRefused' &&
  livesOf(sim, ask).some(
    ({ steps }) => (steps[0]?.at ?? 0) + sim.listLagMs > decidedAtOf(sim, event),
  );

const GONE: ReadonlySet<string> = new Set(['ConnectionGone', 'PairRefused', 'NotFound']);

/** What the API refused for a reason that may be gone when it comes again: a right, entries, a status, a token. */
const isRefusedOnce = (event: FollowUpEvent): boolean => {
  const code = failureCodeOf(event) ?? '';
  return !mayBeSentAgain(event) && code !== 'PolicyDenied' && !GONE.has(code);
};

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

/** Whether whoever made a call may know nothing of its answer: it was lost, or the run died. */
const isUnheard = ({ isAnswered, run }: CloudCall): boolean =>
  !isAnswered || run?.endedAt === undefined;

/** A create, or a delete, heard none of its answers, and no look said for an hour that it was taken. */
const isUnanswered: Test = (sim, { action, requestId, instanceId }, event) => {
  const made = madeBy(sim, requestId).map((life) => life.instanceId);
  const calls = sim.record.calls.filter(
    (call) =>
      call.params.DryRun !== 'true' &&
      call.at <= decidedAtOf(sim, event) &&
      (action === 'create'
        ? call.action === 'CreateVpcPeerConnection' && made.includes(String(call.answer.InstanceId))
        : call.action === 'DeleteVpcPeerConnection' && call.params.InstanceId === instanceId),
  );
  return (
    (action === 'create' || action === 'delete') &&
    mayBeSentAgain(event) &&
    calls.length > 0 &&
    calls.every(isUnheard)
  );
};

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

/**
 * Known prices: a `Failed` beside a fact. docs/decisions/0028 says why each cannot be avoided without a memory beside
 * the cloud. The first three are of requests that come more than once, and of two that share an id.
 */
const PRICES: Readonly<{ [name: string]: Test }> = {
  'another request under its id': isOfTwoRequests,
  'its connection has ended': (sim, ask, event) =>
    GONE.has(failureCodeOf(event) ?? '') && hasEnded(sim, ask, event),
  'came again, and policy was another one': (sim, ask, event) =>
    isForbiddenForAWhile(sim, event) && cameAgain(sim, ask),
  'came again, and what stood in its way was gone': (sim, ask, event) =>
    (isRefusedOnce(event) || isInTheWay(sim, ask, event)) && cameAgain(sim, ask),
  'came again, and one of its runs was given up': (sim, ask, event) =>
    mayBeSentAgain(event) && cameAgain(sim, ask),
  'no answer of its create or delete came for an hour': isUnanswered,
  'create of which no answer came, and policy was another one': isForbiddenUnheard,
  'modify that nothing could follow for an hour': (sim, _, event) => isUnfollowed(sim, event),
};

/** The known price, by name, that a `Failed` beside a fact is; undefined where it is none. */
export const priceOf = (sim: Simulation, ask: Ask, event: FollowUpEvent): string | undefined =>
  Object.entries(PRICES).find(([, isPaid]) => isPaid(sim, ask, event))?.[0];
