import type { Context } from '../../context.ts';
import type { Connection } from '../../model/connection.ts';
import type { DeleteRequest, IdentifiedRequest } from '../../model/request.ts';
import { enqueue } from '../../queue/enqueue.ts';
import { firstOf, randomChain } from '../../queue/tasks.ts';

/** Hands a delete to the router: it takes the routes away, and deletes. Rejects with `NotQueuedError`. */
export const enqueueRemoval = async (
  ctx: Context,
  { instanceId, regionId }: Connection,
  { request, requestId, idKind, origin, arrival }: IdentifiedRequest<DeleteRequest>,
): Promise<void> => {
  const chain = randomChain(ctx.random);
  await enqueue(ctx, {
    ...firstOf('routes', chain, ctx.clock.now()),
    instanceId,
    regionId,
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
      name: chain,
      phase: 'check',
      removed: [],
    },
  });
};
