import type { Context } from '../../context.ts';
import { jittered } from '../../queue/backoff.ts';
import { MAX_CHAIN_MS } from '../../queue/task-kind.ts';
import type { RoutesTask } from '../../queue/task-schema.ts';
import { enqueue, nextStep } from '../../queue/tasks.ts';

const MINUTE_MS = 60_000;
/** First check after 5 minutes, then twice as long each time, at most an hour apart. */
const FIRST_MS = 5 * MINUTE_MS;
const CAP_MS = 60 * MINUTE_MS;

/**
 * Has what is told and not as it should be looked at again, for seven days. Rejects with `NotQueuedError`.
 *
 * @param partial what is told: a later check that finds the same tells nothing
 */
export const checkAgain = async (
  ctx: Context,
  task: RoutesTask,
  partial: string,
): Promise<void> => {
  const checks = task.partial === undefined ? 0 : (task.checks ?? 0) + 1;
  const waitMs = Math.min(FIRST_MS * 2 ** Math.min(checks, 20), CAP_MS);
  const now = ctx.clock.now();
  if (now - task.begunAt >= MAX_CHAIN_MS)
    return ctx.log.warn('Routes stay partial; no further check', { instanceId: task.instanceId });
  const due = now + jittered(waitMs, ctx.random);
  await enqueue(ctx, { ...nextStep(task, due), changed: undefined, partial, checks });
};
