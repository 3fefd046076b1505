import type { Context } from '../../context.ts';
import { isSpent, type WaitReason } from '../../queue/backoff.ts';
import { backoffIn, enqueue, nextStep } from '../../queue/enqueue.ts';
import type { RoutesTask } from '../../queue/tasks.ts';
import { settleWait, waitingFor } from '../../queue/work-item.ts';
import type { Waits } from './turns.ts';

/** What a task that begins something new starts with. */
export const NO_WAITS = {
  tries: 0,
  spent: {},
  reason: undefined,
  waitingSince: undefined,
} as const;

/** Hands the work on: the successor comes after a wait of some reason. Rejects with `NotQueuedError`. */
export const waitOn = async (
  ctx: Context,
  task: RoutesTask,
  { waits, waitMs }: { readonly waits: Waits; readonly waitMs: number },
): Promise<void> => {
  const { reason, waitingSince, tries, spent } = waits;
  const next = { ...nextStep(task, ctx.clock.now() + waitMs), tries, spent, reason, waitingSince };
  await enqueue(ctx, next);
};

/** As `waitOn`, by the backoff table. Answers whether the wait has outlived its bound. */
export const retryLater = async (
  ctx: Context,
  task: RoutesTask,
  reason: WaitReason,
  retryAfterMs?: number,
): Promise<'given-up' | 'enqueued'> => {
  const settled = settleWait(task, ctx.clock.now());
  if (isSpent(settled.spent, reason)) return 'given-up';
  const waits = waitingFor(settled, reason, ctx.clock.now());
  const waitMs = backoffIn(ctx, reason, waits.tries - 1, retryAfterMs);
  await waitOn(ctx, task, { waits, waitMs });
  return 'enqueued';
};
