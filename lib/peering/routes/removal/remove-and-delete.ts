import type { Context } from '../../context.ts';
import { failureOf } from '../../errors/failure.ts';
import { eventContext, routesEvent } from '../../events/index.ts';
import { ApiError } from '../../model/api-error.ts';
import type { Connection } from '../../model/connection.ts';
import type { RouteFact } from '../../model/event.ts';
import type { Failure } from '../../model/failure.ts';
import { observe } from '../../observe.ts';
import { backoffIn, enqueue, nextStep } from '../../queue/enqueue.ts';
import { deliverOrThrow } from '../../reconcile/apply.ts';
import { endsOf } from '../plan/ends.ts';
import { type RemovalEnd, RemovalSide } from '../remove/side.ts';
import { inTurns, pauseAfter } from '../work/turns.ts';
import { refusedByForeign } from './inspect.ts';
import { restore } from './restore.ts';
import { deleteInputOf, dryRunDelete, followLeavingOf } from './run.ts';
import type { RemovalTask } from './task.ts';

/** Traffic is cut from the first removal on: a delete that is not taken within so long is given up. */
const CUT_AT_MOST_MS = 5 * 60_000;
/** Left over for putting everything back. */
const RESERVE_MS = 120_000;
/** The guard looks after a removal that ended without a trace. */
const GUARD_AFTER_MS = 15 * 60_000;
/** A run whose guard exists and that comes so late is a duplicate of one that ended long ago. */
const LATE_MS = 3 * 60_000;

/**
 * The guard of a removal: a step that only looks and puts back, enqueued before the first entry is taken away.
 * Where it exists already this run is a repetition: a retry soon after a crash goes on, a late one must not.
 */
const isLateDuplicate = async (ctx: Context, task: RemovalTask): Promise<boolean> => {
  const now = ctx.clock.now();
  const removal = { ...task.removal, phase: 'verify' as const };
  const existing = await enqueue(ctx, { ...nextStep(task, now + GUARD_AFTER_MS), removal });
  return existing && now - task.due > LATE_MS;
};

/** How the removal at both sides ended. */
type Removal =
  | { readonly kind: 'removed'; readonly facts: readonly RouteFact[] }
  | { readonly kind: 'failed'; readonly failure: Failure };

const failureOfEnd = ({ failed, foreign }: RemovalEnd, instanceId: string): Failure | undefined => {
  if (failed) return failureOf(failed);
  return foreign ? refusedByForeign(instanceId, foreign) : undefined;
};

const stillWanted =
  (ctx: Context, { instanceId }: Connection) =>
  async (): Promise<boolean> => {
    const seen = await observe(ctx, instanceId);
    return seen.kind === 'found' ? seen.connection.status === 'Activated' : seen.kind === 'trouble';
  };

/**
 * The other side first: where its role may not delete entries this shows before our own side is cut.
 */
const removeBothSides = async (
  ctx: Context,
  task: RemovalTask,
  connection: Connection,
): Promise<Removal> => {
  const facts: RouteFact[] = [];
  const { instanceId, removal } = task;
  const isWanted = stillWanted(ctx, connection);
  for (const end of [...endsOf(connection)].reverse()) {
    const side = new RemovalSide(ctx, end, { instanceId, requestId: removal.requestId, isWanted });
    const worked = await inTurns(
      ctx,
      { tries: 0, spent: {} },
      () => side.turn(),
      (pause) => side.giveUp(pause),
    );
    const value =
      worked.kind === 'ended'
        ? worked.value
        : await side.giveUp({ kind: 'pause', reason: worked.waits.reason ?? 'transient' });
    facts.push(...value.removed);
    const failure = failureOfEnd(value, instanceId);
    if (failure) return { kind: 'failed', failure };
  }
  return { kind: 'removed', facts };
};

const announceRemoved = (
  ctx: Context,
  { removal, cause }: RemovalTask,
  connection: Connection,
  routes: readonly RouteFact[],
): Promise<void> =>
  deliverOrThrow(
    ctx,
    routesEvent({
      ...eventContext(ctx, removal.origin),
      type: 'Removed',
      plan: 'delete',
      cause,
      requestId: removal.requestId,
      action: 'delete',
      connection,
      routes,
    }),
  );

