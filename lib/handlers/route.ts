import pLimit from 'p-limit';
import * as v from 'valibot';
import type { Intake, Item } from '../intake/old-types.ts';
import type { Context } from '../peering/context.ts';
import { routesMessage } from '../peering/routes/message.ts';
import { followHint, runRoutes } from '../peering/routes/run.ts';
import { everyOne } from './every-one.ts';
import { hintedConnection } from './hint.ts';
import { isPassing } from './is-passing.ts';

const SIDE_BY_SIDE = 10;

const guarded = async (ctx: Context, work: () => Promise<void>): Promise<void> => {
  try {
    await work();
  } catch (error) {
    if (isPassing(error)) throw error;
    ctx.log.warn('The routes of a connection were left alone', { error });
  }
};

const handleItem = async (ctx: Context, item: Item): Promise<void> => {
  if (item.kind === 'message') {
    const message = v.safeParse(routesMessage, item.body);
    if (!message.success) return ctx.log.warn('A message that the router does not know');
    const log = ctx.log.with({ instanceId: message.output.instanceId });
    return guarded({ ...ctx, log }, () => runRoutes({ ...ctx, log }, message.output));
  }
  const instanceId = hintedConnection(item, ['peerflow:Connection:Activated']);
  if (instanceId === undefined) return ctx.log.debug('Nothing for the router', { kind: item.kind });
  const log = ctx.log.with({ instanceId });
  return guarded({ ...ctx, log }, () => followHint({ ...ctx, log }, instanceId));
};

/**
 * The router's work: each message or event is a hint, verified against the cloud before anything is done.
 * Rejects when one has to be tried again.
 */
export const handleRoute = async (ctx: Context, intake: Intake): Promise<void> => {
  if (intake.kind === 'http') return;
  const limit = pLimit(SIDE_BY_SIDE);
  await everyOne(intake.items.map((item) => limit(() => handleItem(ctx, item))));
};
