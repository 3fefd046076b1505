import type { Context } from '../../context.ts';
import { isPassing } from '../../errors/classify.ts';
import { failureOf } from '../../errors/failure.ts';
import { eventContext, failedEvent } from '../../events/index.ts';
import type { ApiError } from '../../model/api-error.ts';
import type { Connection } from '../../model/connection.ts';
import type { Failure } from '../../model/failure.ts';
import type { Finding } from '../../model/finding.ts';
import { enqueue, MAX_TASK_BYTES, taskBytes } from '../../queue/enqueue.ts';
import { deliverOrThrow } from '../../reconcile/apply.ts';
import { retryLater } from '../work/retry.ts';
import { pauseAfter } from '../work/turns.ts';
import { claim } from './claim.ts';
import { phaseTask, type RemovalTask } from './task.ts';

/** Why a delete will not be. */
export interface Refusal {
  readonly failure: Failure;
  readonly findings?: readonly Finding[] | undefined;
}

/** The failure for trouble that outlived its bound. */
export const refusalOf = (error: ApiError): Refusal => ({
  failure: { ...failureOf(error), retryable: isPassing(error) },
});

/** The delete of a request will not be: announced once its routes stand. */
export const announceDeleteFailed = (
  ctx: Context,
  { removal, instanceId, lastSeen }: RemovalTask,
  { failure, findings }: Refusal,
  seen?: Connection,
): Promise<void> =>
  deliverOrThrow(
    ctx,
    failedEvent({
      ...eventContext(ctx, removal.origin),
      requestId: removal.requestId,
      arrival: removal.arrival,
      action: 'delete',
      failure,
      connection: seen ?? { ...lastSeen, instanceId },
      findings,
    }),
  );

/**
 * Nothing was taken away, and nothing will be: the conclusion says so, unless another run of the same removal is at
 * work.
 */
export const refuse = async (
  ctx: Context,
  task: RemovalTask,
  { failure, findings }: Refusal,
): Promise<void> => {
  if (!(await claim(ctx, task))) return;
  const refused = { ...task, removal: { ...task.removal, removed: [] } };
  const about = { phase: 'conclude' as const, failure };
  const now = ctx.clock.now();
  const conclusion = phaseTask(refused, now, { ...about, findings: [...(findings ?? [])] });
  const isTooLarge = taskBytes(conclusion) > MAX_TASK_BYTES;
  await enqueue(ctx, isTooLarge ? phaseTask(refused, now, about) : conclusion);
};

/** Waits out trouble before anything is taken away; when it lasts the delete fails, and nothing has changed. */
export const waitOrFail = async (
  ctx: Context,
  task: RemovalTask,
  error: ApiError,
): Promise<void> => {
  const pause = pauseAfter(error);
  const isOver =
    pause === undefined ||
    (await retryLater(ctx, task, pause.reason, error.retryAfterMs)) === 'given-up';
  if (isOver) await refuse(ctx, task, refusalOf(error));
};
