import type { Context } from '../context.ts';
import { failedEvent } from '../events/index.ts';
import { h } from '../hash.ts';
import { ApiError } from '../model/api-error.ts';
import type { Connection } from '../model/connection.ts';
import type { Failure } from '../model/failure.ts';
import { judge } from '../policy/judge.ts';
import type { Verdict } from '../policy/rule.ts';
import { policySubjectOf } from '../policy/subject.ts';
import { eventContext } from '../reconcile/announce/announce.ts';
import { readMemory } from '../state/tags.ts';
import type { Step } from './attempt.ts';
import { act } from './change/act.ts';
import { takeBack } from './change/pending.ts';

/** Why an accepter leaves a connection alone; told in the log. */
const reasonToLeave = (ctx: Context, connection: Connection): string | undefined => {
  const memory = readMemory(connection, ctx.settings);
  if (memory === null) return 'it carries no tags of ours';
  if (memory.options.accept !== 'auto') return 'its request does not ask for accept=auto';
  if (connection.status !== 'Accepting') return `it is ${connection.status}`;
  return undefined;
};

/** Only rules that say so reject; what policy does not allow waits for a human of the other side. */
const actionOf = ({ effect }: Verdict): 'accept' | 'reject' | undefined =>
  (({ allow: 'accept', reject: 'reject', deny: undefined }) as const)[effect];

const tellFailed = async (
  ctx: Context,
  connection: Connection,
  requestId: string,
  action: 'accept' | 'reject',
  failure: Failure,
): Promise<void> => {
  const facts = { requestId, action, failure, connection, previousStatus: connection.status };
  await ctx.publisher.publish([failedEvent({ ...eventContext(ctx), ...facts })]);
};

const finish = async (
  ctx: Context,
  connection: Connection,
  asked: { readonly requestId: string; readonly action: 'accept' | 'reject' },
  step: Step,
): Promise<void> => {
  if (step.kind === 'wait')
    throw step.error instanceof ApiError
      ? step.error
      : new Error(`${connection.instanceId} has to wait: ${step.detail}`);
  if (step.outcome.outcome !== 'failed') return;
  ctx.log.warn('An accept or reject failed', { code: step.outcome.failure.code });
  await takeBack(ctx, connection, { id: h(asked.requestId) });
  await tellFailed(ctx, connection, asked.requestId, asked.action, step.outcome.failure);
};

/**
 * Accepts a connection in the other account, if the cloud itself says that it waits, its own tags say
 * that it is to be accepted, and policy says that it may be. The event that brought us here is only a
 * hint. Rejects when the try has to be repeated, so that Function Compute does so.
 */
export const acceptConnection = async (ctx: Context, instanceId: string): Promise<void> => {
  const connection = await ctx.peering.get(instanceId);
  const reason = reasonToLeave(ctx, connection);
  const memory = readMemory(connection, ctx.settings);
  if (reason !== undefined || memory === null)
    return ctx.log.info('Nothing to accept', { instanceId, reason });
  const verdict = judge(ctx.settings, policySubjectOf('accept', connection));
  const action = actionOf(verdict);
  if (action === undefined || ctx.accepter === undefined) {
    ctx.log.info('The other account has to accept by hand', { instanceId, rule: verdict.rule });
    return takeBack(ctx, connection, { id: h(memory.requestId) });
  }
  const { requestId } = memory;
  const request = { action, instanceId, dryRun: false } as const;
  const step = await act(ctx, { requestId, idKind: 'explicit', request }, { decided: verdict });
  await finish(ctx, connection, { requestId, action }, step);
};
