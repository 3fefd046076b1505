import type { PoisonItem, RequestFinding, RequestItem } from '../intake/types.ts';
import type { Context } from '../peering/context.ts';
import { rejectedEvent } from '../peering/events/index.ts';
import type { FollowUpEvent } from '../peering/model/event.ts';
import type { SinkReport } from '../peering/ports.ts';
import { eventContext } from '../peering/reconcile/announce/announce.ts';

/** An item that is no valid request, with everything that is wrong with it. */
export interface Rejected {
  readonly item: PoisonItem | RequestItem;
  readonly errors: readonly RequestFinding[];
  readonly requestId: string | null;
}

/** As many as EventBridge takes in a call. Each holds the bytes of its item: more at once take memory. */
const AT_ONCE = 16;

const eventOf = (ctx: Context, { item, errors, requestId }: Rejected): FollowUpEvent =>
  rejectedEvent({
    ...eventContext(ctx),
    requestId,
    messageId: item.id?.value,
    errors,
    original: item.original(),
  });

const isHeard = (reports: readonly SinkReport[]): boolean =>
  reports.length === 0 || reports.some(({ outcome }) => outcome !== 'failed');

const positionOf = ({ item }: Rejected): number => item.position;

/**
 * Announces items that are no valid requests, each once, with every finding and its bytes. Returns the
 * positions of those that no sink took: they are not done. Where sinks take none of a batch the rest is
 * not tried, so that a bus that is down does not use up the invocation.
 */
export const announceRejected = async (
  ctx: Context,
  rejected: readonly Rejected[],
): Promise<readonly number[]> => {
  const unheard: number[] = [];
  for (let from = 0; from < rejected.length; from += AT_ONCE) {
    const batch = rejected.slice(from, from + AT_ONCE);
    for (const { item, errors } of batch)
      ctx.log.warn('An item is no valid request', { item: item.position, errors });
    const reports = await ctx.publisher.publish(batch.map((each) => eventOf(ctx, each)));
    const lost = batch.filter((_, index) => !isHeard(reports[index] ?? []));
    if (lost.length === batch.length) return [...unheard, ...rejected.slice(from).map(positionOf)];
    unheard.push(...lost.map(positionOf));
  }
  return unheard;
};