/** Entries that went, as the task recorded them: the same whichever run announces it. */
const recordedFacts = ({ removal }: RemovalTask, connection: Connection): readonly RouteFact[] =>
  endsOf(connection).flatMap(({ side, regionId, vpcId }) =>
    removal.removed
      .filter((each) => each.side === side)
      .flatMap(({ routeTableId, destinations }) =>
        destinations.map((destinationCidrBlock) => ({
          regionId,
          vpcId,
          routeTableId,
          destinationCidrBlock,
          result: 'removed' as const,
        })),
      ),
  );

const isRouteExists = ({ code }: ApiError): boolean => code === 'OperationDenied.RouteEntryExist';

/** One call of Delete; the error of a refusal. */
const tryDelete = async (ctx: Context, task: RemovalTask): Promise<ApiError | undefined> => {
  try {
    await ctx.peering.delete(deleteInputOf(task, false));
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
};

/** Milliseconds until Delete is called again; `undefined` where the refusal is final or traffic was cut for long. */
const deleteAgainIn = (
  ctx: Context,
  error: ApiError,
  tries: number,
  until: number,
): number | undefined => {
  const reason = isRouteExists(error) && tries < 3 ? 'conflict' : pauseAfter(error)?.reason;
  if (reason === undefined) return undefined;
  const waitMs = backoffIn(ctx, reason, tries, error.retryAfterMs);
  const isLate = ctx.clock.now() + waitMs > until;
  return isLate || waitMs + RESERVE_MS > ctx.deadline.remaining() ? undefined : waitMs;
};

/** Calls Delete until it is taken, refused for good, or traffic has been cut for long enough. */
const callDelete = async (
  ctx: Context,
  task: RemovalTask,
  connection: Connection,
): Promise<ApiError | undefined> => {
  const until = ctx.clock.now() + CUT_AT_MOST_MS;
  for (let tries = 0; ; tries++) {
    const error = await tryDelete(ctx, task);
    if (error === undefined) return undefined;
    const waitMs = deleteAgainIn(ctx, error, tries, until);
    if (waitMs === undefined) return error;
    await ctx.clock.sleep(waitMs);
    const isBlocked = isRouteExists(error);
    if (isBlocked && (await removeBothSides(ctx, task, connection)).kind === 'failed') return error;
  }
};

/** A refused delete may have been taken all the same, its answer lost. */
const isTakenAfterAll = async (ctx: Context, { instanceId }: RemovalTask): Promise<boolean> => {
  const seen = await observe(ctx, instanceId);
  if (seen.kind === 'not-found') return true;
  return seen.kind === 'found' && ['Deleting', 'Deleted'].includes(seen.connection.status);
};

/**
 * Takes our entries away and deletes. It ends with the delete taken, or with the recorded entries put back and
 * the failure announced; never with neither.
 */
export const removeAndDelete = async (
  ctx: Context,
  task: RemovalTask,
  connection: Connection,
): Promise<void> => {
  if (await isLateDuplicate(ctx, task))
    return ctx.log.warn('Late duplicate of a removal ignored', { instanceId: task.instanceId });
  const refused = await dryRunDelete(ctx, task);
  if (refused && !pauseAfter(refused)) return restore(ctx, task, connection, failureOf(refused));
  const removal = await removeBothSides(ctx, task, connection);
  if (removal.kind === 'failed') return restore(ctx, task, connection, removal.failure);
  await followLeavingOf(ctx, task, connection, false);
  const error = await callDelete(ctx, task, connection);
  if (error && !(await isTakenAfterAll(ctx, task)))
    return restore(ctx, task, connection, {
      ...failureOf(error),
      retryable: pauseAfter(error) !== undefined,
    });
  await announceRemoved(ctx, task, connection, recordedFacts(task, connection));
  await followLeavingOf(ctx, task, { ...connection, status: 'Deleting' }, true);
};
