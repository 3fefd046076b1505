import type { Context } from '../peering/context.ts';
import { UnreadableTaskError } from '../peering/queue/tasks.ts';
import { requestCheck } from '../peering/routes/request.ts';
import { runRoutes } from '../peering/routes/run.ts';
import { hintedConnections } from './hint.ts';
import { isOwnEcho, parseEvent, taskOf } from './task-event.ts';

/** The router: `routes` tasks, and events that name a connection whose routes are worth a look. */
export const handleRoute = async (ctx: Context, event: Buffer): Promise<void> => {
  const value = parseEvent(event);
  const task = taskOf(ctx, value, 'router');
  if (task?.peerflow === 'routes') return runRoutes(ctx, task);
  const hinted = hintedConnections(ctx, event);
  if (hinted.length === 0 && isOwnEcho(value))
    return ctx.log.info('Event or result of ours ignored');
  if (hinted.length === 0)
    throw new UnreadableTaskError('neither a routes task nor about a connection');
  for (const instanceId of hinted) await requestCheck(ctx, instanceId);
};
