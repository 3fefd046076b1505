import type { Context } from '../context.ts';
import { h } from '../hash.ts';
import type { FollowUpEvent } from '../model/event.ts';
import { lackingAfter } from '../reconcile/announce/told.ts';
import { formatMark, type RoutesWork, without } from '../state/state.ts';
import { writeMark } from '../state/write.ts';
import { type Seen, seeOurs, workSince } from './seen.ts';

/** A sink that fails for so long is given up. */
const GIVE_UP_AFTER_MS = 24 * 3600 * 1000;

const shortIdOf = ({ id }: FollowUpEvent): string => h(id).slice(0, 6);

/** The sinks that lack an event, where an earlier run told it to the others. */
const lackingBefore = ({ memory }: Seen, event: FollowUpEvent): readonly string[] | undefined => {
  const told = memory.mark.routes?.told;
  return told?.id === shortIdOf(event) ? told.lacking : undefined;
};

/** The mark may have changed while routes were made: it is read again before it is written. */
const remember = async (
  ctx: Context,
  instanceId: string,
  told: RoutesWork['told'],
): Promise<void> => {
  const now = await seeOurs(ctx, instanceId);
  const mark = now?.memory.mark;
  if (!now || !mark?.routes || mark.pending?.action === 'delete') return;
  const next = told
    ? { ...mark, routes: { since: mark.routes.since, told } }
    : without(mark, 'routes');
  if (formatMark(next) !== formatMark(mark))
    await writeMark(ctx.peering, now.connection, ctx.settings.name, next);
};

/**
 * Tells the end of the work, then forgets it: the event first, the mark only when every sink has it. Until
 * then the next run says the same again under the same id, to those sinks that lack it.
 */
export const conclude = async (ctx: Context, seen: Seen, event: FollowUpEvent): Promise<void> => {
  const giveUpAt = workSince(ctx, seen) + GIVE_UP_AFTER_MS;
  const lacking = await lackingAfter(ctx, event, { giveUpAt, only: lackingBefore(seen, event) });
  const told = lacking.length > 0 ? { id: shortIdOf(event), lacking } : undefined;
  if (told) ctx.log.warn('Some sinks lack what came of the routes', { event: event.id, lacking });
  try {
    await remember(ctx, seen.connection.instanceId, told);
  } catch (error) {
    ctx.log.warn('The mark could not be written; the sweep tells it again', { error });
  }
};
