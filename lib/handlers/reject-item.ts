import type { PoisonItem, RequestItem } from '../intake/types.ts';
import { eventContext } from '../peering/announce/announce.ts';
import type { Context } from '../peering/context.ts';
import { rejectedEvent } from '../peering/events/index.ts';
import type { RequestFinding } from '../peering/model/failure.ts';

/**
 * Announces an item that is no valid request, once, with every finding and its bytes. Returns false
 * when no sink took the event: the item is then not done.
 */
export const rejectItem = async (
  ctx: Context,
  item: PoisonItem | RequestItem,
  errors: readonly RequestFinding[],
  requestId: string | null,
): Promise<boolean> => {
  const event = rejectedEvent({
    ...eventContext(ctx),
    requestId,
    messageId: item.id?.value,
    errors,
    original: item.original(),
  });
  ctx.log.warn('An item is no valid request', { item: item.position, errors });
  const [reports = []] = await ctx.publisher.publish([event]);
  return reports.length === 0 || reports.some(({ outcome }) => outcome !== 'failed');
};
