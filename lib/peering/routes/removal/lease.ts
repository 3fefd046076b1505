import type { Context } from '../../context.ts';
import { failureOf } from '../../errors/failure.ts';
import { ApiError, type Failure } from '../../model/failure.ts';
import { enqueue, firstOf, namedChain } from '../../queue/tasks.ts';
import { phaseTask, type RemovalTask } from './request.ts';

/** A delete whose run ended without a trace: it was killed, or lost its instance. */
export const interrupted = (): Failure =>
  failureOf(
    new ApiError({
      kind: 'api',
      operation: 'DeleteVpcPeerConnection',
      code: 'ServiceUnavailable',
      message: 'The delete was interrupted after route entries may have been removed.',
      status: 503,
    }),
  );

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
  if (!ctx.memory.honoursTaskIds && now - task.due > LATE_MS) {
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

/** `heldMs`: milliseconds until the lease of another removal may be over. `until`: end of its own one, epoch ms. */
type Lease = { readonly heldMs: number } | { readonly until: number };

/** Longer than a removal needs until it is concluded, with clocks that differ by 30 s. */
const PERIOD_MS = 10 * 60_000;

/**
 * Whether this removal may begin: of two at once, one would put back what the other takes away. A lease holds for the
 * present period and the next, so that a removal which comes in either finds an id taken; nothing has to end it. What
 * it has already, from its first attempt, it keeps.
 */
export const takeLease = async (ctx: Context, task: RemovalTask): Promise<Lease> => {
  const { leasedUntil = 0 } = task.removal;
  const now = ctx.clock.now();
  const period = Math.floor(now / PERIOD_MS);
  for (const each of [period, period + 1]) {
    const end = (each + 1) * PERIOD_MS;
    if (end > leasedUntil && (await enqueue(ctx, leaseTask(task, now, each))))
      return { heldMs: end - now };
  }
  return { until: (period + 2) * PERIOD_MS };
};

/** A task that does nothing: only its id counts. */
const leaseTask = (task: RemovalTask, now: number, period: number): RemovalTask => ({
  ...task,
  ...firstOf('routes', namedChain('lease', task.instanceId, String(period)), now),
  removal: { ...task.removal, phase: 'lease' },
});
