import { readerOfConnection } from '../admission.ts';
import {
  type Attempt,
  type AttemptOptions,
  attemptOf,
  ended,
  failed,
  type Wait,
  wait,
} from '../attempt.ts';
import type { Context } from '../context.ts';
import { isDryRunSuccess, isRouteExists } from '../errors/classify.ts';
import { ownFailure } from '../errors/failure.ts';
import { withoutOurTags } from '../events/data.ts';
import type { Connection } from '../model/connection.ts';
import { ApiError, type Finding } from '../model/failure.ts';
import type { DeleteRequest } from '../model/request.ts';
import { PATIENCE_OF_CALLER_MS } from '../network/reading.ts';
import { observe } from '../observe.ts';
import { followDelete } from '../reconcile/follow.ts';
import { inspectRemoval } from '../routes/removal/inspect.ts';
import { enqueueRemoval } from '../routes/removal/request.ts';
import { ACTIONS, callAction, readinessOf } from './actions.ts';
import { onDeleteOfNothing } from './delete-missing.ts';
import { callInputOf, doneOf, type Observed } from './observed.ts';

/** Deletes a connection as it was just seen; policy has been asked. */
export const remove = async (
  ctx: Context,
  it: Observed,
  request: DeleteRequest,
  options: AttemptOptions,
): Promise<Attempt> => {
  const { connection, item } = it;
  const { instanceId, status } = connection;
  if (status === 'Deleted' && request.dryRun)
    return failed(it, ownFailure('NotFound', `The connection ${instanceId} no longer exists.`));
  if (request.dryRun) return dryRun(ctx, it, request);
  const readiness = readinessOf('delete', status);
  if (readiness === 'already') {
    await followDelete(ctx, it.connection, { ...it.item.identified, request }, true);
    return doneOf(it, withoutOurTags(connection, ctx.settings.name));
  }
  if (readiness === 'later') return wait('conflict', `${instanceId} is ${status}.`);
  if (options.isLastLook) return wait(item.reason ?? 'transient', 'The last look shows no effect.');
  return mayHaveRoutes(it, request)
    ? byRouter(ctx, it, request)
    : callDelete(ctx, it, request, options);
};

/** Whose id the end of the connection carries: its maker's, or that of the asking request where no request of ours made it. */
const ownerOf = ({ tags, requestId }: Observed): string => tags?.requestId ?? requestId;

/** Whether the API would take the delete, and which route entries would go before it. */
const dryRun = async (ctx: Context, it: Observed, request: DeleteRequest): Promise<Attempt> => {
  const { requestId, policy } = it;
  const passed = (findings: readonly Finding[]) =>
    ended({ outcome: 'dry-run', requestId, policy, findings });
  if (readinessOf('delete', it.connection.status) === 'already') return passed([]);
  let isBlocked = false;
  try {
    await callAction(ctx.peering, callInputOf(it), request);
  } catch (error) {
    const isRoutes = error instanceof ApiError && isRouteExists(error) && !request.force;
    if (!isRoutes && !isDryRunSuccess(error)) return attemptOf(error, it);
    isBlocked = isRoutes;
  }
  const removesRoutes = isBlocked || mayHaveRoutes(it, request);
  const inspected = removesRoutes ? await inspect(ctx, it, isBlocked) : undefined;
  const refused = inspected && (await attemptAfter(inspected, it));
  if (refused) return refused;
  return passed(inspected?.kind === 'ready' ? inspected.findings : []);
};

/** Unknown options count as "has routes"; a connection without tags of ours never got any from us. */
const mayHaveRoutes = ({ tags }: Observed, { force }: DeleteRequest): boolean =>
  !force && tags !== null && tags.options?.routes !== 'none';

const inspect = (ctx: Context, it: Observed, isBlocked: boolean) => {
  const reader = readerOfConnection(ctx, it.connection, it.item.identified.origin.via);
  return inspectRemoval(reader, it.connection, {
    patienceMs: PATIENCE_OF_CALLER_MS,
    isWriter: false,
    isBlocked,
  });
};

/** The attempt that ends, or waits, where the routes cannot be taken away; `undefined` where they can. */
const attemptAfter = async (
  inspected: Awaited<ReturnType<typeof inspect>>,
  it: Observed,
  carry?: Wait['carry'],
): Promise<Attempt | undefined> => {
  if (inspected.kind === 'wait') return attemptOf(inspected.error, it, carry);
  if (inspected.kind === 'refused')
    return failed({ ...it, findings: inspected.findings }, inspected.failure);
  return undefined;
};

/**
 * The routes go first: the router takes them away and deletes.
 *
 * @param carry what a wait hands on where the API has refused the call for their sake
 */
const byRouter = async (
  ctx: Context,
  it: Observed,
  request: DeleteRequest,
  carry?: Wait['carry'],
): Promise<Attempt> => {
  const refused = await attemptAfter(await inspect(ctx, it, carry !== undefined), it, carry);
  if (refused) return refused;
  const { identified } = it.item;
  await enqueueRemoval(ctx, it.connection, { ...identified, request });
  return ended({
    outcome: 'queued',
    requestId: it.requestId,
    instanceId: it.connection.instanceId,
    connection: withoutOurTags(it.connection, ctx.settings.name),
    detail: `The route entries of ${it.connection.instanceId} are removed first.`,
  });
};

const callDelete = async (
  ctx: Context,
  it: Observed,
  request: DeleteRequest,
  options: AttemptOptions,
): Promise<Attempt> => {
  const isFirst = it.item.lastSeen === undefined;
  // Once for an item: what comes after is in the queue anyway.
  if (isFirst) await followDelete(ctx, it.connection, { ...it.item.identified, request }, false);
  const lastSeen = withoutOurTags(it.connection, ctx.settings.name);
  const carry = { lastSeen, ownerRequestId: ownerOf(it) };
  try {
    await callAction(ctx.peering, callInputOf(it), request);
  } catch (error) {
    if (error instanceof ApiError && isRouteExists(error) && !request.force)
      return byRouter(ctx, it, request, carry);
    return attemptOf(error, it, carry);
  }
  // The first watch may have ended while the call was refused again and again.
  if (!isFirst) await followDelete(ctx, it.connection, { ...it.item.identified, request }, true);
  return afterDelete(ctx, it, request, options);
};

/** The API took the delete: the status after it, or the end of it where that is seen already. */
const afterDelete = async (
  ctx: Context,
  it: Observed,
  request: DeleteRequest,
  options: AttemptOptions,
): Promise<Attempt> => {
  const leaving: Connection = { ...it.connection, status: ACTIONS.delete.leadsTo };
  const look = await observe(ctx, it.connection.instanceId);
  if (look.kind === 'not-found') {
    const item = { ...it.item, lastSeen: leaving, ownerRequestId: ownerOf(it) };
    const attempt = await onDeleteOfNothing(ctx, item, request, options);
    if (attempt.kind === 'wait') return attempt;
  }
  const connection = look.kind === 'found' ? look.connection : leaving;
  return doneOf(it, withoutOurTags(connection, ctx.settings.name));
};
