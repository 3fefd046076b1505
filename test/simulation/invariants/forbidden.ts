import type { FollowUpEvent } from '../../../lib/peering/model/event.ts';
import type { Ask } from '../support/asks.ts';
import { actionOf, failureCodeOf } from '../support/record.ts';
import type { Simulation } from '../support/simulation.ts';
import { deliveriesOf, haveEnded, madeBy, ranTwice } from './made.ts';

/**
 * A known price: policy has come to forbid what an earlier run was allowed. A create that waits is judged by the
 * connection that it made, and each delivery by itself; of a modify nothing shows whose it was.
 */
export const isForbiddenSince = (sim: Simulation, ask: Ask, event: FollowUpEvent): boolean => {
  const payload = sim.record.announced.get(event.id)?.run.payload ?? '';
  return (
    isForbiddenForAWhile(sim, event) &&
    (actionOf(event) === 'modify' ||
      deliveriesOf(sim, ask.requestId) > 1 ||
      !payload.includes('"peerflow":"requests"'))
  );
};

/** Policy denied it, and another policy was deployed before or after. */
export const isForbiddenForAWhile = (sim: Simulation, event: FollowUpEvent): boolean =>
  failureCodeOf(event) === 'PolicyDenied' && sim.settings.policy !== sim.firstSettings.policy;

/**
 * A known price: a run of a task that comes once more, when another policy is deployed, decides by that one. Nothing
 * says what the first one decided.
 */
export const isOfRepeatedRun = (sim: Simulation, ask: Ask, event: FollowUpEvent): boolean =>
  isForbiddenForAWhile(sim, event) && ranTwice(sim, ask.requestId);

/**
 * A known price: a create that heard none of its answers cannot tell of the connection that it made once that has ended,
 * and is judged by the policy of then. One that heard an answer goes on with its connection.
 */
export const isForbiddenUnheard = (sim: Simulation, ask: Ask, event: FollowUpEvent): boolean => {
  if (ask.action !== 'create' || !isForbiddenForAWhile(sim, event)) return false;
  const decidedAt = sim.record.announced.get(event.id)?.at ?? 0;
  const made = madeBy(sim, ask.requestId);
  if (!haveEnded(made, decidedAt)) return false;
  return !sim.record.calls.some(
    ({ action, answer, isAnswered, at, run }) =>
      action === 'CreateVpcPeerConnection' &&
      made.some(({ instanceId }) => instanceId === answer.InstanceId) &&
      isAnswered &&
      at <= decidedAt &&
      // What a run heard that died then, nobody knows.
      run?.endedAt !== undefined,
  );
};
