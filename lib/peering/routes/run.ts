import type { Context } from '../context.ts';
import { applyRoutes } from './apply/apply.ts';
import { repairRoutes } from './apply/repair.ts';
import type { RoutesMessage } from './message.ts';
import { type Seen, seeOurs, wantsRoutes } from './seen.ts';

type Task = (ctx: Context, message: RoutesMessage, seen: Seen) => Promise<void>;

const apply: Task = (ctx, message, seen) =>
  seen.memory.mark.routes ? applyRoutes(ctx, message, seen) : repairRoutes(ctx, message, seen);

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
  onOurs(ctx, { peerflow: 'routes', task: 'apply', instanceId }, async (own, message, seen) => {
    if (seen.memory.mark.routes) await applyRoutes(own, message, seen);
  });
