import type { Step } from '../../commands/attempt.ts';
import { act } from '../../commands/change/act.ts';
import { refusePending } from '../../commands/change/refuse-pending.ts';
import type { Context } from '../../context.ts';
import { failureOf } from '../../errors/failure.ts';
import { GIVE_UP_AFTER_MS } from '../../errors/types.ts';
import { ApiError } from '../../model/api-error.ts';
import type { Failure } from '../../model/failure.ts';
import type { Asked, DeleteRequest } from '../../model/request.ts';
import { retryIn } from '../../queue/backoff.ts';
import { redo } from '../../reconcile/sweep/redo.ts';
import type { Pending } from '../../state/state.ts';
import { handOn } from '../hand-on.ts';
import type { RoutesMessage } from '../message.ts';
import { type Seen, seeOurs, workSince } from '../seen.ts';
import { askedDelete, waitingDelete } from './errand.ts';

type Wait = Step & { kind: 'wait' };

const errorOf = ({ error, detail }: Wait): ApiError =>
  error instanceof ApiError
    ? error
    : new ApiError({
        kind: 'api',
        operation: 'DeleteVpcPeerConnection',
        code: 'Conflict.Operation',
        message: detail,
        status: 400,
      });

/** The delete will not be. The mark may have changed while routes were removed, so it is read again. */
export const refuseDelete = async (
  ctx: Context,
  { connection }: Seen,
  requestId: string | undefined,
  failure: Failure,
): Promise<void> => {
  const now = await seeOurs(ctx, connection.instanceId);
  const pending = now && waitingDelete(now);
  if (now && pending) await refusePending(ctx, now.connection, { pending, requestId }, failure);
};

/** The request that asked for the delete is known: it goes the way of every request, policy included. */
const finishAsked = async (
  ctx: Context,
  message: RoutesMessage,
  seen: Seen,
  asked: Asked<DeleteRequest>,
): Promise<void> => {
  const { tries = 0 } = message;
  const step = await act(ctx, asked, { tries, isRouted: true });
  if (step.kind === 'ended') {
    if (step.outcome.outcome === 'failed')
      await refuseDelete(ctx, seen, asked.requestId, step.outcome.failure);
    return;
  }
  const isOverdue = ctx.clock.now() - workSince(ctx, seen) >= GIVE_UP_AFTER_MS[step.reason];
  if (isOverdue) return refuseDelete(ctx, seen, asked.requestId, await failureOf(errorOf(step)));
  const waitMs = retryIn(step.reason, tries, ctx.random, step.retryAfterMs);
  return handOn(ctx, message, { waitMs, tries: tries + 1 });
};

/** Deletes a connection that no route of ours leads to any more. */
export const finishDelete = (
  ctx: Context,
  message: RoutesMessage,
  seen: Seen,
  pending: Pending,
): Promise<void> => {
  const asked = askedDelete(message, pending);
  return asked ? finishAsked(ctx, message, seen, asked) : redo(ctx, seen.connection, pending);
};
