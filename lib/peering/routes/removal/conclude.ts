import type { Context } from '../../context.ts';
import { isRouteExists } from '../../errors/classify.ts';
import { type NamedConnection, routesEvent } from '../../events/build.ts';
import { eventContext } from '../../events/envelope.ts';
import { type Connection, isStanding } from '../../model/connection.ts';
import type { Failure, Finding } from '../../model/failure.ts';
import { backoffIn, enqueue, namedChain } from '../../queue/tasks.ts';
import { deliverOrThrow } from '../../reconcile/apply.ts';
import { followDelete } from '../../reconcile/follow.ts';
import { recordedFacts } from '../made.ts';
import { endsOfView } from '../plan/plan.ts';
import { retryLater } from '../work/turns.ts';
import { isLeaving } from './delete-call.ts';
import { announceDeleteFailed, handBack } from './fail.ts';
import { look } from './look.ts';
import { putBack } from './put-back.ts';
import { phaseTask, type RemovalTask } from './request.ts';

/** Looks once more after a restore, and puts back what is missing again. */
export const verify = async (ctx: Context, task: RemovalTask): Promise<void> => {
  const seen = await look(ctx, task);
  if (seen?.kind === 'trouble') await retryLater(ctx, task, seen.reason);
  if (seen?.kind === 'found' && isStanding(seen.connection.status))
    await putBack(ctx, task, seen.connection);
};

/**
 * Concludes a removal. The delete was taken, or the connection is seen leaving or gone all the same: its entries are
 * announced as removed. Else they are put back, and the failure is announced.
 */
export const conclude = async (ctx: Context, task: RemovalTask): Promise<void> => {
  const { failure } = task.removal;
  if (failure === undefined) return announceRemoved(ctx, task);
  const seen = await look(ctx, task);
  if (seen === undefined) return;
  if (seen.kind === 'trouble' || seen.kind === 'refused') {
    const reason = seen.kind === 'trouble' ? seen.reason : 'transient';
    if ((await retryLater(ctx, task, reason)) === 'given-up')
      await announceDeleteFailed(ctx, task, { failure, findings: task.removal.findings });
    return;
  }
  if (seen.kind === 'found' && !isLeaving(seen.connection))
    return restore(ctx, task, seen.connection, failure);
  await announceRemoved(ctx, task);
  if (seen.kind === 'found') await followDelete(ctx, seen.connection, task.removal, true);
  else await handBack(ctx, task);
};

/** The API took the delete: the entries that went before it. */
const announceRemoved = async (
  ctx: Context,
  { removal, cause, instanceId, lastSeen }: RemovalTask,
): Promise<void> => {
  const connection: NamedConnection = { ...lastSeen, instanceId };
  const routes = recordedFacts(removal.removed, endsOfView(connection), 'removed');
  if (routes.length === 0) return;
  const event = routesEvent({
    ...eventContext(ctx, removal.origin),
    type: 'Removed',
    plan: 'delete',
    cause,
    requestId: removal.requestId,
    action: 'delete',
    connection,
    routes,
  });
  await deliverOrThrow(ctx, event);
};

/** One more look comes so long after entries were put back. */
const VERIFY_AFTER_MS = 2 * 60_000;
/** A second attempt waits like a third refusal: the router has made what it was making by then. */
const SECOND_AFTER_TRIES = 3;

const restore = async (
  ctx: Context,
  task: RemovalTask,
  connection: Connection,
  failure: Failure,
): Promise<void> => {
  const findings = await putBack(ctx, task, connection);
  if (findings === undefined) return;
  const areAllBack = findings.every(({ severity }) => severity !== 'error');
  if (isRouteExists(failure) && areAllBack && task.removal.restored === undefined) {
    await beginAnew(ctx, task, findings);
    return;
  }
  const all = [...(task.removal.findings ?? []), ...findings];
  await announceDeleteFailed(ctx, task, { failure, findings: all }, connection);
  if (task.removal.removed.length === 0) return;
  const now = ctx.clock.now();
  await enqueue(
    ctx,
    phaseTask(task, now, { phase: 'verify', due: now + VERIFY_AFTER_MS, failure }),
  );
};

/**
 * Entries were made while the others were taken away: the router was still at work for the create. Once everything is
 * back the delete begins anew, a single time, with a look that records them all.
 */
const beginAnew = (
  ctx: Context,
  task: RemovalTask,
  restored: readonly Finding[],
): Promise<boolean> => {
  const { removal } = task;
  const name = namedChain('second', removal.name);
  const second = { ...removal, name, restored: [...restored] };
  const now = ctx.clock.now();
  const due = now + backoffIn(ctx, 'conflict', SECOND_AFTER_TRIES);
  return enqueue(ctx, phaseTask({ ...task, removal: second }, now, { phase: 'check', due }));
};
