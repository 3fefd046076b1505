import type { Context } from '../context.ts';
import { applyRoutes } from './apply/apply.ts';
import { repairRoutes } from './apply/repair.ts';
import { checkRoutes } from './check/check.ts';
import type { RoutesMessage } from './message.ts';
import { removeRoutes } from './remove/remove.ts';
import { type Seen, seeOurs, wantsRoutes } from './seen.ts';

type Task = (ctx: Context, message: RoutesMessage, seen: Seen) => Promise<void>;

/** Only the mark says that there is work: a message may be a late one of work that is done. */
const apply: Task = async (ctx, message, seen) => {
  if (seen.memory.mark.routes) return applyRoutes(ctx, message, seen);
  if (message.repair) return repairRoutes(ctx, message, seen);
  ctx.log.info('No routes are under way');
};

const TASKS: Readonly<Record<RoutesMessage['task'], Task>> = {
  apply: async (ctx, message, seen) => {
    if (!wantsRoutes(seen)) return ctx.log.info('No routes are wanted');
    await apply(ctx, message, seen);
  },
  remove: removeRoutes,
  check: (ctx, _, seen) => checkRoutes(ctx, seen),
};

/** Does one task of the router on a connection of ours. Rejects when it has to be tried again. */
export const runRoutes = async (ctx: Context, message: RoutesMessage): Promise<void> => {
  const seen = await seeOurs(ctx, message.instanceId);
  if (!seen) return ctx.log.info('The connection is none of ours, or gone');
  await TASKS[message.task](ctx, message, seen);
};

/** An Activated event from anywhere: worth a look if the connection itself says that it lacks routes. */
export const followHint = (ctx: Context, instanceId: string): Promise<void> =>
  runRoutes(ctx, { peerflow: 'routes', task: 'apply', instanceId });
