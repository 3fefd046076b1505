import type { Context } from '../../context.ts';
import type { Connection } from '../../model/connection.ts';
import type { RoutesMessage } from '../../routes/message.ts';
import type { Memory } from '../../state/tags.ts';

/** Checks of a whole fleet are spread over a tenth of the period, so that they do not all begin at once. */
const SPREAD_SHARE = 0.1;
const MAX_SPREAD_MS = 300_000;
/** More connections than an account has: beyond that the memory starts anew. */
const MAX_REMEMBERED = 20_000;

const hasSettledRoutes = ({ status }: Connection, { mark, options }: Memory): boolean =>
  status === 'Activated' && options.routes !== 'none' && !mark.routes && !mark.pending;

const isDue = ({ settings, clock, checkedAt }: Context, instanceId: string): boolean => {
  const last = checkedAt.get(instanceId);
  return last === undefined || clock.now() - last >= settings.driftEveryMs;
};

const remember = ({ clock, checkedAt }: Context, instanceId: string): void => {
  if (checkedAt.size >= MAX_REMEMBERED) checkedAt.clear();
  checkedAt.set(instanceId, clock.now());
};

/**
 * Has the router check the routes of a connection for drift, once a period. When it was asked is remembered
 * by this process only: a fresh one asks at its first sweep. Never rejects.
 */
export const askForCheck = async (
  ctx: Context,
  connection: Connection,
  memory: Memory,
): Promise<void> => {
  const { settings, checkedAt } = ctx;
  const { instanceId, regionId } = connection;
  const isWanted = settings.drift === 'announce' && hasSettledRoutes(connection, memory);
  if (!isWanted || !isDue(ctx, instanceId)) return;
  remember(ctx, instanceId);
  const { requestId } = memory;
  const message: RoutesMessage = {
    peerflow: 'routes',
    task: 'check',
    instanceId,
    regionId,
    requestId,
  };
  const spread = Math.min(settings.driftEveryMs * SPREAD_SHARE, MAX_SPREAD_MS);
  const delay = Math.floor((ctx.random() * spread) / 1000);
  try {
    await ctx.invoker.invokeAsync(settings.functions.router, message, delay);
  } catch (error) {
    checkedAt.delete(instanceId);
    ctx.log.warn('The router could not be asked to check routes', { instanceId, error });
  }
};
