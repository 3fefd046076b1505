import { referencedConnections } from '../intake/hints.ts';
import type { Context } from '../peering/context.ts';

const MAX_HINTS = 16;

/**
 * The connections that an event of somebody else refers to (ActionTrail, or an event of ours that comes back).
 * Events may be forged, so it names connections to look at and nothing else.
 */
export const hintedConnections = (ctx: Context, event: Buffer): readonly string[] => {
  const ids = referencedConnections(event).slice(0, MAX_HINTS);
  if (ids.length > 0) ctx.log.info('Event refers to connections', { instanceIds: ids });
  return ids;
};
