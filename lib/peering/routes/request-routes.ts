import { askPolicy, policyDenied } from '../admission.ts';
import type { Context } from '../context.ts';
import { isPassing } from '../errors/classify.ts';
import { failureOf, ownFailure } from '../errors/failure.ts';
import { withoutOurTags } from '../events/index.ts';
import { ApiError } from '../model/api-error.ts';
import type { Connection } from '../model/connection.ts';
import type { Failure } from '../model/failure.ts';
import type { IdentifiedRequest, RoutesChoice } from '../model/request.ts';
import { observe } from '../observe.ts';
import { enqueue } from '../queue/enqueue.ts';
import { firstOf, randomChain } from '../queue/tasks.ts';
import { hasRoomForOurTags, readTags } from '../state/tags.ts';
import { writeNewTags, writeOptions } from '../state/write.ts';

/** Whether a fresh look shows what is wanted. */
const shows = async (
  ctx: Context,
  { instanceId }: Connection,
  routes: RoutesChoice,
): Promise<boolean> => {
  const seen = await observe(ctx, instanceId);
  return seen.kind === 'found' && seen.tags?.options?.routes === routes;
};

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
    if (!(error instanceof ApiError) || isPassing(error)) throw error;
    // A service that refuses to overwrite refuses a write whose answer was lost, too.
    return (await shows(ctx, connection, routes)) ? undefined : failureOf(error);
  }
};

type Asked = IdentifiedRequest & { readonly routes: RoutesChoice };

/** Has the router make the tables as a request asks. Rejects with `NotQueuedError`. */
export const enqueueMake = async (
  ctx: Context,
  connection: Connection,
  { requestId, origin, request, idKind, arrival, routes }: Asked,
): Promise<void> => {
  const asked = {
    request: { ...request },
    requestId,
    idKind,
    origin: { ...origin },
    arrival,
    routes,
  };
  await enqueue(ctx, {
    ...firstOf('routes', randomChain(ctx.random), ctx.clock.now()),
    instanceId: connection.instanceId,
    regionId: connection.regionId,
    lastSeen: { ...withoutOurTags(connection, ctx.settings.name) },
    cause: requestId,
    purpose: 'make',
    tries: 0,
    spent: {},
    asked,
  });
};

/** Why policy does not let a request change routes; `undefined` where it does. */
const deniedBy = (ctx: Context, connection: Connection, via: string): Failure | undefined => {
  const policy = askPolicy(ctx, connection, { action: 'routes', via });
  return policy.effect === 'allow' ? undefined : policyDenied(policy);
};

/**
 * Routes that a request asks for on a connection that exists: written down as wanted, then made so by the
 * router. Answers why they will not be. Rejects with `ApiError` while trouble passes, or `NotQueuedError`.
 */
export const requestRoutes = async (
  ctx: Context,
  connection: Connection,
  asked: Asked,
): Promise<Failure | undefined> => {
  const { requestId, routes } = asked;
  const refused =
    deniedBy(ctx, connection, asked.origin.via) ??
    (await want(ctx, connection, { requestId, routes }));
  if (!refused) await enqueueMake(ctx, connection, asked);
  return refused;
};
/**
 * Makes good what is missing of the routes that are wanted of a connection already (`POST .../routes`). Answers why
 * that will not be. Rejects with `NotQueuedError`.
 */
export const repairRoutes = async (
  ctx: Context,
  connection: Connection,
  identified: IdentifiedRequest,
): Promise<Failure | undefined> => {
  const routes = readTags(connection, ctx.settings)?.options?.routes ?? 'none';
  if (routes === 'none')
    return ownFailure(
      'InvalidRequest',
      `No routes are wanted of ${connection.instanceId}; send PATCH with routes to want them.`,
    );
  const denied = deniedBy(ctx, connection, identified.origin.via);
  if (!denied) await enqueueMake(ctx, connection, { ...identified, routes });
  return denied;
};
