import { apiFor, callAction } from '../../commands/change/call.ts';
import { followPending } from '../../commands/change/follow.ts';
import { refusePending } from '../../commands/change/refuse-pending.ts';
import type { Context } from '../../context.ts';
import { failureOf } from '../../errors/failure.ts';
import { ownFailure } from '../../errors/own.ts';
import { treat } from '../../errors/treat.ts';
import { ApiError } from '../../model/api-error.ts';
import type { Connection } from '../../model/connection.ts';
import type { Failure } from '../../model/failure.ts';
import type { Asked, InstanceRequest } from '../../model/request.ts';
import { judge } from '../../policy/judge.ts';
import { policySubjectOf } from '../../policy/subject.ts';
import type { Pending } from '../../state/state.ts';
import { readMemory } from '../../state/tags.ts';

/** What the mark still knows of the request; the values of a modify are not in it. */
const askedOf = (
  ctx: Context,
  connection: Connection,
  { action, id, since, detail }: Pending,
): Asked<InstanceRequest> => {
  const { instanceId } = connection;
  const clientToken = `redo-${action}-${id}-${since}`;
  const request = { action, instanceId, dryRun: false, clientToken, force: detail === 'force' };
  // A mark keeps a hash of the request id: the connection's own one stands in for it in audit trails.
  const requestId = readMemory(connection, ctx.settings)?.requestId ?? instanceId;
  return { requestId, idKind: 'explicit', request };
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
  if (verdict.effect !== 'allow')
    return refuse(ownFailure('PolicyDenied', `Policy no longer allows it (${verdict.rule}).`));
  try {
    const asked = askedOf(ctx, connection, pending);
    const api = await apiFor(ctx, asked, connection);
    if ('code' in api) return refuse(api);
    await followPending(ctx, connection, pending);
    await callAction(api, asked);
    log.info('A pending action was made good');
  } catch (error) {
    const failure = await failureFor(error);
    if (failure) return refuse(failure);
    log.warn('A pending action could not be made good yet', { error });
  }
};
