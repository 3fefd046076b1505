import { askPolicy, policyDenied } from '../../admission.ts';
import type { Context } from '../../context.ts';
import { isDryRunSuccess } from '../../errors/classify.ts';
import { failureOf } from '../../errors/failure.ts';
import { ApiError } from '../../model/api-error.ts';
import type { Connection } from '../../model/connection.ts';
import type { Failure } from '../../model/failure.ts';
import { type Observation, observe } from '../../observe.ts';
import { sleepIfEarlyAgain } from '../../queue/early.ts';
import { enqueue, nextStep } from '../../queue/enqueue.ts';
import { firstOf, randomChain } from '../../queue/tasks.ts';
import { follow, seenBefore } from '../../reconcile/follow.ts';
import { clientTokenOf } from '../../request/fingerprint.ts';
import { readTags } from '../../state/tags.ts';
import { retryLater } from '../make.ts';
import { pauseAfter } from '../work/turns.ts';
import { inspectRemoval } from './inspect.ts';
import { removeAndDelete } from './remove-and-delete.ts';
import { announceDeleteFailed, restore, verify } from './restore.ts';
import type { RemovalTask } from './task.ts';

/** The input of the Delete call; the token makes its repetition harmless. */
export const deleteInputOf = ({ removal, instanceId }: RemovalTask, dryRun: boolean) => {
  const { request, requestId } = removal;
  const own = typeof request.clientToken === 'string' && !dryRun ? request.clientToken : undefined;
  const identity = { requestId, action: 'delete', dryRun, instanceId } as const;
  return {
    instanceId,
    dryRun: dryRun ? (true as const) : undefined,
    clientToken: own ?? clientTokenOf(identity),
  };
};

/** What the API says of the delete beforehand; entries that lead there are what the removal is for. */
export const dryRunDelete = async (
  ctx: Context,
  task: RemovalTask,
): Promise<ApiError | undefined> => {
  try {
    await ctx.peering.delete(deleteInputOf(task, true));
  } catch (error) {
    if (isDryRunSuccess(error)) return undefined;
    if (!(error instanceof ApiError)) throw error;
    return error.code === 'OperationDenied.RouteEntryExist' ? undefined : error;
  }
  return undefined;
};

/** The delete goes on as a request: what is not there is looked for, and then its end is announced. */
const handBack = async (ctx: Context, { removal }: RemovalTask): Promise<void> => {
  const { request, requestId, idKind, origin, arrival } = removal;
  const now = ctx.clock.now();
  const item = { request, requestId, idKind, origin, arrival, tries: 0, spent: {}, due: now };
  await enqueue(ctx, { ...firstOf('requests', randomChain(ctx.random), now), items: [item] });
};

/** Has the end of the connection followed, once the API took a delete or Deleting was seen. */
export const followLeavingOf = async (
  ctx: Context,
  { removal }: RemovalTask,
  connection: Connection,
  isLeaving: boolean,
): Promise<void> => {
  const tags = readTags(connection, ctx.settings);
  await follow(ctx, {
    ...seenBefore(ctx, connection),
    action: 'delete',
    requestId: removal.requestId,
    ownerRequestId: tags?.requestId ?? removal.requestId,
    origin: removal.origin,
    announced: tags?.state ?? 'Requested',
    ...(isLeaving ? { isLeaving } : {}),
  });
};

/** Waits out trouble before anything is taken away; when it lasts the delete fails, and nothing has changed. */
const waitOrFail = async (
  ctx: Context,
  task: RemovalTask,
  error: ApiError,
  early: number,
): Promise<void> => {
  const pause = pauseAfter(error);
  const isOver =
    pause === undefined ||
    (await retryLater(ctx, task, pause.reason, early, error.retryAfterMs)) === 'given-up';
  if (!isOver) return;
  const failure: Failure = failureOf(error);
  await announceDeleteFailed(ctx, task, { ...failure, retryable: pause !== undefined });
};

/** Policy, the API's own dry run, both sides: only then the entries are recorded, and taken away. */
const check = async (
  ctx: Context,
  task: RemovalTask,
  connection: Connection,
  early: number,
): Promise<void> => {
  const { via } = task.removal.origin;
  const policy = askPolicy(ctx, connection, { action: 'delete', via, force: false });
  if (policy.effect !== 'allow')
    return announceDeleteFailed(ctx, task, policyDenied(policy), connection);
  const refused = await dryRunDelete(ctx, task);
  if (refused) return waitOrFail(ctx, task, refused, early);
  const inspection = await inspectRemoval(ctx, connection, task.removal);
  if (inspection.kind === 'wait') return waitOrFail(ctx, task, inspection.error, early);
  if (inspection.kind === 'refused')
    return announceDeleteFailed(ctx, task, inspection.failure, connection, inspection.findings);
  const removal = { ...task.removal, phase: 'remove' as const, removed: [...inspection.ours] };
  const fresh = { tries: 0, spent: {}, reason: undefined, waitingSince: undefined };
  await enqueue(ctx, { ...nextStep(task, ctx.clock.now()), ...fresh, removal });
};

const isLeaving = ({ status }: Connection): boolean =>
  status === 'Deleting' || status === 'Deleted';

const byPhase = async (
  ctx: Context,
  task: RemovalTask,
  connection: Connection,
  early: number,
): Promise<void> => {
  const { phase, failure } = task.removal;
  if (phase === 'verify') return verify(ctx, task, connection);
  if (isLeaving(connection)) return followLeavingOf(ctx, task, connection, true);
  if (phase === 'restore' && failure) return restore(ctx, task, connection, failure);
  if (connection.status === 'Creating' || connection.status === 'Updating') {
    const busy = `The status of ${connection.instanceId} [${connection.status}] is incorrect.`;
    const error = {
      kind: 'api',
      operation: 'delete',
      code: 'Conflict.Operation',
      message: busy,
    } as const;
    return waitOrFail(ctx, task, new ApiError(error), early);
  }
  if (phase === 'remove') return removeAndDelete(ctx, task, connection);
  return check(ctx, task, connection, early);
};

const onUnreadable = async (
  ctx: Context,
  task: RemovalTask,
  seen: Exclude<Observation, { kind: 'found' }>,
  early: number,
): Promise<void> => {
  if (seen.kind === 'not-found')
    return task.removal.phase === 'verify' ? undefined : handBack(ctx, task);
  return waitOrFail(ctx, task, seen.error, early);
};

/**
 * A delete with routes: check, remove, delete, and where the delete is refused after all, put back what was
 * taken away. Every run looks first and goes by what it sees.
 */
export const runRemoval = async (ctx: Context, task: RemovalTask): Promise<void> => {
  const early = await sleepIfEarlyAgain(ctx, task);
  const seen = await observe(ctx, task.instanceId);
  if (seen.kind !== 'found') return onUnreadable(ctx, task, seen, early);
  await byPhase(ctx, task, seen.connection, early);
};
