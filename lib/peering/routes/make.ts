import { askPolicy, policyDenied } from '../admission.ts';
import type { Context } from '../context.ts';
import { eventContext, routesEvent } from '../events/index.ts';
import type { Connection } from '../model/connection.ts';
import type { RouteFact } from '../model/event.ts';
import type { Failure } from '../model/failure.ts';
import type { RoutesChoice } from '../model/request.ts';
import { observe } from '../observe.ts';
import { isSpent, jittered, type WaitReason } from '../queue/backoff.ts';
import { backoffIn, enqueue, nextStep } from '../queue/enqueue.ts';
import { MAX_CHAIN_MS, type RoutesTask } from '../queue/tasks.ts';
import { settleWait, waitingFor } from '../queue/work-item.ts';
import { deliverOrThrow } from '../reconcile/apply.ts';
import type { OurTags } from '../state/tags.ts';
import { ApplySide, type SideEnd } from './apply/side.ts';
import { type Made, madeEvent, madeOf } from './made.ts';
import { endsOf, wants } from './plan/ends.ts';
import { type RemovalEnd, RemovalSide } from './remove/side.ts';
import type { EndState } from './state.ts';
import { inTurns, longestWait, valuesOf, type Waits, type Worked } from './work/turns.ts';

/** A connection whose routes are to be as wanted. */
interface Routed {
  readonly connection: Connection;
  readonly tags: OurTags | null;
  readonly wanted: RoutesChoice;
  readonly requestId: string;
}

/** Hands the work on: the same step's successor, after a wait of some reason. */
export const waitOn = async (
  ctx: Context,
  task: RoutesTask,
  waits: Waits,
  waitMs: number,
  early: number,
): Promise<void> => {
  const { reason, waitingSince, tries, spent } = waits;
  const next = { ...nextStep(task, ctx.clock.now() + waitMs), tries, spent, reason, waitingSince };
  await enqueue(ctx, { ...next, early });
};

/** As `waitOn`, by the backoff table. Answers whether the wait has outlived its bound. */
export const retryLater = async (
  ctx: Context,
  task: RoutesTask,
  reason: WaitReason,
  early: number,
  retryAfterMs?: number,
): Promise<'given-up' | 'enqueued'> => {
  const settled = settleWait(task, ctx.clock.now());
  if (isSpent(settled.spent, reason)) return 'given-up';
  const waits = waitingFor(settled, reason, ctx.clock.now());
  await waitOn(ctx, task, waits, backoffIn(ctx, reason, waits.tries - 1, retryAfterMs), early);
  return 'enqueued';
};

/** The routes wanted; a request's own wish counts once `options` shows it, or lists have lagged for long. */
const wantedOf = (task: RoutesTask, tags: OurTags | null): RoutesChoice | 'lagging' | undefined => {
  const shown = tags?.options?.routes;
  if (task.asked === undefined) return shown ?? task.wanted;
  if (shown === task.asked.routes || isSpent(task.spent, 'pending')) return task.asked.routes;
  return 'lagging';
};

const isStillWanted = async (ctx: Context, { connection, wanted }: Routed): Promise<boolean> => {
  const seen = await observe(ctx, connection.instanceId);
  if (seen.kind !== 'found') return seen.kind === 'trouble';
  const now = seen.tags?.options?.routes ?? wanted;
  return seen.connection.status === 'Activated' && now === wanted;
};

/** Different VPCs side by side; within one VPC the API takes one write at a time. */
const makeWanted = (
  ctx: Context,
  task: RoutesTask,
  routed: Routed,
): Promise<readonly Worked<SideEnd>[]> => {
  const { connection, wanted, requestId } = routed;
  const { instanceId } = connection;
  const { name, accountId } = ctx.settings;
  const author = { name, accountId, instanceId, requestId, generation: task.chain };
  return Promise.all(
    endsOf(connection)
      .filter(({ side }) => wants(wanted, side))
      .map((end) => {
        const side = new ApplySide(ctx, end, {
          author,
          isWanted: () => isStillWanted(ctx, routed),
        });
        return inTurns(
          ctx,
          task,
          (tries) => side.turn(tries),
          (pause) => side.giveUp(pause),
        );
      }),
  );
};

/** Ours at sides that are no longer wanted go away. Sides that never had any cost a look. */
const removeUnwanted = (
  ctx: Context,
  task: RoutesTask,
  routed: Routed,
): Promise<readonly Worked<RemovalEnd>[]> => {
  const { connection, wanted, requestId } = routed;
  const { instanceId } = connection;
  const isWanted = () => isStillWanted(ctx, routed);
  const isNarrowing = task.asked !== undefined;
  return Promise.all(
    endsOf(connection)
      .filter(({ side }) => isNarrowing && !wants(wanted, side))
      .map((end) => {
        const side = new RemovalSide(ctx, end, { instanceId, requestId, isWanted });
        return inTurns(
          ctx,
          task,
          () => side.turn(),
          (pause) => side.giveUp(pause),
        );
      }),
  );
};

/** First check of a `Partial` after 5 minutes, then twice as long each time, at most an hour apart. */
const CHECK_FIRST_MS = 5 * 60_000;
const CHECK_CAP_MS = 3600 * 1000;

