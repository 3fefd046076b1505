import type { Context } from '../../context.ts';
import { isPassing } from '../../errors/classify.ts';
import { failureOf, ownFailure } from '../../errors/failure.ts';
import { ApiError } from '../../model/api-error.ts';
import type { Connection } from '../../model/connection.ts';
import type { Failure } from '../../model/failure.ts';
import { observe } from '../../observe.ts';
import { backoffIn, enqueue, enqueueAnew } from '../../queue/enqueue.ts';
import { Side, type SideEnd } from '../apply/side.ts';
import { endsOf, type RoutedEnd } from '../plan/ends.ts';
import { isRecorded } from '../record.ts';
import { inTurns, pauseAfter, type Waits } from '../work/turns.ts';
import { oursTo } from '../work/wanted.ts';
import { callDelete, dryRunDelete, followEnd, isLeaving, isRouteExists } from './delete-call.ts';
import { interrupted, waitOrFail } from './fail.ts';
import { foreignTo, inspectRemoval, refusedByForeign } from './inspect.ts';
import { phaseTask, type RemovalTask } from './task.ts';

const MINUTE_MS = 60_000;
/** Traffic is cut from the first removal on: a delete that is not taken within so long is given up. */
const CUT_AT_MOST_MS = 5 * MINUTE_MS;
/** Left over for handing the conclusion to the queue. */
const RESERVE_MS = 30_000;
/** Later than any run can still be at work, with clocks that differ by 30 s. */
const GUARD_AFTER_MS = CUT_AT_MOST_MS + 2 * MINUTE_MS;
/** Where task ids are ignored a run that comes so late is a repetition of one that ended. */
const LATE_MS = MINUTE_MS;
/** A watch sees a delete that is taken within a minute of its start. */
const WATCH_AGAIN_MS = 30_000;
/** Lists of entries may lag behind a removal, and others may add entries meanwhile. */
const MAX_BLOCKED = 3;

/** A removal under way. */
interface Removing {
  readonly task: RemovalTask;
  readonly connection: Connection;
  /** Epoch ms after which nothing more is removed or deleted. */
  readonly until: number;
}

/** One side without the recorded entries; waits too long for the time that is left end it. */
const removeSide = async (
  ctx: Context,
  { task, until }: Removing,
  end: RoutedEnd,
): Promise<SideEnd> => {
  const { removal, chain, step, instanceId } = task;
  const { name, accountId } = ctx.settings;
  const { requestId } = removal;
  const ours = oursTo(ctx.settings, instanceId);
  const side = new Side(ctx, end, {
    author: { name, accountId, instanceId, requestId, generation: `${chain} ${step}` },
    isWanted: async () => ctx.clock.now() < until,
    plan: () => [],
    surplus: (entries) => ours(entries).filter(isRecorded(removal.removed, end.side)),
    unreadAfterMs: CUT_AT_MOST_MS,
  });
  let waits: Waits = { tries: 0, spent: {} };
  for (;;) {
    const worked = await inTurns(
      ctx,
      waits,
      (now) => side.turn(now),
      (pause) => side.giveUp(pause),
      () => side.changes(),
    );
    if (worked.kind === 'ended') return worked.value;
    const { reason = 'transient' } = worked.waits;
    if (ctx.clock.now() + worked.waitMs >= until) return side.giveUp({ kind: 'pause', reason });
    await ctx.clock.sleep(worked.waitMs);
    waits = worked.waits;
  }
};

const failureOfSide = (
  ctx: Context,
  { connection: { instanceId } }: Removing,
  { left, leftBecause, state, entries }: SideEnd,
): Failure | undefined => {
  const error = leftBecause ?? state.shut;
  if (error) return { ...failureOf(error), retryable: isPassing(error) };
  if (left.length > 0) return interrupted();
  const foreign = foreignTo(ctx, entries, instanceId);
  return foreign.length > 0 ? refusedByForeign(instanceId, foreign) : undefined;
};

/** The other side first: where its role may not delete entries this shows before our own side is cut. */
const removeBothSides = async (ctx: Context, removing: Removing): Promise<Failure | undefined> => {
  const { task, connection } = removing;
  for (const end of [...endsOf(connection)].reverse()) {
    if (!task.removal.removed.some(({ side }) => side === end.side)) continue;
    const failure = failureOfSide(ctx, removing, await removeSide(ctx, removing, end));
    if (failure) return failure;
  }
  return undefined;
};

/** Milliseconds until Delete is called again; `undefined` where the refusal is final or time is up. */
const deleteAgainIn = (
  ctx: Context,
  error: ApiError,
  tries: number,
  until: number,
): number | undefined => {
  const isBlocked = isRouteExists(error) && tries < MAX_BLOCKED;
  const reason = isBlocked ? 'conflict' : pauseAfter(error)?.reason;
  if (reason === undefined) return undefined;
  const waitMs = backoffIn(ctx, reason, tries, error.retryAfterMs);
  return ctx.clock.now() + waitMs > until ? undefined : waitMs;
};

/** A refused delete may have been taken all the same, its answer lost. */
const isTaken = async (ctx: Context, { instanceId }: RemovalTask): Promise<boolean> => {
  const seen = await observe(ctx, instanceId);
  return seen.kind === 'not-found' || (seen.kind === 'found' && isLeaving(seen.connection));
};

