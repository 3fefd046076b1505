import type { Context } from '../context.ts';
import { withoutOurTags } from '../events/data.ts';
import type { Connection } from '../model/connection.ts';
import type { IdentifiedRequest } from '../model/request.ts';
import type { WatchTask } from '../queue/task-schema.ts';
import { enqueue, firstOf, namedChain, randomChain } from '../queue/tasks.ts';
import { credible, type OurTags, readTags, type StateWord } from '../state/tags.ts';

export const wantedOf = ({
  routes,
  accept,
}: NonNullable<OurTags['options']>): NonNullable<WatchTask['wanted']> => ({ routes, accept });

/** Where a connection is and how it was last seen, so that its end can be announced without it. */
export const seenBefore = (ctx: Context, connection: Connection) => ({
  instanceId: connection.instanceId,
  regionId: connection.regionId,
  lastSeen: { ...withoutOurTags(connection, ctx.settings.name) },
  lastStatus: connection.status,
});

const HOUR_MS = 3600 * 1000;

/**
 * Has a connection followed that somebody else deletes: it will be gone before the next sweep. Named by the
 * hour, so that sweeps of one hour start one watch.
 */
export const followLeaving = (
  ctx: Context,
  connection: Connection,
  tags: OurTags,
): Promise<boolean> =>
  enqueueWatch(
    ctx,
    {
      ...seenBefore(ctx, connection),
      action: 'create',
      requestId: null,
      ownerRequestId: tags.requestId,
      announced: tags.state,
      isLeaving: true,
      ...(tags.options ? { wanted: wantedOf(tags.options) } : {}),
    },
    namedChain('leaving', connection.instanceId, String(Math.floor(ctx.clock.now() / HOUR_MS))),
  );

/** What a watch starts with; the rest follows from the connection. */
export type WatchStart = Pick<WatchTask, 'instanceId' | 'regionId' | 'action' | 'requestId'> &
  Partial<
    Pick<
      WatchTask,
      | 'ownerRequestId'
      | 'origin'
      | 'announced'
      | 'adopted'
      | 'isLeaving'
      | 'leavesRoutes'
      | 'wanted'
      | 'change'
      | 'create'
      | 'lastSeen'
      | 'lastStatus'
    >
  >;

/** The first look comes about a second after the call. */
const FIRST_LOOK_MS = 1_000;

const enqueueWatch = (ctx: Context, start: WatchStart, chain: string): Promise<boolean> => {
  const now = ctx.clock.now();
  return enqueue(ctx, {
    ownerRequestId: null,
    ...start,
    announced: announcedOf(start),
    ...firstOf('watch', chain, now),
    due: now + FIRST_LOOK_MS,
    since: now,
    looks: 0,
  });
};

/** A tag may say what has not happened yet: to believe it would keep the fact from being announced. */
const announcedOf = ({ announced = 'Requested', lastStatus }: WatchStart): StateWord =>
  lastStatus === undefined ? announced : credible(announced, lastStatus);

/** Has an action followed until its fact is announced. Rejects with `ApiError` when it was not acknowledged. */
export const follow = (ctx: Context, start: WatchStart): Promise<boolean> =>
  enqueueWatch(ctx, start, chainOf(ctx, start));

/** What a delete asks for, read or as a task carries it. */
interface Asked {
  readonly request: { readonly force?: unknown };
}

/**
 * Has the end of a connection followed that a request deletes: before the call, because the connection takes its tags
 * along, and once more where it is seen leaving: who deleted it then is not known, nor whether its route entries went
 * first. Rejects with `ApiError` when it was not acknowledged.
 *
 * @param mayLeaveRoutes what was taken away first may have been made again by the time of the call
 */
export const followDelete = (
  ctx: Context,
  connection: Connection,
  { requestId, origin, request }: Pick<IdentifiedRequest, 'requestId' | 'origin'> & Asked,
  isLeaving: boolean,
  mayLeaveRoutes = false,
): Promise<boolean> => {
  const leavesRoutes = mayLeaveRoutes || request.force === true;
  const tags = readTags(connection, ctx.settings);
  return follow(ctx, {
    ...seenBefore(ctx, connection),
    action: 'delete',
    requestId,
    ownerRequestId: tags?.requestId ?? requestId,
    origin: { ...origin },
    announced: tags?.state ?? 'Requested',
    ...(tags?.options ? { wanted: wantedOf(tags.options) } : {}),
    ...(isLeaving ? { isLeaving } : {}),
    ...(leavesRoutes || (isLeaving && tags !== null) ? { leavesRoutes: true } : {}),
  });
};

/**
 * The name of a watch's chain. Create, accept and reject happen once in a connection's life, so that replays
 * and duplicates share one watch; a modify or a delete may come again and draws a name of its own.
 */
const chainOf = (ctx: Context, { action, instanceId }: WatchStart): string =>
  action === 'modify' || action === 'delete'
    ? randomChain(ctx.random)
    : namedChain('watch', instanceId, action);
