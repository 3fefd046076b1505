import type { Context } from '../../context.ts';
import { h } from '../../hash.ts';
import type { Asked, DeleteRequest } from '../../model/request.ts';
import type { Pending } from '../../state/state.ts';
import type { RoutesMessage } from '../message.ts';
import { type Seen, seeOurs } from '../seen.ts';

/** A delete that waits for its routes; with Force the API removes them itself. */
export const waitingDelete = ({ connection, memory }: Seen): Pending | undefined => {
  const { pending } = memory.mark;
  const isWaiting = pending?.action === 'delete' && pending.detail !== 'force';
  return isWaiting && connection.status === 'Activated' ? pending : undefined;
};

/** The delete request itself, if the message names the one that the mark remembers. */
export const askedDelete = (
  { instanceId, requestId, clientToken }: RoutesMessage,
  pending: Pending,
): Asked<DeleteRequest> | undefined => {
  if (!requestId || h(requestId) !== pending.id) return undefined;
  const request: DeleteRequest = {
    action: 'delete',
    instanceId,
    dryRun: false,
    force: false,
    ...(clientToken === undefined ? {} : { clientToken }),
  };
  return { requestId, idKind: 'message', request };
};

/** Whether the delete is still to be: it may be off, or done by somebody else. */
export const isStillDeleting = async (ctx: Context, instanceId: string): Promise<boolean> => {
  const now = await seeOurs(ctx, instanceId);
  return now !== undefined && waitingDelete(now) !== undefined;
};
