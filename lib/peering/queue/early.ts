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

/**
 * Sleeps until a task is due that came up to 5 s early and has nothing to do before: handed on as it is, it would
 * come again at once, since the queue delays by whole seconds.
 */
export const sleepUntilDue = async (ctx: Context, { due }: Pick<AnyTask, 'due'>): Promise<void> => {
  const earlyMs = due - ctx.clock.now();
  const isShort = earlyMs > 0 && earlyMs <= EARLY_MS;
  if (isShort && earlyMs + RESERVE_MS < ctx.deadline.remaining()) await ctx.clock.sleep(earlyMs);
};
