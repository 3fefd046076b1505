import type { Context } from '../../context.ts';
import { enqueue } from '../../queue/enqueue.ts';
import { interrupted } from './interrupted.ts';
import { phaseTask, type RemovalTask } from './task.ts';

const MINUTE_MS = 60_000;
/** Traffic is cut from the first removal on: a delete that is not taken within so long is given up. */
export const CUT_AT_MOST_MS = 5 * MINUTE_MS;
/** Later than any run can still be at work, with clocks that differ by 30 s. */
const GUARD_AFTER_MS = CUT_AT_MOST_MS + 2 * MINUTE_MS;

/** Where task ids are ignored a run that comes so late may be a repetition of one that ended. */
const LATE_MS = MINUTE_MS;

/**
 * Whether this run decides the removal. Its guard is enqueued first, under an id of its own: where it exists another
 * run has begun, and the guard will see how that ended. So no repetition, however late, takes entries away again that
 * were put back, and no second delivery of a request announces another end.
 */
export const claim = async (ctx: Context, task: RemovalTask): Promise<boolean> => {
  const now = ctx.clock.now();
  const due = now + GUARD_AFTER_MS;
  const isKnown = await enqueue(ctx, phaseTask(task, now, { phase: 'guard', due }));
  if (!isKnown && !ctx.memory.honoursTaskIds && now - task.due > LATE_MS) {
    // Or the first run, at last: nothing is taken away, and this guard says that the delete failed.
    await enqueue(ctx, phaseTask(task, now, { phase: 'guard', due, failure: interrupted() }));
    return false;
  }
  if (isKnown)
    ctx.log.warn('Removal is under way or over; its guard concludes', {
      instanceId: task.instanceId,
    });
  return !isKnown;
};
