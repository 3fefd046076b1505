import { isTold } from '../announce/told.ts';
import type { Context } from '../context.ts';
import { without } from '../memory/mark.ts';
import { writeMark } from '../memory/write.ts';
import type { FollowUpEvent } from '../model/event.ts';
import { type Seen, seeOurs, workSince } from './seen.ts';

/** A sink that fails for so long is given up. */
const GIVE_UP_AFTER_MS = 24 * 3600 * 1000;

/** The mark may have changed while routes were made: it is read again before it is written. */
const forgetWork = async (ctx: Context, instanceId: string): Promise<void> => {
  const now = await seeOurs(ctx, instanceId);
  if (!now?.memory.mark.routes || now.memory.mark.pending?.action === 'delete') return;
  await writeMark(
    ctx.peering,
    now.connection,
    ctx.settings.name,
    without(now.memory.mark, 'routes'),
  );
};

/**
 * Tells the end of the work, then forgets it: the event first, the mark only when every sink has it. Until
 * then the next run says the same again under the same id.
 */
export const conclude = async (ctx: Context, seen: Seen, event: FollowUpEvent): Promise<void> => {
  const { instanceId } = seen.connection;
  const giveUpAt = workSince(ctx, seen) + GIVE_UP_AFTER_MS;
  if (!(await isTold(ctx, event, giveUpAt)))
    return ctx.log.warn('Some sinks lack what came of the routes; the sweep goes on', {
      event: event.id,
    });
  try {
    await forgetWork(ctx, instanceId);
  } catch (error) {
    ctx.log.warn('The mark could not be written; the sweep tells it again', { error });
  }
};
