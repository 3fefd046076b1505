import type { Context } from '../context.ts';
import type { AnyTask } from './tasks.ts';

/** A run that comes so early was not delayed: some platforms ignore the header, some clocks differ. */
const EARLY_MS = 5_000;

/** Left over to do the work and enqueue the successor after a sleep. */
const RESERVE_MS = 10_000;

/**
 * What a run does about having been woken early. A few seconds are slept: delays are whole seconds, and a task
 * that has nothing due yet would come again and again. From 5 s on it looks anyway, and sleeps inside the
 * invocation only when that has happened before: platforms that ignore delays, and clocks that differ, cost
 * time, not calls without end.
 *
 * @returns how often the chain was woken early, for its successor
 */
export const sleepIfEarlyAgain = async (
  ctx: Context,
  task: Pick<AnyTask, 'due' | 'early'>,
): Promise<number> => {
  const earlyMs = task.due - ctx.clock.now();
  const isShort = earlyMs <= EARLY_MS;
  const times = isShort ? 0 : (task.early ?? 0) + 1;
  const roomMs = ctx.deadline.remaining() - RESERVE_MS;
  if (times === 1) return times;
  const sleepMs = isShort && earlyMs > roomMs ? 0 : Math.min(earlyMs, roomMs);
  if (sleepMs > 0) await ctx.clock.sleep(sleepMs);
  // Remembered once: between instances whose clocks differ, every other run would seem to be on time.
  return isShort ? Math.min(task.early ?? 0, 1) : times;
};
