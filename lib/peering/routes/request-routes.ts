import { askPolicy, policyDenied } from '../admission.ts';
import type { Context } from '../context.ts';
import { classify } from '../errors/classify.ts';
import { failureOf, ownFailure } from '../errors/failure.ts';
import { ApiError } from '../model/api-error.ts';
import type { Connection } from '../model/connection.ts';
import type { Failure } from '../model/failure.ts';
import type { IdentifiedRequest, RoutesChoice } from '../model/request.ts';
import { enqueue } from '../queue/enqueue.ts';
import { firstOf, randomChain } from '../queue/tasks.ts';
import { hasRoomForOurTags, readTags } from '../state/tags.ts';
import { writeNewTags, writeOptions } from '../state/write.ts';

/** Writes what is wanted onto the connection; `undefined` where that is done. Rejects while trouble passes. */
const want = async (
  ctx: Context,
  connection: Connection,
  { requestId, routes }: { readonly requestId: string; readonly routes: RoutesChoice },
): Promise<Failure | undefined> => {
  const { name, accountId } = ctx.settings;
  const tags = readTags(connection, ctx.settings);
  const isTaggable = connection.ownerId === accountId && hasRoomForOurTags(connection);
  if (tags === null && !isTaggable)
    return ownFailure(
      'NotConfigured',
      `${connection.instanceId} cannot carry our tags, so its routes cannot be managed.`,
    );
  const known = tags?.options ?? { accept: 'manual' as const, by: 'adopt' as const };
  const options = { ...known, routes };
  try {
    await (tags === null
      ? writeNewTags(ctx.peering, connection, name, { requestId, options })
      : writeOptions(ctx.peering, connection, name, options));
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError) || classify(error).reason !== 'never') throw error;
    return failureOf(error);
  }
};

/**
 * Routes that a request asks for on a connection that exists: written down as wanted, then made so by the
 * router. Answers why they will not be. Rejects with `ApiError` while trouble passes, or `NotQueuedError`.
 */
export const requestRoutes = async (
  ctx: Context,
  connection: Connection,
  asked: IdentifiedRequest & { readonly routes: RoutesChoice },
): Promise<Failure | undefined> => {
  const { requestId, origin, request, idKind, arrival, routes } = asked;
  const policy = askPolicy(ctx, connection, { action: 'routes', via: origin.via });
  if (policy.effect !== 'allow') return policyDenied(policy);
  const refused = await want(ctx, connection, { requestId, routes });
  if (refused) return refused;
  const { instanceId, regionId } = connection;
  await enqueue(ctx, {
    ...firstOf('routes', randomChain(ctx.random), ctx.clock.now()),
    instanceId,
    regionId,
    cause: requestId,
    purpose: 'make',
    tries: 0,
    spent: {},
    asked: {
      request: { ...request },
      requestId,
      idKind,
      origin: { ...origin },
      arrival,
      routes,
    },
  });
  return undefined;
};
