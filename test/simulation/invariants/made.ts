import type { Simulation } from '../support/simulation.ts';
import { isLive, type Life } from '../support/truth.ts';

/** The connections that creates of a request made. */
export const madeBy = (sim: Simulation, requestId: string): readonly Life[] =>
  [...sim.record.madeBy(requestId)].flatMap((id) => sim.truth.life(id) ?? []);

/** Whether one of them was over by then. */
export const haveEnded = (lives: readonly (Life | undefined)[], before: number): boolean =>
  lives.some((life) => life?.steps.some(({ status, at }) => !isLive(status) && at <= before));

/** By its own id, or as the second item of a message. */
const isNamedBy = (requestId: string, id: string): boolean =>
  requestId === id || requestId === `${id}-1`;

/** An id that a request without one means. */
const IMPLIED = /^(?:pair|accept|reject|delete)-[0-9a-f]{16}$/;

/** How often a request came in since a moment, at most: one without an id is not named by what brings it. */
export const deliveriesOf = (sim: Simulation, requestId: string, since = 0): number =>
  sim.platform.runs.filter(
    ({ functionName, requestIds, startedAt }) =>
      functionName === 'peerflow-request' &&
      startedAt >= since &&
      (requestIds.length === 0
        ? IMPLIED.test(requestId)
        : requestIds.some((each) => isNamedBy(requestId, each))),
  ).length;

/**
 * Whether a task of a request ran twice: it came once more, or a run of it died that had handed its request on, so that
 * the try of the same task goes on beside the task that it left.
 */
export const ranTwice = (sim: Simulation, requestId: string): boolean =>
  sim.platform.repeated.some((payload) => payload.includes(requestId)) ||
  sim.record.tasks.some(
    ({ by, payload, requestIds }) =>
      by !== undefined &&
      by.endedAt === undefined &&
      payload.startsWith('{"peerflow":"requests"') &&
      requestIds.some((id) => isNamedBy(requestId, id)),
  );
