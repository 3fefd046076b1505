import type { Context } from '../../context.ts';
import { withoutOurTags } from '../../events/index.ts';
import type { Connection } from '../../model/connection.ts';
import type { Asked, InstanceRequest } from '../../model/request.ts';
import type { WatchMessage } from '../../reconcile/watch/message.ts';
import { scheduleWatch } from '../../reconcile/watch/reschedule.ts';
import type { Pending } from '../../state/state.ts';
import { pendingOf } from './pending.ts';

/** A deleted connection takes its tags along, so a second watch comes late in case the first was lost. */
const GUARD_MS = 15 * 60_000;

/** An action that is followed; a sweep knows neither its request nor more of its id than a hash. */
interface Followed {
  readonly requestId: string | null;
  readonly pending: Pending;
  readonly request?: InstanceRequest;
}

const messageOf = (
  ctx: Context,
  { requestId, pending, request }: Followed,
  connection: Connection,
  dueIn: number,
): WatchMessage => {
  const now = ctx.clock.now();
  return {
    peerflow: 'watch',
    instanceId: connection.instanceId,
    regionId: connection.regionId,
    requestId,
    action: pending.action,
    since: now,
    step: 1,
    due: now + dueIn,
    // Where the connection carries no mark of ours: what the asker knows need not be told.
    said: connection.status,
    pending,
    seen: connection.status,
    snapshot: { ...withoutOurTags(connection, ctx.settings.name) },
    ...(request ? { request: { ...request } } : {}),
  };
};

const followBoth = async (
  ctx: Context,
  followed: Followed,
  connection: Connection,
  redone: boolean,
): Promise<void> => {
  await scheduleWatch(ctx, { ...messageOf(ctx, followed, connection, 1_500), redone });
  if (followed.pending.action !== 'delete') return;
  const guard = { ...messageOf(ctx, followed, connection, GUARD_MS), guard: true };
  try {
    await scheduleWatch(ctx, { ...guard, since: guard.due });
  } catch (error) {
    ctx.log.warn('The guard watch could not be scheduled', {
      instanceId: connection.instanceId,
      error,
    });
  }
};

/**
 * Schedules the watch of an action before the action is called. Rejects with `ApiError` when that is
 * not possible: an action that nobody follows is not begun. What was `redone` is not made again.
 */
export const follow = (
  ctx: Context,
  asked: Asked<InstanceRequest>,
  connection: Connection,
  { redone = false }: { readonly redone?: boolean } = {},
): Promise<void> => {
  const { requestId, request } = asked;
  return followBoth(
    ctx,
    { requestId, request, pending: pendingOf(ctx, asked) },
    connection,
    redone,
  );
};

/** The same for an action that only a mark remembers. */
export const followPending = (
  ctx: Context,
  connection: Connection,
  pending: Pending,
): Promise<void> => followBoth(ctx, { requestId: null, pending }, connection, true);
