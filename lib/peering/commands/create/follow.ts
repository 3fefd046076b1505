import type { Context } from '../../context.ts';
import type { Asked, CreateRequest } from '../../model/request.ts';
import type { WatchMessage } from '../../reconcile/watch/message.ts';
import { scheduleWatch } from '../../reconcile/watch/reschedule.ts';
import { nextLookIn } from '../../reconcile/watch/schedule.ts';
import type { Said } from '../../state/state.ts';

/**
 * Sends a watch after a connection. A watch that cannot be scheduled is no reason to fail: the tags
 * are on the connection and the sweep finds it.
 */
export const follow = async (
  ctx: Context,
  asked: Asked<CreateRequest>,
  instanceId: string,
  extra: { readonly adopted?: boolean; readonly said?: Said } = {},
): Promise<void> => {
  const now = ctx.clock.now();
  const message: WatchMessage = {
    peerflow: 'watch',
    instanceId,
    regionId: asked.request.regionId,
    requestId: asked.requestId,
    action: 'create',
    since: now,
    step: 1,
    due: now + nextLookIn(0, ctx.random),
    ...extra,
    ...(asked.idKind === 'pair' ? { request: { ...asked.request } } : {}),
  };
  try {
    await scheduleWatch(ctx, message);
  } catch (error) {
    ctx.log.warn('The watch could not be scheduled; the sweep follows', { instanceId, error });
  }
};