/** Calls Delete until it is taken, refused for good, or traffic has been cut for long enough. */
const deleteUntilTaken = async (ctx: Context, removing: Removing): Promise<Failure | undefined> => {
  const { task, connection, until } = removing;
  let watchedAt = Number.NEGATIVE_INFINITY;
  for (let tries = 0; ; tries++) {
    // Before the call: the connection takes its tags along.
    if (ctx.clock.now() - watchedAt > WATCH_AGAIN_MS) {
      await followEnd(ctx, task, connection, false);
      watchedAt = ctx.clock.now();
    }
    const error = await callDelete(ctx, task);
    if (error === undefined) return undefined;
    const waitMs = deleteAgainIn(ctx, error, tries, until);
    if (waitMs === undefined)
      return (await isTaken(ctx, task))
        ? undefined
        : { ...failureOf(error), retryable: isPassing(error) };
    await ctx.clock.sleep(waitMs);
    const blocked = isRouteExists(error) ? await removeBothSides(ctx, removing) : undefined;
    if (blocked) return blocked;
  }
};

const changedMeanwhile = (instanceId: string): Failure => ({
  ...ownFailure('RouteConflict', `Routes of ${instanceId} changed while its delete began.`),
  retryable: true,
});

/** What stands in the way by now; the look that recorded the entries may be minutes old. */
const obstacle = async (
  ctx: Context,
  task: RemovalTask,
  connection: Connection,
): Promise<Failure | 'changed' | undefined> => {
  const refused = await dryRunDelete(ctx, task);
  if (refused) return { ...failureOf(refused), retryable: isPassing(refused) };
  const { requestId, removed } = task.removal;
  const now = await inspectRemoval(ctx, connection, { requestId, isWriter: false });
  if (now.kind === 'wait') return { ...failureOf(now.error), retryable: true };
  if (now.kind === 'refused') return now.failure;
  const isKnown = now.ours.every(({ side, routeTableIds, destinations }) =>
    routeTableIds.every((routeTableId) =>
      destinations.every((destinationCidrBlock) =>
        isRecorded(removed, side)({ routeTableId, destinationCidrBlock }),
      ),
    ),
  );
  return isKnown ? undefined : 'changed';
};

const cutAndDelete = async (ctx: Context, removing: Removing): Promise<Failure | undefined> =>
  (await removeBothSides(ctx, removing)) ?? (await deleteUntilTaken(ctx, removing));

/**
 * Whether this is the only run that removes. Its guard is enqueued first, under an id of its own: where it exists
 * another run has begun, and the guard will see how that ended. So no repetition, however late, takes entries away
 * again that were put back.
 */
const isOnlyRun = async (ctx: Context, task: RemovalTask): Promise<boolean> => {
  const now = ctx.clock.now();
  const due = now + GUARD_AFTER_MS;
  const isKnown = await enqueue(ctx, phaseTask(task, now, { phase: 'guard', due }));
  if (isKnown || ctx.memory.honoursTaskIds || now - task.due <= LATE_MS) return !isKnown;
  // Or the first run, at last: nothing is taken away, and this guard says that the delete failed.
  await enqueue(ctx, phaseTask(task, now, { phase: 'guard', due, failure: interrupted() }));
  return false;
};

/**
 * The router was still making routes, or somebody changed them, since they were recorded: nothing is away yet, so
 * the delete waits and looks again.
 */
const checkAgain = (
  ctx: Context,
  task: RemovalTask,
  { instanceId }: Connection,
  early: number,
): Promise<void> => {
  const removal = { ...task.removal, phase: 'check' as const, removed: [] };
  const error = new ApiError({
    kind: 'api',
    operation: 'DeleteRouteEntries',
    code: 'Conflict.Operation',
    message: changedMeanwhile(instanceId).message,
  });
  return waitOrFail(ctx, { ...task, removal }, error, early);
};

/**
 * Takes the recorded entries away and deletes. Whatever comes of it is handed to one conclusion, which the queue
 * takes once: the delete was taken, or the entries are put back and the failure is announced.
 */
export const remove = async (
  ctx: Context,
  task: RemovalTask,
  connection: Connection,
  early: number,
): Promise<void> => {
  const inTheWay = await obstacle(ctx, task, connection);
  if (inTheWay === 'changed' && ctx.clock.now() - task.due <= LATE_MS)
    return checkAgain(ctx, task, connection, early);
  if (!(await isOnlyRun(ctx, task)))
    return ctx.log.warn('Removal is under way or over; its guard concludes', {
      instanceId: task.instanceId,
    });
  const now = ctx.clock.now();
  const until = now + Math.min(CUT_AT_MOST_MS, ctx.deadline.remaining() - RESERVE_MS);
  const changed = inTheWay === 'changed' ? changedMeanwhile(task.instanceId) : inTheWay;
  const failure = changed ?? (await cutAndDelete(ctx, { task, connection, until }));
  const conclusion = phaseTask(task, ctx.clock.now(), { phase: 'conclude', failure });
  // Entries are away that no other run knows of: a conclusion that exists already may have come before that.
  await (failure ? enqueueAnew(ctx, conclusion) : enqueue(ctx, conclusion));
};
