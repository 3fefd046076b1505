import { type Attempt, type AttemptOptions, ended, failed, wait } from '../attempt.ts';
import type { Context } from '../context.ts';
import { ownFailure } from '../errors/failure.ts';
import { connectionEvent } from '../events/build.ts';
import { eventContext } from '../events/envelope.ts';
import type { Finding } from '../model/failure.ts';
import type { DeleteRequest, InstanceRequest } from '../model/request.ts';
import { isListedAnywhere } from '../observe.ts';
import { deliver } from '../outbox.ts';
import { isSpent, type WorkItem } from '../queue/backoff.ts';

/**
 * A delete that finds nothing. What was seen Deleting is Deleted; anything else is looked for during a minute,
 * and then in the lists, because a new connection may take a while to show. A caller who waits is answered at once
 * that there is no such connection.
 */
export const onDeleteOfNothing = async (
  ctx: Context,
  item: WorkItem<InstanceRequest>,
  request: DeleteRequest,
  { isAnswering }: AttemptOptions,
): Promise<Attempt> => {
  const { instanceId } = request;
  const { requestId } = item.identified;
  if (item.lastSeen?.status === 'Deleting') return announceDeleted(ctx, item, request);
  const detail = `${instanceId} is not there.`;
  if (isAnswering && item.lastSeen === undefined)
    return (await isListedAnywhere(ctx, instanceId))
      ? wait('not-found', detail)
      : failed(
          { requestId, instanceId },
          ownFailure('NotFound', `There is no connection ${instanceId}.`),
        );
  if (!isSpent(item.spent, 'not-found')) return wait('not-found', detail);
  return (await isListedAnywhere(ctx, instanceId))
    ? wait('pending', detail)
    : announceDeleted(ctx, item, request);
};

/** The end of a delete: the connection is not there, and was, or never was as far as we could see. */
const announceDeleted = async (
  ctx: Context,
  item: WorkItem<InstanceRequest>,
  { instanceId }: DeleteRequest,
): Promise<Attempt> => {
  const { requestId, origin } = item.identified;
  const findings = item.lastSeen ? [] : [neverSeen(instanceId)];
  const connection = { ...item.lastSeen, instanceId, status: 'Deleted' as const };
  const event = connectionEvent({
    ...eventContext(ctx, origin),
    type: 'Deleted',
    requestId: item.ownerRequestId ?? requestId,
    action: 'delete',
    connection,
    previousStatus: item.lastSeen?.status ?? null,
    findings,
  });
  if (!(await deliver(ctx, event)))
    return wait('transient', `Deleted of ${instanceId} was neither delivered nor queued.`);
  return ended({ outcome: 'done', requestId, instanceId, connection, findings });
};

const neverSeen = (instanceId: string): Finding => ({
  code: 'NeverSeen',
  severity: 'warning',
  pointer: '/instanceId',
  detail: `No look and no list showed ${instanceId} while this request was in progress.`,
  remedy: 'Check the instance id; nothing was deleted by this request.',
});
