import { followPending } from '../act/follow.ts';
import { refusePending } from '../act/refuse-pending.ts';
import { failureOf } from '../catalogue/failure.ts';
import { ownFailure } from '../catalogue/own.ts';
import { treat } from '../catalogue/treat.ts';
import type { Context } from '../context.ts';
import type { Pending } from '../memory/mark.ts';
import { ApiError } from '../model/api-error.ts';
import type { Connection } from '../model/connection.ts';
import type { Failure } from '../model/failure.ts';
import { judge } from '../policy/judge.ts';
import { policySubjectOf } from '../policy/subject.ts';

const call = (ctx: Context, { instanceId }: Connection, pending: Pending): Promise<void> => {
  const input = {
    instanceId,
    clientToken: `redo-${pending.action}-${pending.id}-${pending.since}`,
  };
  return pending.action === 'delete'
    ? ctx.peering.delete({ ...input, force: pending.detail === 'force' })
    : ctx.peering.reject(input);
};

const failureFor = async (error: unknown): Promise<Failure | undefined> =>
  error instanceof ApiError && treat(error).retry === 'never' ? failureOf(error) : undefined;

/**
 * Makes the call of a pending action that a crash seems to have swallowed. The pending mark carries no
 * trust, so policy is asked again; what is refused for good is told and forgotten. Never rejects: the next
 * sweep tries again.
 */
export const redo = async (
  ctx: Context,
  connection: Connection,
  pending: Pending,
): Promise<void> => {
  const verdict = judge(ctx.settings, policySubjectOf(pending.action, connection));
  const log = ctx.log.with({ instanceId: connection.instanceId, action: pending.action });
  const refuse = (failure: Failure) => refusePending(ctx, connection, { pending }, failure);
  if (verdict.effect === 'deny')
    return refuse(ownFailure('PolicyDenied', `Policy no longer allows it (${verdict.rule}).`));
  try {
    await followPending(ctx, connection, pending);
    await call(ctx, connection, pending);
    log.info('A pending action was made good');
  } catch (error) {
    const failure = await failureFor(error);
    if (failure) return refuse(failure);
    log.warn('A pending action could not be made good yet', { error });
  }
};
