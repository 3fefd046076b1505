import pLimit from 'p-limit';
import * as v from 'valibot';
import type { Intake, Item, MessageItem } from '../intake/old-types.ts';
import type { Context } from '../peering/context.ts';
import { sweep } from '../peering/reconcile/sweep/sweep.ts';
import { watchMessage } from '../peering/reconcile/watch/message.ts';
import { runWatch } from '../peering/reconcile/watch/run.ts';
import { everyOne } from './every-one.ts';

const SIDE_BY_SIDE = 10;

const sweepMessage = v.object({
  peerflow: v.literal('sweep'),
  regions: v.array(v.string()),
  nextToken: v.optional(v.string()),
});

const handleMessage = async (ctx: Context, { body, position }: MessageItem): Promise<void> => {
  const watch = v.safeParse(watchMessage, body);
  if (watch.success) {
    const log = ctx.log.with({ item: watch.output.requestId, instanceId: watch.output.instanceId });
    return runWatch({ ...ctx, log }, watch.output);
  }
  const cursor = v.safeParse(sweepMessage, body);
  if (cursor.success) return sweep(ctx, cursor.output);
  ctx.log.warn('A message that the poller does not know', { item: position });
};

const handleItem = async (ctx: Context, item: Item): Promise<void> => {
  if (item.kind === 'message') return handleMessage(ctx, item);
  // What has happened is seen by watches and sweeps anyway: events of ours end here, so nothing loops.
  ctx.log.debug('Nothing for the poller', { item: item.position, kind: item.kind });
};

/**
 * The poller's work: a tick of the timer sweeps every managed region, a message goes on with a watch or
 * a sweep. Rejects when a watch could not be handed on, so that Function Compute retries it.
 */
export const handlePoll = async (ctx: Context, intake: Intake): Promise<void> => {
  if (intake.kind === 'http') return;
  if (intake.kind === 'timer') await sweep(ctx, { regions: ctx.settings.regions });
  const limit = pLimit(SIDE_BY_SIDE);
  await everyOne(intake.items.map((item) => limit(() => handleItem(ctx, item))));
};
