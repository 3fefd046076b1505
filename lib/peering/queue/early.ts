import type { Context } from '../context.ts';
import type { AnyTask } from './tasks.ts';

/** A run that comes so early was not delayed: some platforms ignore the header, some clocks differ. */
const EARLY_MS = 5_000;

/** Left over to do the work and enqueue the successor after a sleep. */
const RESERVE_MS = 10_000;

/**
 * What an early wake weighs against runs that came in time: of two instances whose clocks differ only the slower
 * one notices that a delay was ignored, and the faster one must not make it forget at once.
 */
const WEIGHT = 4;
const MAX_WEIGHT = 20;

/**
 * What a run does about having been woken early. A few seconds are slept: delays are whole seconds, and a task
 * that has nothing due yet would come again and again. From 5 s on it looks anyway, and sleeps inside the
 * invocation only where a run shortly before was woken early, too: platforms that ignore delays, and clocks that
 * differ, cost time, not calls without end.
 *
 * @returns what early wakes of the chain weigh by now, for its successor
 */
export const sleepIfEarlyAgain = async (
  ctx: Context,
  task: Pick<AnyTask, 'due' | 'early'>,
): Promise<number> => {
  const weight = task.early ?? 0;
  const earlyMs = task.due - ctx.clock.now();
  const isShort = earlyMs <= EARLY_MS;
  if (!isShort && weight === 0) return WEIGHT;
  const roomMs = ctx.deadline.remaining() - RESERVE_MS;
  const sleepMs = isShort && earlyMs > roomMs ? 0 : Math.min(earlyMs, roomMs);
  if (sleepMs > 0) await ctx.clock.sleep(sleepMs);
  return isShort ? Math.max(weight - 1, 0) : Math.min(weight + WEIGHT, MAX_WEIGHT);
};
