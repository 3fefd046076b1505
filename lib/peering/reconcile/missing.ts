import type { Context } from '../context.ts';
import { ownFailure } from '../errors/failure.ts';
import { connectionEvent, failedEvent, type NamedConnection } from '../events/build.ts';
import { eventContext } from '../events/envelope.ts';
import { doubtOf, isListed } from '../observe.ts';
import type { WatchTask } from '../queue/task-schema.ts';
import { backoffIn, enqueue, firstOf, namedChain } from '../queue/tasks.ts';
import { cleanupTask } from '../routes/request.ts';
import { deliverOrThrow } from './apply.ts';

export type MissingResult =
  | { readonly kind: 'end' }
  | {
      readonly kind: 'look-again';
      readonly task: WatchTask;
      readonly waitMs: number;
      /** It would count as gone, but for a list that shows it or cannot be read: that may last. */
      readonly isInDoubt: boolean;
    };

/** Looks that have to find nothing, and over how long, before a connection counts as gone. */
const LOOKS = 3;
const WITHIN_MS = 60_000;

/**
 * Nothing there is not Deleted: new connections may take a while to show. It counts as Deleted where our delete
 * was taken or Deleting was seen; otherwise after three looks over a minute, and no row in a list. That a look comes
 * late does not count: the clocks of two instances may differ by as much as that minute.
 */
export const onMissing = async (ctx: Context, task: WatchTask): Promise<MissingResult> => {
  if (task.isLeaving || task.lastStatus === 'Deleting') return onGone(ctx, task);
  const now = ctx.clock.now();
  const since = task.missing ? task.missing.since + Math.max(0, now - task.due) : now;
  const looks = (task.missing?.looks ?? 0) + 1;
  const isLongGone = looks >= LOOKS && now - since >= WITHIN_MS;
  if (isLongGone && !(await doubtOf(isListed(ctx, task)))) return onGone(ctx, task);
  const next = { ...task, missing: { looks, since } };
  const waitMs = backoffIn(ctx, 'not-found', looks - 1);
  return { kind: 'look-again', task: next, waitMs, isInDoubt: isLongGone };
};

const onGone = async (ctx: Context, task: WatchTask): Promise<MissingResult> => {
  if (task.lastStatus === undefined) await onNeverSeen(ctx, task);
  else {
    await announceDeleted(ctx, task);
    await cleanUpRoutes(ctx, task);
  }
  return { kind: 'end' };
};

/** No look ever showed it. A create led to a connection that had been gone before: its token was an old one. */
const onNeverSeen = async (ctx: Context, task: WatchTask): Promise<void> => {
  const { create, instanceId } = task;
  if (create === undefined) return announceDeleted(ctx, task);
  const now = ctx.clock.now();
  if (isForPair(create)) {
    const item = { ...create, tries: 0, spent: {}, due: now, generation: instanceId };
    const chain = namedChain('generation', instanceId);
    await enqueue(ctx, { ...firstOf('requests', chain, now), items: [item] });
    return;
  }
  const failure = ownFailure(
    'ConnectionGone',
    `The connection ${instanceId} of this request no longer exists.`,
  );
  const { requestId, arrival, origin } = create;
  // No look ever showed it: what is known is that the create was ours.
  const connection = { ownerId: ctx.settings.accountId, ...lastSeen(task) };
  const about = { action: 'create', failure, connection } as const;
  await deliverOrThrow(
    ctx,
    failedEvent({ ...eventContext(ctx, origin), ...about, requestId, arrival }),
  );
};

const announceDeleted = (ctx: Context, task: WatchTask): Promise<void> =>
  deliverOrThrow(
    ctx,
    connectionEvent({
      ...eventContext(ctx, task.origin),
      type: 'Deleted',
      requestId: task.ownerRequestId,
      action: task.action,
      connection: lastSeen(task),
      previousStatus: task.lastStatus ?? null,
      adopted: task.adopted,
    }),
  );

/** The last look, or as much as the watch knows. */
const lastSeen = (task: WatchTask): NamedConnection => ({
  regionId: task.regionId,
  ...task.lastSeen,
  instanceId: task.instanceId,
  status: 'Deleted',
});

const isForPair = ({ idKind, request }: NonNullable<WatchTask['create']>): boolean =>
  idKind === 'pair' && request.clientToken === undefined;

/**
 * Entries of ours that lead to a connection which others deleted would swallow traffic. A modify may have asked for
 * some since this watch last saw what is wanted.
 */
const cleanUpRoutes = async (ctx: Context, task: WatchTask): Promise<void> => {
  const isClean = task.action === 'delete' && !task.leavesRoutes;
  if (isClean || !task.lastSeen) return;
  await enqueue(ctx, cleanupTask(task, task.lastSeen, ctx.clock.now(), task.wanted?.routes));
};
