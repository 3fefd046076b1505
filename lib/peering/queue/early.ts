import type { Context } from '../context.ts';
import type { AnyTask } from './tasks.ts';

/** Delays are whole seconds: a run may come so much early because its delay was rounded down. */
const ROUNDING_MS = 1_000;

/** Left over to do the work and enqueue the successor after a sleep. */
const RESERVE_MS = 10_000;

/**
 * What a run does about having been woken early. The rest of a second is slept, or a task that has nothing due
 * yet would run in a tight loop. Otherwise it looks anyway, and only when it was woken early twice running does
 * it sleep inside the invocation: platforms that ignore delays, and clocks that differ, cost time, not calls
 * without end.
 *
 * @returns how often the chain was woken early in a row, for its successor
 */
export const sleepIfEarlyAgain = async (
  ctx: Context,
  task: Pick<AnyTask, 'due' | 'early'>,
): Promise<number> => {
  const earlyMs = task.due - ctx.clock.now();
  if (earlyMs < ROUNDING_MS) {
    if (earlyMs > 0) await ctx.clock.sleep(earlyMs);
    return 0;
  }
  const times = (task.early ?? 0) + 1;
  if (times < 2) return times;
  const sleepMs = Math.min(earlyMs, ctx.deadline.remaining() - RESERVE_MS);
  if (sleepMs > 0) await ctx.clock.sleep(sleepMs);
  return times;
};
