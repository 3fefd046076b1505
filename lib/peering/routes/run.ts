import type { Context } from '../context.ts';
import { applyRoutes } from './apply/apply.ts';
import { repairRoutes } from './apply/repair.ts';
import type { RoutesMessage } from './message.ts';
import { type Seen, seeOurs, wantsRoutes } from './seen.ts';

type Task = (ctx: Context, message: RoutesMessage, seen: Seen) => Promise<void>;

/** Only the mark says that there is work: a message may be a late one of work that is done. */
const apply: Task = async (ctx, message, seen) => {
  if (seen.memory.mark.routes) return applyRoutes(ctx, message, seen);
  if (message.repair) return repairRoutes(ctx, message, seen);
  ctx.log.info('No routes are under way');
};

const onOurs = async (ctx: Context, message: RoutesMessage, task: Task): Promise<void> => {
  const seen = await seeOurs(ctx, message.instanceId);
  if (!seen || !wantsRoutes(seen)) return ctx.log.info('No routes are wanted');
  await task(ctx, message, seen);
};

/** Does one task of the router. Rejects when it has to be tried again. */
export const runRoutes = (ctx: Context, message: RoutesMessage): Promise<void> =>
  onOurs(ctx, message, apply);

/** An Activated event from anywhere: worth a look if the connection itself says that it lacks routes. */
export const followHint = (ctx: Context, instanceId: string): Promise<void> =>
  onOurs(ctx, { peerflow: 'routes', task: 'apply', instanceId }, apply);
