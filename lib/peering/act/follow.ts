import type { Context } from '../context.ts';
import { withoutOurTags } from '../events/index.ts';
import type { Connection } from '../model/connection.ts';
import type { Asked, InstanceRequest } from '../model/request.ts';
import type { WatchMessage } from '../watch/message.ts';
import { scheduleWatch } from '../watch/reschedule.ts';
import { pendingOf } from './pending.ts';

/** A deleted connection takes its tags along, so a second watch comes late in case the first was lost. */
const GUARD_MS = 15 * 60_000;

const messageOf = (
  ctx: Context,
  asked: Asked<InstanceRequest>,
  connection: Connection,
  dueIn: number,
): WatchMessage => {
  const now = ctx.clock.now();
  return {
    peerflow: 'watch',
    instanceId: connection.instanceId,
    regionId: connection.regionId,
    requestId: asked.requestId,
    action: asked.request.action,
    since: now,
    step: 1,
    due: now + dueIn,
    // Where the connection carries no mark of ours: what the asker knows need not be told.
    said: connection.status,
    pending: pendingOf(ctx, asked),
    seen: connection.status,
    snapshot: { ...withoutOurTags(connection, ctx.settings.name) },
    request: { ...asked.request },
  };
};

/**
 * Schedules the watch of an action before the action is called. Rejects with `ApiError` when that is
 * not possible: an action that nobody follows is not begun. What was `redone` is not made again.
 */
export const follow = async (
  ctx: Context,
  asked: Asked<InstanceRequest>,
  connection: Connection,
  { redone = false }: { readonly redone?: boolean } = {},
): Promise<void> => {
  await scheduleWatch(ctx, { ...messageOf(ctx, asked, connection, 1_500), redone });
  if (asked.request.action !== 'delete') return;
  const guard = { ...messageOf(ctx, asked, connection, GUARD_MS), guard: true };
  try {
    await scheduleWatch(ctx, { ...guard, since: guard.due });
  } catch (error) {
    ctx.log.warn('The guard watch could not be scheduled', {
      instanceId: connection.instanceId,
      error,
    });
  }
};
