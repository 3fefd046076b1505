import type { Context } from '../../context.ts';
import type { Connection } from '../../model/connection.ts';
import type { WatchMessage } from './message.ts';

const LOOKS = 3;
const WITHIN_MS = 60_000;

export type MissingVerdict =
  | { readonly kind: 'deleted' }
  | { readonly kind: 'look-again'; readonly message: WatchMessage };

/** We asked for the delete, or saw it happen: nothing there means Deleted. */
const wasExpected = ({ action, seen }: WatchMessage): boolean =>
  action === 'delete' || seen === 'Deleting' || seen === 'Deleted';

const isListed = async (ctx: Context, message: WatchMessage): Promise<boolean> => {
  const page = await ctx.peering.list({
    regionId: message.regionId,
    instanceId: message.instanceId,
    maxResults: 1,
  });
  return page.items.some((each: Connection) => each.instanceId === message.instanceId);
};

/**
 * A connection that a look does not find is not yet a deleted one: new ones may take a while to show.
 * Without a delete of ours it takes three looks over a minute and no row in a list.
 */
export const judgeMissing = async (
  ctx: Context,
  message: WatchMessage,
): Promise<MissingVerdict> => {
  if (wasExpected(message)) return { kind: 'deleted' };
  const now = ctx.clock.now();
  const missingSince = message.missingSince ?? now;
  const missing = (message.missing ?? 0) + 1;
  const isLongGone = missing >= LOOKS && now - missingSince >= WITHIN_MS;
  if (isLongGone && !(await isListed(ctx, message))) return { kind: 'deleted' };
  return { kind: 'look-again', message: { ...message, missingSince, missing } };
};
