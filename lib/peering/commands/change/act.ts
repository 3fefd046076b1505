import type { Context } from '../../context.ts';
import { failureOf } from '../../errors/failure.ts';
import { ownFailure } from '../../errors/own.ts';
import { ApiError } from '../../model/api-error.ts';
import type { Asked, InstanceRequest } from '../../model/request.ts';
import { judge } from '../../policy/judge.ts';
import type { Verdict } from '../../policy/rule.ts';
import { policySubjectOf } from '../../policy/subject.ts';
import { ended, type Step } from '../attempt.ts';
import { stepOfError } from '../attempt-of-error.ts';
import { apiFor } from './call.ts';
import { type Case, done, failed, wait } from './case.ts';
import { follow } from './follow.ts';
import { blockedBy } from './pending.ts';
import { perform } from './perform.ts';
import { readinessOf } from './readiness.ts';

interface Hints {
  /** The verdict of somebody who has asked policy about this very look already. */
  readonly decided?: Verdict;
  /** How often it was tried before. */
  readonly tries?: number;
  /** The router asks, with no route of ours left. */
  readonly isRouted?: boolean;
}

/** The status does not allow the action: told in the API's own words, without spending a call. */
const wrongStatus = async (it: Case): Promise<Step> => {
  const { connection, asked } = it;
  const error = new ApiError({
    kind: 'api',
    operation: asked.request.action,
    code: 'IncorrectStatus.VpcPeer',
    message: `The status of ${connection.instanceId} [${connection.status}] is incorrect.`,
    status: 400,
  });
  return failed(it, { ...(await failureOf(error)), retryable: false });
};

const byReadiness = async (ctx: Context, it: Case): Promise<Step> => {
  const { asked, connection } = it;
  const readiness = readinessOf(asked.request.action, connection.status);
  if (readiness === 'never') return wrongStatus(it);
  if (readiness === 'later') return wait(`${connection.instanceId} is ${connection.status}.`);
  if (readiness === 'already') {
    await follow(ctx, asked, connection);
    return done(ctx.settings, it);
  }
  const blocker = blockedBy(ctx, asked, connection);
  if (blocker) return wait(`${connection.instanceId} has a ${blocker.action} under way.`);
  const api = await apiFor(ctx, asked, connection);
  if ('code' in api) return failed(it, api);
  return perform(ctx, api, it);
};

/** A delete that was tried before finds nothing: that is what it was for, and a watch tells of it. */
const isDeletedByNow = (error: unknown, { request }: Asked, tries: number): boolean =>
  request.action === 'delete' &&
  tries > 0 &&
  error instanceof ApiError &&
  error.code === 'ResourceNotFound.InstanceId';

const deletedByNow = ({ request: { instanceId }, requestId }: Asked<InstanceRequest>): Step =>
  ended({
    outcome: 'done',
    requestId,
    instanceId,
    connection: { instanceId, status: 'Deleted' },
  });

/** One try of accept, reject, modify or delete. Rejects only with what is no answer of the cloud. */
export const act = async (
  ctx: Context,
  asked: Asked<InstanceRequest>,
  { decided, tries = 0, isRouted = false }: Hints = {},
): Promise<Step> => {
  try {
    const connection = await ctx.peering.get(asked.request.instanceId);
    const policy =
      decided ?? judge(ctx.settings, policySubjectOf(asked.request.action, connection));
    const it: Case = { asked, connection, policy, tries, isRouted, findings: [] };
    if (decided === undefined && policy.effect !== 'allow')
      return failed(
        it,
        ownFailure('PolicyDenied', `Policy does not allow this action (${policy.rule}).`),
      );
    return await byReadiness(ctx, it);
  } catch (error) {
    return isDeletedByNow(error, asked, tries)
      ? deletedByNow(asked)
      : stepOfError(error, { asked });
  }
};
