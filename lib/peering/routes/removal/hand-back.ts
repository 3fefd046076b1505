import type { Context } from '../../context.ts';
import { enqueue } from '../../queue/enqueue.ts';
import { firstOf, randomChain } from '../../queue/tasks.ts';
import { cleanupTask } from '../cleanup-task.ts';
import type { RemovalTask } from './task.ts';

/**
 * Nothing is there any more: the delete goes on as a request, which looks for it and announces its end, and
 * entries that lead there are taken away.
 */
export const handBack = async (ctx: Context, task: RemovalTask): Promise<void> => {
  const { removal, lastSeen, ownerRequestId } = task;
  const { request, requestId, idKind, origin, arrival } = removal;
  const now = ctx.clock.now();
  const item = {
    ...{ request, requestId, idKind, origin, arrival, lastSeen, ownerRequestId },
    ...{ tries: 0, spent: {}, due: now },
  };
  if (lastSeen) await enqueue(ctx, cleanupTask(task, lastSeen, now));
  await enqueue(ctx, { ...firstOf('requests', randomChain(ctx.random), now), items: [item] });
};
