import type { Context } from '../../context.ts';
import { connectionEvent, type NamedConnection } from '../../events/index.ts';
import { ApiError } from '../../model/api-error.ts';
import { eventContext } from '../announce/announce.ts';
import type { WatchMessage } from './message.ts';

/** The last look, or as much as the message knows. */
const lastSeen = (message: WatchMessage): NamedConnection => ({
  regionId: message.regionId,
  ...message.snapshot,
  instanceId: message.instanceId,
  status: 'Deleted',
});

/**
 * Announces a connection that is gone and took its tags with it. Nothing can be marked any more, so a
 * failed delivery must keep the watch alive: it rejects when no sink has the event.
 */
export const announceDeleted = async (ctx: Context, message: WatchMessage): Promise<void> => {
  const event = connectionEvent({
    ...eventContext(ctx),
    type: 'Deleted',
    requestId: message.requestId,
    action: message.action,
    connection: lastSeen(message),
    previousStatus: message.seen ?? null,
    adopted: message.adopted ?? false,
  });
  const [reports = []] = await ctx.publisher.publish([event]);
  const lacking = reports.filter(({ outcome }) => outcome === 'failed');
  if (lacking.length > 0)
    throw new ApiError({
      kind: 'network',
      operation: 'publish',
      code: 'NotPublished',
      message: `Deleted of ${message.instanceId} did not reach every sink`,
    });
};
