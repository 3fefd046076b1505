import type { Context } from '../../context.ts';
import { withoutOurTags } from '../../events/index.ts';
import type { Connection } from '../../model/connection.ts';
import type { DeleteRequest, IdentifiedRequest } from '../../model/request.ts';
import { enqueue } from '../../queue/enqueue.ts';
import { firstOf, namedChain, randomChain } from '../../queue/tasks.ts';
import { readTags } from '../../state/tags.ts';

/** Hands a delete to the router: it takes the routes away, and deletes. Rejects with `NotQueuedError`. */
export const enqueueRemoval = async (
  ctx: Context,
  connection: Connection,
  { request, requestId, idKind, origin, arrival }: IdentifiedRequest<DeleteRequest>,
): Promise<void> => {
  const { instanceId, regionId } = connection;
  // A request that is delivered twice is one removal: what it arrived with is the same each time.
  const name = namedChain('removal', instanceId, requestId, String(arrival));
  await enqueue(ctx, {
    ...firstOf('routes', randomChain(ctx.random), ctx.clock.now()),
    instanceId,
    regionId,
    ownerRequestId: readTags(connection, ctx.settings)?.requestId ?? requestId,
    lastSeen: { ...withoutOurTags(connection, ctx.settings.name) },
    cause: requestId,
    purpose: 'delete',
    tries: 0,
    spent: {},
    removal: {
      request: { ...request },
      requestId,
      idKind,
      origin: { ...origin },
      arrival,
      name,
      phase: 'check',
      removed: [],
    },
  });
};
