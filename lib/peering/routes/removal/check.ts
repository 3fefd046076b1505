import { askPolicy, policyDenied } from '../../admission.ts';
import type { Context } from '../../context.ts';
import { ownFailure } from '../../errors/failure.ts';
import { withoutOurTags } from '../../events/data.ts';
import type { Connection } from '../../model/connection.ts';
import { observe } from '../../observe.ts';
import { enqueue, MAX_TASK_BYTES, nextStep, taskBytes } from '../../queue/tasks.ts';
import { dryRunDelete } from './delete-call.ts';
import { refuse, waitOrFail } from './fail.ts';
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
  const { origin } = task.removal;
  const lateMs = Math.max(0, ctx.clock.now() - task.due);
  const policy = askPolicy(ctx, connection, { action: 'delete', via: origin.via });
  if (policy.effect !== 'allow') return refuse(ctx, task, { failure: policyDenied(policy) });
  const refused = await dryRunDelete(ctx, task);
  if (refused) return waitOrFail(ctx, task, refused);
  const inspection = await inspectRemoval(ctx, connection, { isWriter: true });
  if (inspection.kind === 'wait') return waitOrFail(ctx, task, inspection.error);
  if (inspection.kind === 'refused') return refuse(ctx, task, inspection);
  const removal = { ...task.removal, phase: 'remove' as const, removed: [...inspection.ours] };
  const lastSeen = { ...withoutOurTags(connection, ctx.settings.name) };
  // A repetition of this check that came late makes a removal that is as late: its claim tells by that.
  const next = { ...nextStep(task, ctx.clock.now() - lateMs), lastSeen, removal };
  if (taskBytes(next) > MAX_BYTES) return refuse(ctx, task, { failure: tooMany(task.instanceId) });
  await enqueue(ctx, next);
};

/** The tasks after this one say in addition why the delete failed, and what they have put back so far. */
const MAX_BYTES = MAX_TASK_BYTES / 3;

const tooMany = (instanceId: string) =>
  ownFailure(
    'RouteConflict',
    `${instanceId} has more route entries than one delete can record and put back. Give up its routes first (PATCH with \`routes: "none"\`).`,
  );

/**
 * Sees to it that a removal is concluded, whatever became of its run. The conclusion has one id, so that one that
 * exists is left alone.
 */
export const guard = async (ctx: Context, task: RemovalTask): Promise<void> => {
  const now = ctx.clock.now();
  if (now < task.due) {
    // The run that it guards may still be at work.
    await enqueue(ctx, nextStep(task, task.due));
    return;
  }
  if (await isConcluded(ctx, task)) return;
  await enqueue(ctx, phaseTask(task, now, { phase: 'conclude', failure: interrupted() }));
};

/** Where task ids are ignored a second conclusion would be taken: only entries that are away call for one. */
const isConcluded = async (ctx: Context, task: RemovalTask): Promise<boolean> => {
  if (ctx.memory.honoursTaskIds || task.removal.failure) return false;
  const seen = await observe(ctx, task.instanceId);
  return seen.kind === 'found' && areBack(ctx, task, seen.connection);
};
