import { askPolicy, policyDenied } from '../../admission.ts';
import type { Context } from '../../context.ts';
import { ownFailure } from '../../errors/failure.ts';
import { withoutOurTags } from '../../events/data.ts';
import type { Connection } from '../../model/connection.ts';
import type { Observation } from '../../observe.ts';
import { enqueue, MAX_TASK_BYTES, nextStep, taskBytes } from '../../queue/tasks.ts';
import { retryLater } from '../work/turns.ts';
import { dryRunDelete, followEnd, isLeaving } from './delete-call.ts';
import { handBack, refuse, waitOrFail } from './fail.ts';
import { inspectRemoval } from './inspect.ts';
import { interrupted } from './lease.ts';
import { areBack } from './put-back.ts';
import { phaseTask, type RemovalTask } from './request.ts';

/**
 * Before a delete takes anything away: policy, the API's own dry run, both sides. Then every entry is recorded in
 * the task that removes them.
 */
export const check = async (
  ctx: Context,
  task: RemovalTask,
  connection: Connection,
): Promise<void> => {
  const { requestId, origin } = task.removal;
  const lateMs = Math.max(0, ctx.clock.now() - task.due);
  const policy = askPolicy(ctx, connection, { action: 'delete', via: origin.via, force: false });
  if (policy.effect !== 'allow') return refuse(ctx, task, { failure: policyDenied(policy) });
  const refused = await dryRunDelete(ctx, task);
  if (refused) return waitOrFail(ctx, task, refused);
  const inspection = await inspectRemoval(ctx, connection, { requestId, isWriter: true });
  if (inspection.kind === 'wait') return waitOrFail(ctx, task, inspection.error);
  if (inspection.kind === 'refused') return refuse(ctx, task, inspection);
  const removal = { ...task.removal, phase: 'remove' as const, removed: [...inspection.ours] };
  const lastSeen = { ...withoutOurTags(connection, ctx.settings.name) };
  // A repetition of this check that came late makes a removal that is as late: its claim tells by that.
  const next = { ...nextStep(task, ctx.clock.now() - lateMs), lastSeen, removal };
  if (taskBytes(next) > MAX_TASK_BYTES)
    return refuse(ctx, task, { failure: tooMany(task.instanceId) });
  await enqueue(ctx, next);
};

const tooMany = (instanceId: string) =>
  ownFailure(
    'RouteConflict',
    `${instanceId} has more route entries than one delete can record and put back. Give up its routes first (PATCH with \`routes: "none"\`).`,
  );

/** A guard that comes this much early waits: the run that it guards may still be at work. */
const EARLY_MS = 5_000;

/**
 * Sees to it that a removal is concluded, whatever became of its run. The conclusion has one id, so that one that
 * exists is left alone.
 */
export const guard = async (ctx: Context, task: RemovalTask, seen: Observation): Promise<void> => {
  const now = ctx.clock.now();
  if (now < task.due - EARLY_MS) {
    await enqueue(ctx, nextStep(task, task.due));
    return;
  }
  if (seen.kind === 'trouble') {
    if ((await retryLater(ctx, task, seen.reason)) === 'enqueued') return;
  }
  const isGone = seen.kind === 'not-found' || (seen.kind === 'found' && isLeaving(seen.connection));
  const mayBeConcluded = seen.kind === 'found' && !isGone && task.removal.failure === undefined;
  if (mayBeConcluded && (await isConcluded(ctx, task, seen.connection))) return;
  const failure = isGone ? undefined : interrupted();
  const isKnown = await enqueue(ctx, phaseTask(task, now, { phase: 'conclude', failure }));
  // The run ended before it had the connection's end followed, and somebody else has deleted it since.
  if (!isKnown && seen.kind === 'not-found') await handBack(ctx, task);
  if (!isKnown && seen.kind === 'found' && isGone)
    await followEnd(ctx, task, seen.connection, true);
};

/** Where task ids are ignored a second conclusion would be taken: only entries that are away call for one. */
const isConcluded = async (
  ctx: Context,
  task: RemovalTask,
  connection: Connection,
): Promise<boolean> => !ctx.memory.honoursTaskIds && (await areBack(ctx, task, connection));
