import type { Context } from '../../context.ts';
import { failedEvent } from '../../events/index.ts';
import type { Connection } from '../../model/connection.ts';
import type { Failure } from '../../model/failure.ts';
import { eventContext } from '../../reconcile/announce/announce.ts';
import { isTold } from '../../reconcile/announce/told.ts';
import type { Pending } from '../../state/state.ts';
import { takeBack } from './pending.ts';

/** A sink that fails for so long is given up. */
const GIVE_UP_AFTER_MS = 24 * 3600 * 1000;

/**
 * Tells that a pending action will not be, then takes it back; while some sink lacks the event it stays.
 *
 * @param requestId of the action, where it is known: a mark keeps no more of it than a hash
 */
export const refusePending = async (
  ctx: Context,
  connection: Connection,
  { pending, requestId }: { readonly pending: Pending; readonly requestId?: string | undefined },
  failure: Failure,
): Promise<void> => {
  const { instanceId, status } = connection;
  ctx.log.warn('A pending action will not be', { instanceId, code: failure.code });
  const event = failedEvent({
    ...eventContext(ctx),
    requestId: requestId ?? null,
    key: requestId === undefined ? pending.id : undefined,
    action: pending.action,
    failure,
    connection,
    previousStatus: status,
  });
  if (await isTold(ctx, event, pending.since * 1000 + GIVE_UP_AFTER_MS))
    await takeBack(ctx, connection, pending);
};
