import type { Context } from '../context.ts';
import type { Connection } from '../model/connection.ts';
import { enqueue } from '../queue/enqueue.ts';
import { firstOf, namedChain, type RoutesTask } from '../queue/tasks.ts';
import type { OurTags } from '../state/tags.ts';

/** Checks of a whole fleet are spread over a tenth of the period, so that they do not all begin at once. */
const SPREAD_SHARE = 0.1;
const MAX_SPREAD_MS = 300_000;
const DAY_MS = 24 * 3600 * 1000;
/** More connections than an account has: beyond that the memory starts anew. */
const MAX_REMEMBERED = 20_000;

/** With drift off a look once a day still finds entries that lead to a connection which is gone. */
const periodOf = ({ settings }: Context): number =>
  settings.drift === 'off' ? DAY_MS : settings.driftEveryMs;

const hasRoutes = ({ status }: Connection, { options }: OurTags): boolean =>
  status === 'Activated' && options !== undefined && options.routes !== 'none';

const checkTask = (ctx: Context, instanceId: string, regionId: string, due: number): RoutesTask => {
  const period = Math.floor(due / periodOf(ctx));
  return {
    ...firstOf('routes', namedChain('check', instanceId, String(period)), ctx.clock.now()),
    instanceId,
    regionId,
    cause: instanceId,
    purpose: 'check',
    tries: 0,
    spent: {},
    due,
  };
};

/**
 * Has the router check the routes of a connection, once a period. When it was asked is remembered by this
 * process only; the name of the chain keeps other processes from asking again.
 */
export const requestDriftCheck = async (
  ctx: Context,
  connection: Connection,
  tags: OurTags,
): Promise<void> => {
  const { memory, clock } = ctx;
  const { instanceId, regionId } = connection;
  const period = periodOf(ctx);
  const last = memory.routesCheckedAt.get(instanceId);
  const isDue = last === undefined || clock.now() - last >= period;
  if (!hasRoutes(connection, tags) || !isDue) return;
  const spread = Math.min(period * SPREAD_SHARE, MAX_SPREAD_MS);
  const due = clock.now() + Math.floor(ctx.random() * spread);
  await enqueue(ctx, checkTask(ctx, instanceId, regionId, due));
  if (memory.routesCheckedAt.size >= MAX_REMEMBERED) memory.routesCheckedAt.clear();
  memory.routesCheckedAt.set(instanceId, clock.now());
};

/** A hint named the connection: its routes are worth a look now. */
export const requestCheck = async (ctx: Context, instanceId: string): Promise<void> => {
  const { clock, settings } = ctx;
  await enqueue(ctx, checkTask(ctx, instanceId, settings.region, clock.now()));
};
