import type { Context } from '../../context.ts';
import { failureOf } from '../../errors/failure.ts';
import { failedEvent } from '../../events/build.ts';
import { eventContext } from '../../events/envelope.ts';
import type { Connection } from '../../model/connection.ts';
import { ApiError, type Failure, type Finding } from '../../model/failure.ts';
import { enqueue, firstOf, isTooLarge, randomChain } from '../../queue/tasks.ts';
import { deliverOrThrow } from '../../reconcile/apply.ts';
import { cleanupTask } from '../request.ts';
import { pauseAfter, retryLater } from '../work/turns.ts';
import { claim } from './lease.ts';
import { phaseTask, type RemovalTask } from './request.ts';

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
  if (isOver) await refuse(ctx, task, { failure: failureOf(error) });
};

/** Something else has to end first. */
export const conflict = (message: string, retryAfterMs = 0): ApiError =>
  new ApiError({
    kind: 'api',
    operation: 'DeleteVpcPeerConnection',
    code: 'Conflict.Operation',
    message,
    retryAfterMs,
  });

/** Why a delete will not be. */
export interface Refusal {
  readonly failure: Failure;
  readonly findings?: readonly Finding[] | undefined;
}

/**
 * Nothing was taken away, and nothing will be: the conclusion says so, unless another run of the same removal is at
 * work. What a first attempt took away and put back stays recorded: it is looked after.
 */
export const refuse = async (
  ctx: Context,
  task: RemovalTask,
  { failure, findings }: Refusal,
): Promise<void> => {
  const { removal } = task;
  const removed = removal.restored === undefined ? [] : removal.removed;
  const refused = { ...task, removal: { ...removal, removed } };
  if (!(await claim(ctx, refused))) return;
  const about = { phase: 'conclude' as const, failure };
  const now = ctx.clock.now();
  const conclusion = phaseTask(refused, now, { ...about, findings: [...(findings ?? [])] });
  await enqueue(ctx, isTooLarge(conclusion) ? phaseTask(refused, now, about) : conclusion);
};

/** The delete of a request will not be: announced once its routes stand, with what a first attempt put back. */
export const announceDeleteFailed = (
  ctx: Context,
  { removal, instanceId, lastSeen }: RemovalTask,
  { failure, findings = [] }: Refusal,
  seen?: Connection,
): Promise<void> => {
  const codes = new Set(findings.map(({ code }) => code));
  const before = (removal.restored ?? []).filter(({ code }) => !codes.has(code));
  return deliverOrThrow(
    ctx,
    failedEvent({
      ...eventContext(ctx, removal.origin),
      requestId: removal.requestId,
      arrival: removal.arrival,
      action: 'delete',
      failure,
      connection: seen ?? { ...lastSeen, instanceId },
      findings: [...before, ...findings],
    }),
  );
};

/**
 * Nothing is there any more: the delete goes on as a request, which looks for it and announces its end, and
 * entries that lead there are taken away.
 */
export const handBack = async (ctx: Context, task: RemovalTask): Promise<void> => {
  const { removal, lastSeen, ownerRequestId } = task;
  const { request, requestId, idKind, origin, arrival } = removal;
  const now = ctx.clock.now();
  const item = {
    ...{ request, requestId, idKind, origin, arrival, lastSeen, ownerRequestId },
    ...{ tries: 0, spent: {}, due: now },
  };
  if (lastSeen) await enqueue(ctx, cleanupTask(task, lastSeen, now));
  await enqueue(ctx, { ...firstOf('requests', randomChain(ctx.random), now), items: [item] });
};
