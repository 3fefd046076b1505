import type { Context } from '../../context.ts';
import type { FollowUpEvent } from '../../model/event.ts';

interface Patience {
  /** Epoch ms from which a sink that fails is no longer waited for. */
  readonly giveUpAt: number;
  /** The sinks that lack the event, where the others have it already. */
  readonly only?: readonly string[] | undefined;
}

/** Publishes an event; the sinks that still lack it and are to get it again. */
export const lackingAfter = async (
  ctx: Context,
  event: FollowUpEvent,
  { giveUpAt, only }: Patience,
): Promise<readonly string[]> => {
  const [reports = []] = await ctx.publisher.publish([event], only);
  const sinks = reports.filter(({ outcome }) => outcome === 'failed').map(({ sink }) => sink);
  if (sinks.length === 0 || ctx.clock.now() < giveUpAt) return sinks;
  ctx.log.error('Gave up on sinks that fail', { metric: 'sink_given_up', sinks, event: event.id });
  return [];
};

/** Publishes an event; true when every sink has it, or will never have it. */
export const isTold = async (
  ctx: Context,
  event: FollowUpEvent,
  giveUpAt: number,
): Promise<boolean> => (await lackingAfter(ctx, event, { giveUpAt })).length === 0;
