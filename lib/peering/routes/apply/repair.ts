import type { Context } from '../../context.ts';
import { writeMark } from '../../state/write.ts';
import type { RoutesMessage } from '../message.ts';
import { wants } from '../plan/ends.ts';
import type { Seen } from '../seen.ts';
import { standOf, survey } from '../survey.ts';
import { applyRoutes } from './apply.ts';

/** True if some wanted entry is not there and could be made. */
const isAnyMissing = async (ctx: Context, { connection, memory }: Seen): Promise<boolean> => {
  const ends = await survey(ctx, connection, memory.requestId);
  return ends
    .filter(({ end }) => wants(memory.options.routes, end.side))
    .map((each) => standOf(each, connection.instanceId, ctx.settings))
    .some(({ standings = [] }) => standings.some(({ state }) => state === 'missing'));
};

/**
 * Makes what is missing of routes that were settled before: somebody asked for it, since nothing else
 * invokes the router then. It is written down first, so that a crash leaves a trace.
 */
export const repairRoutes = async (
  ctx: Context,
  message: RoutesMessage,
  seen: Seen,
): Promise<void> => {
  if (!(await isAnyMissing(ctx, seen))) return ctx.log.info('No route is missing');
  const { connection, memory } = seen;
  const mark = { ...memory.mark, routes: { since: Math.floor(ctx.clock.now() / 1000) } };
  await writeMark(ctx.peering, connection, ctx.settings.name, mark);
  await applyRoutes(ctx, message, { connection, memory: { ...memory, mark } });
};
