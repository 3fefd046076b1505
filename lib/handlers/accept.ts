import { runAccept } from '../peering/commands/accept.ts';
import type { Context } from '../peering/context.ts';
import { firstOf, namedChain, UnreadableTaskError } from '../peering/queue/tasks.ts';
import { hintedConnections } from './hint.ts';
import { isOwnEcho, parseEvent, taskOf } from './task-event.ts';

/** The accepter: `accept` tasks, and events that name a connection to look at. */
export const handleAccept = async (ctx: Context, event: Buffer): Promise<void> => {
  const value = parseEvent(event);
  const task = taskOf(ctx, value, 'accepter');
  if (task?.peerflow === 'accept') return runAccept(ctx, task);
  const hinted = hintedConnections(ctx, event);
  if (hinted.length === 0 && isOwnEcho(value))
    return ctx.log.info('Event or result of ours ignored');
  if (hinted.length === 0)
    throw new UnreadableTaskError('neither an accept task nor about a connection');
  for (const instanceId of hinted) {
    const chain = firstOf('accept', namedChain('accept', instanceId), ctx.clock.now());
    await runAccept(ctx, { ...chain, instanceId, tries: 0, spent: {} }, false);
  }
};
