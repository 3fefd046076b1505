import type { Context } from '../../context.ts';
import { isRouteExists } from '../../errors/classify.ts';
import { failureOf } from '../../errors/failure.ts';
import type { Connection } from '../../model/connection.ts';
import type { ApiError, Failure } from '../../model/failure.ts';
import { backoffIn, enqueue, enqueueAnew } from '../../queue/tasks.ts';
import { followDelete } from '../../reconcile/follow.ts';
import { Side, type SideEnd } from '../apply/side.ts';
import { isRecorded } from '../made.ts';
import { endsOf, type RoutedEnd } from '../plan/plan.ts';
import { oursTo } from '../work/gone.ts';
import { inTurns, pauseAfter, type Waits } from '../work/turns.ts';
import { callDelete } from './delete-call.ts';
import { conflict, refuse, waitOrFail } from './fail.ts';
import { foreignTo, inspectRemoval, refusedByForeign } from './inspect.ts';
import { CUT_AT_MOST_MS, claim, interrupted, takeLease } from './lease.ts';
import { authorOf, phaseTask, type RemovalTask } from './request.ts';

/** Left over for handing the conclusion to the queue. */
const RESERVE_MS = 30_000;
/** A watch sees a delete that is taken within a minute of its start. */
const WATCH_AGAIN_MS = 30_000;
/** Lists of entries may lag behind a removal, and others may add entries meanwhile. */
const MAX_BLOCKED = 3;

/**
 * Takes the recorded entries away and deletes. Whatever comes of it is handed to one conclusion, which the queue
 * takes once: the delete was taken, or the entries are put back and the failure is announced.
 */
export const remove = async (
  ctx: Context,
  task: RemovalTask,
  connection: Connection,
): Promise<void> => {
  if (!(await isStillSo(ctx, task, connection))) return;
  const lease = await takeLease(ctx, task);
  if ('heldMs' in lease)
    return checkAgain(
      ctx,
      task,
      `Another delete of ${task.instanceId} is under way.`,
      lease.heldMs,
    );
  if (!(await claim(ctx, task))) return;
  const now = ctx.clock.now();
  const until = now + Math.min(CUT_AT_MOST_MS, ctx.deadline.remaining() - RESERVE_MS);
  const failure = await cutAndDelete(ctx, { task, connection, until });
  const leased = { ...task, removal: { ...task.removal, leasedUntil: lease.until } };
  const conclusion = phaseTask(leased, ctx.clock.now(), { phase: 'conclude', failure });
  // Entries are away that no other run knows of: a conclusion that exists already may have come before that.
  await (failure ? enqueueAnew(ctx, conclusion) : enqueue(ctx, conclusion));
};

/**
 * Whether the look that recorded the entries still holds; it may be minutes old. Nothing is taken away yet: trouble is
 * waited out, and entries that were not recorded lead back to the check.
 */
const isStillSo = async (
  ctx: Context,
  task: RemovalTask,
  connection: Connection,
): Promise<boolean> => {
  const { removed } = task.removal;
  const now = await inspectRemoval(ctx, connection, { isWriter: false });
  if (now.kind === 'wait') await waitOrFail(ctx, task, now.error);
  if (now.kind === 'refused') await refuse(ctx, task, now);
  if (now.kind !== 'ready') return false;
  const isKnown = now.ours.every(({ side, routeTableIds, destinations }) =>
    routeTableIds.every((routeTableId) =>
      destinations.every((destinationCidrBlock) =>
        isRecorded(removed, side)({ routeTableId, destinationCidrBlock }),
      ),
    ),
  );
  const { instanceId } = task;
  // The router was still making routes, or somebody changed them.
  if (!isKnown)
    await checkAgain(ctx, task, `Routes of ${instanceId} changed while its delete began.`);
  return isKnown;
};

/** What was recorded does not hold, or will not by the time that this removal may begin. */
const checkAgain = (
  ctx: Context,
  task: RemovalTask,
  message: string,
  retryAfterMs = 0,
): Promise<void> => {
  const removal = { ...task.removal, phase: 'check' as const };
  return waitOrFail(ctx, { ...task, removal }, conflict(message, retryAfterMs));
};

/** A removal under way. */
interface Removing {
  readonly task: RemovalTask;
  readonly connection: Connection;
  /** Epoch ms after which nothing more is removed or deleted. */
  readonly until: number;
}

const cutAndDelete = async (ctx: Context, removing: Removing): Promise<Failure | undefined> =>
  (await removeBothSides(ctx, removing)) ?? (await deleteUntilTaken(ctx, removing));

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

const failureOfSide = (
  ctx: Context,
  { connection: { instanceId } }: Removing,
  { left, state, entries }: SideEnd,
): Failure | undefined => {
  const error = left.find(({ because }) => because)?.because ?? state.accessError;
  if (error) return failureOf(error);
  if (left.length > 0) return interrupted();
  const foreign = foreignTo(ctx, entries, instanceId);
  return foreign.length > 0 ? refusedByForeign(instanceId, foreign) : undefined;
};

/** One side without the recorded entries; waits too long for the time that is left end it. */
const removeSide = async (
  ctx: Context,
  { task, until }: Removing,
  end: RoutedEnd,
): Promise<SideEnd> => {
  const ours = oursTo(ctx.settings, task.instanceId);
  const side = new Side(ctx, end, {
    author: authorOf(ctx, task),
    isWanted: async () => ctx.clock.now() < until,
    plan: () => [],
    surplus: (entries) => ours(entries).filter(isRecorded(task.removal.removed, end.side)),
    // The delete fails by one that stays: no more traffic is cut for it.
    isAllOrNothing: true,
    unreadAfterMs: CUT_AT_MOST_MS,
  });
  let waits: Waits = { tries: 0, spent: {} };
  for (;;) {
    const worked = await inTurns(ctx, waits, side);
    if (worked.kind === 'ended') return worked.value;
    const { reason = 'transient' } = worked.waits;
    if (ctx.clock.now() + worked.waitMs >= until) return side.giveUp({ kind: 'pause', reason });
    await ctx.clock.sleep(worked.waitMs);
    waits = worked.waits;
  }
};

/**
 * Calls Delete until it is taken, refused for good, or traffic has been cut for long enough. A refused one may have
 * been taken all the same, its answer lost: the conclusion goes by what it sees.
 */
const deleteUntilTaken = async (ctx: Context, removing: Removing): Promise<Failure | undefined> => {
  const { task, connection, until } = removing;
  let watchedAt = Number.NEGATIVE_INFINITY;
  for (let tries = 0; ; tries++) {
    // Before the call: the connection takes its tags along.
    if (ctx.clock.now() - watchedAt > WATCH_AGAIN_MS) {
      // The router may still be making routes, also those that were just taken away, and the API need not look for them.
      await followDelete(ctx, connection, task.removal, false, true);
      watchedAt = ctx.clock.now();
    }
    const error = await callDelete(ctx, task);
    if (error === undefined) return undefined;
    const waitMs = deleteAgainIn(ctx, error, tries, until);
    if (waitMs === undefined) return failureOf(error);
    await ctx.clock.sleep(waitMs);
    const blocked = isRouteExists(error) ? await removeBothSides(ctx, removing) : undefined;
    if (blocked) return blocked;
  }
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
