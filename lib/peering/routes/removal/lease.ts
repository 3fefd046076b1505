import type { Context } from '../../context.ts';
import { enqueue } from '../../queue/enqueue.ts';
import { firstOf, namedChain } from '../../queue/tasks.ts';
import type { RemovalTask } from './task.ts';

/** Longer than a removal needs until it is concluded, with clocks that differ by 30 s. */
const PERIOD_MS = 10 * 60_000;

/** A task that does nothing: only its id counts. */
const leaseTask = (task: RemovalTask, now: number, period: number): RemovalTask => ({
  ...task,
  ...firstOf('routes', namedChain('lease', task.instanceId, String(period)), now),
  removal: { ...task.removal, phase: 'lease', removed: [] },
});

/**
 * Whether this removal may begin: of two at once, one would put back what the other takes away. A lease holds for the
 * present period and the next, so that a removal which comes in either finds an id taken; nothing has to end it.
 *
 * @returns milliseconds until the lease of another one may be over; `undefined` where this one has it
 */
export const takeLease = async (ctx: Context, task: RemovalTask): Promise<number | undefined> => {
  const now = ctx.clock.now();
  const period = Math.floor(now / PERIOD_MS);
  for (const each of [period, period + 1])
    if (await enqueue(ctx, leaseTask(task, now, each))) return (each + 1) * PERIOD_MS - now;
  return undefined;
};
