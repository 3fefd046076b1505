import { askPolicy, policyDenied } from '../../admission.ts';
import type { Context } from '../../context.ts';
import { ownFailure } from '../../errors/failure.ts';
import { withoutOurTags } from '../../events/index.ts';
import type { Connection } from '../../model/connection.ts';
import { enqueue, MAX_TASK_BYTES, nextStep, taskBytes } from '../../queue/enqueue.ts';
import { dryRunDelete } from './delete-call.ts';
import { refuse, waitOrFail } from './fail.ts';
import { inspectRemoval } from './inspect.ts';
import type { RemovalTask } from './task.ts';

const tooMany = (instanceId: string) =>
  ownFailure(
    'RouteConflict',
    `${instanceId} has more route entries than one delete can record and put back. Give up its routes first (PATCH with \`routes: "none"\`).`,
  );

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
