import type { InvalidItem, RequestFinding, RequestItem } from '../intake/types.ts';
import type { Context } from '../peering/context.ts';
import { eventContext, rejectedEvent } from '../peering/events/index.ts';
import { deliver } from '../peering/outbox.ts';

/** An item that is not a valid request, with everything that is wrong with it. */
export interface Rejected {
  readonly item: InvalidItem | RequestItem;
  readonly errors: readonly RequestFinding[];
  readonly errorCount: number;
  readonly requestId: string | null;
}

const AT_ONCE = 8;

/** Findings about one message become one event, however many of its requests are wrong. */
const byMessage = (rejected: readonly Rejected[]): readonly (readonly Rejected[])[] => {
  const groups = new Map<number, Rejected[]>();
  for (const each of rejected) {
    const group = groups.get(each.item.message) ?? [];
    group.push(each);
    groups.set(each.item.message, group);
  }
  return [...groups.values()];
};

const announce = (ctx: Context, group: readonly Rejected[]): Promise<boolean> => {
  const [first] = group;
  if (first === undefined) return Promise.resolve(true);
  const { item } = first;
  const errors = group.flatMap((each) => each.errors);
  const errorCount = group.reduce((sum, each) => sum + each.errorCount, 0);
  ctx.log.warn('Request rejected', {
    via: item.origin.via,
    principal: item.origin.principal,
    request: first.requestId,
    items: group.map((each) => each.item.position).slice(0, 20),
    errors: errors.slice(0, 10),
    errorCount,
  });
  const event = rejectedEvent({
    ...eventContext(ctx, item.origin),
    requestId: first.requestId,
    messageId: item.id?.value,
    errors,
    errorCount,
    original: item.original(),
  });
  return deliver(ctx, event);
};

/**
 * Announces what is not a valid request, one event for each message. Where a group of events reaches neither
 * sinks nor queue the rest is not tried, so that an outage does not use up the invocation.
 *
 * @returns the positions of the items whose rejection nobody heard of
 */
export const announceRejected = async (
  ctx: Context,
  rejected: readonly Rejected[],
): Promise<readonly number[]> => {
  const groups = byMessage(rejected);
  const unheard: number[] = [];
  for (let from = 0; from < groups.length; from += AT_ONCE) {
    const some = groups.slice(from, from + AT_ONCE);
    const heard = await Promise.all(some.map((group) => announce(ctx, group)));
    if (!heard.some(Boolean))
      return [
        ...unheard,
        ...groups
          .slice(from)
          .flat()
          .map(({ item }) => item.position),
      ];
    const lost = some.filter((_, at) => !heard[at]).flat();
    unheard.push(...lost.map(({ item }) => item.position));
  }
  return unheard;
};
