import { stampOf } from '../announce/announce.ts';
import type { Context } from '../context.ts';
import { connectionEvent } from '../events/connection-event.ts';
import { ApiError } from '../model/api-error.ts';
import type { ConnectionView } from '../model/connection.ts';
import type { WatchMessage } from './message.ts';

/** The last look, or as much as the message knows. */
const lastSeen = (message: WatchMessage): ConnectionView & { instanceId: string } => ({
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
  const event = connectionEvent(
    'Deleted',
    {
      requestId: message.requestId,
      action: message.action,
      connection: lastSeen(message),
      previousStatus: message.seen ?? null,
      adopted: message.adopted ?? false,
    },
    stampOf(ctx),
  );
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
