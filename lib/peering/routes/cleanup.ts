import type { Context } from '../context.ts';
import type { NamedConnection } from '../events/index.ts';
import { eventContext, routesEvent } from '../events/index.ts';
import type { ConnectionView } from '../model/connection.ts';
import type { RoutesTask } from '../queue/tasks.ts';
import { deliverOrThrow } from '../reconcile/apply.ts';
import { waitOn } from './make.ts';
import type { RoutedEnd } from './plan/ends.ts';
import { type RemovalEnd, RemovalSide } from './remove/side.ts';
import { unreadRoutes } from './report/unread.ts';
import { inTurns, longestWait, valuesOf } from './work/turns.ts';

/** Both ends of a connection as it was last seen; an end that nobody remembers cannot be cleaned. */
const endsOfView = (view: ConnectionView): readonly RoutedEnd[] => {
  const { ownerId, acceptingOwnerUid, regionId, acceptingRegionId, vpc, acceptingVpc } = view;
  const requester =
    ownerId && regionId && vpc
      ? [
          {
            side: 'requester' as const,
            accountId: ownerId,
            regionId,
            vpcId: vpc.vpcId,
            destinations: [],
          },
        ]
      : [];
  const accepter =
    acceptingOwnerUid && acceptingRegionId && acceptingVpc
      ? [
          {
            side: 'accepter' as const,
            accountId: acceptingOwnerUid,
            regionId: acceptingRegionId,
            vpcId: acceptingVpc.vpcId,
            destinations: [],
          },
        ]
      : [];
  return [...requester, ...accepter];
};

const announce = async (
  ctx: Context,
  task: RoutesTask,
  connection: NamedConnection,
  ends: readonly { readonly end: RoutedEnd; readonly value: RemovalEnd }[],
): Promise<void> => {
  const routes = ends.flatMap(({ value }) => value.removed);
  const failed = ends.flatMap(({ end, value }) =>
    value.failed ? [{ end, read: { ok: false as const, error: value.failed } }] : [],
  );
  if (routes.length === 0 && failed.length === 0) return;
  await deliverOrThrow(
    ctx,
    routesEvent({
      ...eventContext(ctx),
      type: 'Removed',
      plan: 'cleanup',
      cause: task.cause,
      requestId: null,
      action: 'delete',
      connection,
      routes,
      findings: unreadRoutes(failed),
    }),
  );
};

/**
 * A connection ended by somebody else's hand: exactly our entries that lead to it are removed, so that they
 * swallow no traffic. Where they cannot be, the event names the side.
 */
export const runCleanup = async (ctx: Context, task: RoutesTask, early: number): Promise<void> => {
  const { instanceId } = task;
  const connection: NamedConnection = { ...task.lastSeen, instanceId };
  const ends = endsOfView(connection);
  const worked = await Promise.all(
    ends.map((end) => {
      const isWanted = async () => true;
      const side = new RemovalSide(ctx, end, { instanceId, requestId: instanceId, isWanted });
      return inTurns(
        ctx,
        task,
        () => side.turn(),
        async (pause) => ({ ...(await side.giveUp(pause)) }),
      );
    }),
  );
  const later = longestWait(worked);
  if (later) return waitOn(ctx, task, later.waits, later.waitMs, early);
  const values = valuesOf(worked);
  await announce(
    ctx,
    task,
    connection,
    ends.flatMap((end, at) => {
      const value = values[at];
      return value ? [{ end, value }] : [];
    }),
  );
};