const checkAgain = async (ctx: Context, task: RoutesTask, { partial }: Made): Promise<void> => {
  const checks = task.partial === undefined ? 0 : (task.checks ?? 0) + 1;
  const waitMs = jittered(
    Math.min(CHECK_FIRST_MS * 2 ** Math.min(checks, 20), CHECK_CAP_MS),
    ctx.random,
  );
  const now = ctx.clock.now();
  if (now - task.begunAt >= MAX_CHAIN_MS)
    return ctx.log.warn('Routes stay partial; no further check', { instanceId: task.instanceId });
  const fresh = { tries: 0, spent: {}, reason: undefined, waitingSince: undefined };
  await enqueue(ctx, { ...nextStep(task, now + waitMs), ...fresh, partial, checks });
};

const requestIdOf = (task: RoutesTask, tags: OurTags | null): string | null =>
  task.asked?.requestId ?? tags?.requestId ?? null;

const announceMade = async (
  ctx: Context,
  task: RoutesTask,
  routed: Routed,
  made: Made,
  removed: readonly RouteFact[],
): Promise<void> => {
  const isKnown = made.type === 'Partial' && task.partial === made.partial;
  const about = {
    requestId: requestIdOf(task, routed.tags),
    cause: task.cause,
    origin: task.asked?.origin,
  };
  const facts = { ...made, facts: [...made.facts, ...removed] };
  if (!isKnown) await deliverOrThrow(ctx, madeEvent(ctx, routed.connection, facts, about));
  if (made.type === 'Partial') await checkAgain(ctx, task, made);
};

const announceRemoved = (
  ctx: Context,
  task: RoutesTask,
  { connection, tags }: Routed,
  removed: readonly RouteFact[],
): Promise<void> =>
  deliverOrThrow(
    ctx,
    routesEvent({
      ...eventContext(ctx, task.asked?.origin),
      type: 'Removed',
      plan: 'none',
      cause: task.cause,
      requestId: requestIdOf(task, tags),
      action: 'modify',
      connection,
      routes: removed,
    }),
  );

const announceFailed = (
  ctx: Context,
  task: RoutesTask,
  connection: Connection,
  failure: Failure,
): Promise<void> =>
  deliverOrThrow(
    ctx,
    routesEvent({
      ...eventContext(ctx, task.asked?.origin),
      type: 'Failed',
      plan: failure.code,
      cause: task.cause,
      requestId: task.asked?.requestId ?? null,
      action: 'create',
      connection,
      routes: [],
      failure,
    }),
  );

const conclude = async (
  ctx: Context,
  task: RoutesTask,
  routed: Routed,
  ends: readonly SideEnd[],
  removals: readonly RemovalEnd[],
): Promise<void> => {
  const states = ends.filter((each): each is EndState => each !== undefined);
  const isOff = states.length < ends.length || removals.some((each) => each.isOff);
  if (isOff || !(await isStillWanted(ctx, routed)))
    return ctx.log.info('Routes no longer wanted', { instanceId: task.instanceId });
  const removed = removals.flatMap((each) => each.removed);
  if (routed.wanted === 'none') return announceRemoved(ctx, task, routed, removed);
  await announceMade(ctx, task, routed, await madeOf(ctx, states), removed);
};

const makeRoutes = async (
  ctx: Context,
  task: RoutesTask,
  routed: Routed,
  early: number,
): Promise<void> => {
  const [made, removed] = await Promise.all([
    makeWanted(ctx, task, routed),
    removeUnwanted(ctx, task, routed),
  ]);
  const later = longestWait<unknown>([...made, ...removed]);
  if (later) return waitOn(ctx, task, later.waits, later.waitMs, early);
  await conclude(ctx, task, routed, valuesOf(made), valuesOf(removed));
};

/**
 * Makes the tables of a connection as wanted and announces what came of it. It goes by what it observes: a run
 * that comes late, or twice, finds the tables as they are.
 */
export const runMake = async (ctx: Context, task: RoutesTask, early: number): Promise<void> => {
  const { instanceId } = task;
  const settled = settleWait(task, ctx.clock.now());
  const seen = await observe(ctx, instanceId);
  if (seen.kind !== 'found') {
    const reason = seen.kind === 'trouble' ? seen.reason : 'not-found';
    if ((await retryLater(ctx, task, reason, early)) === 'given-up')
      ctx.log.error('Connection not readable; its routes are not made', { instanceId });
    return;
  }
  const { connection, tags } = seen;
  if (connection.status === 'Updating' || connection.status === 'Creating') {
    await retryLater(ctx, task, 'conflict', early);
    return;
  }
  if (connection.status !== 'Activated')
    return ctx.log.info('No routes for a connection in this status', {
      instanceId,
      status: connection.status,
    });
  const wanted = wantedOf(settled, tags);
  if (wanted === 'lagging') {
    await retryLater(ctx, task, 'pending', early);
    return;
  }
  if (wanted === undefined || (wanted === 'none' && task.asked === undefined))
    return ctx.log.info('No routes are wanted', { instanceId });
  const policy = askPolicy(ctx, connection, {
    action: 'routes',
    via: task.asked?.origin.via ?? 'timer',
  });
  if (policy.effect !== 'allow') return announceFailed(ctx, task, connection, policyDenied(policy));
  const requestId = requestIdOf(task, tags) ?? instanceId;
  await makeRoutes(ctx, settled, { connection, tags, wanted, requestId }, early);
};
