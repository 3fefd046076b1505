import { failureOf } from '../catalogue/failure.ts';
import { ownFailure } from '../catalogue/own.ts';
import { isDryRunSuccess } from '../catalogue/treat.ts';
import type { Context } from '../context.ts';
import { ended, type Step } from '../create/step.ts';
import { stepOfError } from '../create/step-of-error.ts';
import { withoutOurTags } from '../events/index.ts';
import { ApiError } from '../model/api-error.ts';
import type { Connection } from '../model/connection.ts';
import type { Failure } from '../model/failure.ts';
import type { Asked, InstanceRequest } from '../model/request.ts';
import { judge } from '../policy/judge.ts';
import type { Verdict } from '../policy/rule.ts';
import { policySubjectOf } from '../policy/subject.ts';
import type { PeeringApi } from '../ports.ts';
import { apiFor, callAction } from './call.ts';
import { follow } from './follow.ts';
import { blockedBy, isFirstTry, takeBack, writeDown } from './pending.ts';
import { readinessOf } from './readiness.ts';

interface Hints {
  /** The verdict of somebody who has asked policy about this very look already. */
  readonly decided?: Verdict;
  /** How often it was tried before. */
  readonly tries?: number;
}

interface Case {
  readonly asked: Asked<InstanceRequest>;
  readonly connection: Connection;
  readonly policy: Verdict;
  readonly tries: number;
}

const failed = ({ asked, connection, policy }: Case, failure: Failure): Step =>
  ended({
    outcome: 'failed',
    requestId: asked.requestId,
    instanceId: connection.instanceId,
    failure,
    policy,
  });

const done = (ctx: Context, { asked, connection, policy }: Case): Step =>
  ended({
    outcome: 'done',
    requestId: asked.requestId,
    instanceId: connection.instanceId,
    connection: withoutOurTags(connection, ctx.settings.name),
    policy,
  });

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

const dryRun = async (api: PeeringApi, it: Case): Promise<Step> => {
  try {
    await callAction(api, it.asked);
  } catch (error) {
    if (!isDryRunSuccess(error)) return stepOfError(error, it);
  }
  const { asked, policy } = it;
  return ended({ outcome: 'dry-run', requestId: asked.requestId, policy, findings: [] });
};

/** Followed, written down, called: whatever crashes in between is found by the watch or a sweep. */
const carryOut = async (ctx: Context, api: PeeringApi, it: Case): Promise<Step> => {
  const isFirst = isFirstTry(ctx, it.asked, it.connection, it.tries);
  if (isFirst) {
    await follow(ctx, it.asked, it.connection);
    await writeDown(ctx, it.asked, it.connection);
  }
  try {
    await callAction(api, it.asked);
    if (!isFirst) await follow(ctx, it.asked, it.connection, { redone: true });
    return done(ctx, it);
  } catch (error) {
    const step = await stepOfError(error, it);
    if (step.kind === 'wait') return step;
    await takeBack(ctx, it.connection);
    return step;
  }
};

const wait = (detail: string): Step => ({ kind: 'wait', reason: 'conflict', detail });

const byReadiness = async (ctx: Context, it: Case): Promise<Step> => {
  const { asked, connection } = it;
  const readiness = readinessOf(asked.request.action, connection.status);
  if (readiness === 'never') return wrongStatus(it);
  if (readiness === 'later') return wait(`${connection.instanceId} is ${connection.status}.`);
  if (readiness === 'already') {
    await follow(ctx, asked, connection);
    return done(ctx, it);
  }
  const blocker = blockedBy(ctx, asked, connection);
  if (blocker) return wait(`${connection.instanceId} has a ${blocker.action} under way.`);
  const api = await apiFor(ctx, asked, connection);
  if ('code' in api) return failed(it, api);
  return asked.request.dryRun ? dryRun(api, it) : carryOut(ctx, api, it);
};

/** One try of accept, reject, modify or delete. Rejects only with what is no answer of the cloud. */
export const act = async (
  ctx: Context,
  asked: Asked<InstanceRequest>,
  { decided, tries = 0 }: Hints = {},
): Promise<Step> => {
  try {
    const connection = await ctx.peering.get(asked.request.instanceId);
    const policy =
      decided ?? judge(ctx.settings, policySubjectOf(asked.request.action, connection));
    const it: Case = { asked, connection, policy, tries };
    if (decided === undefined && policy.effect !== 'allow')
      return failed(
        it,
        ownFailure('PolicyDenied', `Policy does not allow this action (${policy.rule}).`),
      );
    return await byReadiness(ctx, it);
  } catch (error) {
    return stepOfError(error, { asked });
  }
};
