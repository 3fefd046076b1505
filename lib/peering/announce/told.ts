import type { Context } from '../context.ts';
import type { FollowUpEvent } from '../model/event.ts';

/**
 * Publishes an event; true when every sink has it, or will never have it.
 *
 * @param giveUpAt epoch ms from which a sink that fails is no longer waited for
 */
export const isTold = async (
  ctx: Context,
  event: FollowUpEvent,
  giveUpAt: number,
): Promise<boolean> => {
  const [reports = []] = await ctx.publisher.publish([event]);
  const sinks = reports.filter(({ outcome }) => outcome === 'failed').map(({ sink }) => sink);
  if (sinks.length === 0) return true;
  if (ctx.clock.now() < giveUpAt) return false;
  ctx.log.error('Gave up on sinks that fail', { metric: 'sink_given_up', sinks, event: event.id });
  return true;
};
