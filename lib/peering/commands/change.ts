import { askPolicy, policyDenied } from '../admission.ts';
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
import { valuesOf } from '../decide/modification.ts';
import { isDryRunSuccess } from '../errors/classify.ts';
import { ownFailure } from '../errors/failure.ts';
import { connectionEvent } from '../events/build.ts';
import { withoutOurTags } from '../events/data.ts';
import { eventContext } from '../events/envelope.ts';
import type { Status } from '../model/connection.ts';
import type { InstanceRequest, ModifyRequest } from '../model/request.ts';
import { isListedAnywhere, observe } from '../observe.ts';
import { deliver } from '../outbox.ts';
import { isSpent, type WorkItem } from '../queue/backoff.ts';
import { NotQueuedError } from '../queue/tasks.ts';
import { acceptByHand, makerOf } from '../reconcile/apply.ts';
import { follow, seenBefore, wantedOf } from '../reconcile/follow.ts';
import { requestRoutes } from '../routes/request.ts';
import { formatOptions, readTags, withOptions } from '../state/tags.ts';
import { ACTIONS, callAction, type Readiness, readinessOf, showsEffect } from './actions.ts';
import { remove } from './delete.ts';
import { onDeleteOfNothing } from './delete-missing.ts';
import {
  callInputOf,
  credentialsFor,
  doneOf,
  type Observed,
  preconditionFailed,
  routesRefused,
  tooLate,
  wrongStatus,
} from './observed.ts';

type Item = WorkItem<InstanceRequest>;

/**
 * One attempt at an accept, a reject, a modify or a delete: a fresh look at the connection, policy, then the
 * call. Rejects only with what is not an answer of the cloud.
 */
export const change = async (
  ctx: Context,
  item: Item,
  options: AttemptOptions,
): Promise<Attempt> => {
  const { request, requestId, origin } = item.identified;
  const { instanceId } = request;
  const about = { requestId, instanceId };
  try {
    const look = await observe(ctx, instanceId);
    if (look.kind === 'not-found')
      return request.action === 'delete' && !request.dryRun
        ? await onDeleteOfNothing(ctx, item, request, options)
        : await onNotFound(ctx, item, options);
    if (look.kind !== 'found') return await attemptOf(look.error, about);
    const question = {
      action: policyActionOf(request),
      via: origin.via,
      ...(request.action === 'delete' ? { force: request.force } : {}),
    };
    const connection = withOptions(look.connection, item.options, ctx.settings);
    const tags = readTags(connection, ctx.settings);
    const policy = askPolicy(ctx, connection, question);
    const attempt = await onFound(ctx, { ...about, connection, tags, item, policy }, options);
    // What is given up after it is told with the connection that it saw.
    return attempt.kind === 'wait' && options.isLastLook ? { ...attempt, connection } : attempt;
  } catch (error) {
    return attemptOf(error, about);
  }
};

/** A connection that no look shows may be a new one; a caller who waits is answered at once. */
const onNotFound = async (
  ctx: Context,
  item: Item,
  { isAnswering }: AttemptOptions,
): Promise<Attempt> => {
  const { requestId, request } = item.identified;
  const { instanceId } = request;
  const isOver = isAnswering || isSpent(item.spent, 'not-found');
  if (!isOver) return wait('not-found', `${instanceId} is not there yet.`);
  if (await isListedAnywhere(ctx, instanceId))
    return wait('pending', `${instanceId} is listed, but not readable yet.`);
  return failed(
    { requestId, instanceId },
    ownFailure('NotFound', `There is no connection ${instanceId}.`),
  );
};

const policyActionOf = (request: InstanceRequest) =>
  isRoutesOnly(request) ? ('routes' as const) : request.action;

const isRoutesOnly = (request: InstanceRequest): boolean =>
  request.action === 'modify' && Object.keys(valuesOf(request)).length === 0;

const onFound = async (ctx: Context, it: Observed, options: AttemptOptions): Promise<Attempt> => {
  const { request } = it.item.identified;
  if (it.policy.effect !== 'allow') return failed(it, policyDenied(it.policy));
  const refused = routesRefused(ctx, it) ?? preconditionFailed(ctx, it);
  if (refused) return refused;
  if (request.action === 'delete') return remove(ctx, it, request, options);
  if (request.dryRun) return dryRun(ctx, it);
  return byReadiness(ctx, it, options);
};

const dryRun = async (ctx: Context, it: Observed): Promise<Attempt> => {
  const { request } = it.item.identified;
  const { requestId, policy } = it;
  const passed = ended({ outcome: 'dry-run', requestId, policy, findings: [] });
  const readiness = readinessFor(ctx, it);
  if (readiness === 'never') return tooLate(it);
  if (readiness === 'already' || isRoutesOnly(request)) return passed;
  const api = await credentialsFor(ctx, it);
  if (!api.ok) return failed(it, api.failure);
  try {
    await callAction(api.value, callInputOf(it), request);
  } catch (error) {
    if (!isDryRunSuccess(error)) return attemptOf(error, it);
  }
  return passed;
};

/** What cannot be any more fails, unless it is seen to be done: a message may come again after the end. */
const byReadiness = async (
  ctx: Context,
  it: Observed,
  { isLastLook }: AttemptOptions,
): Promise<Attempt> => {
  const readiness = readinessFor(ctx, it);
  if (readiness === 'already' || (isLastLook && isSeenDone(it))) return onThere(ctx, it);
  if (readiness === 'never') return tooLate(it);
  if (readiness === 'later') return waitForStatus(it);
  if (isLastLook) return wait(it.item.reason ?? 'transient', 'The last look shows no effect.');
  return call(ctx, it);
};

const readinessFor = (ctx: Context, it: Observed): Readiness => {
  if (isAcceptedSoon(ctx, it)) return 'later';
  const readiness = readinessOf(it.item.identified.request.action, it.connection.status);
  return readiness === 'never' && isSeenDone(it) ? 'already' : readiness;
};

/** The accepter is at it: the modify is possible in a moment. */
const isAcceptedSoon = (ctx: Context, { connection, tags, item }: Observed): boolean =>
  item.identified.request.action === 'modify' &&
  connection.status === 'Accepting' &&
  tags?.options?.accept === 'auto' &&
  acceptByHand(ctx, connection, item.identified.origin.via) === undefined;

/** An earlier try did it and its answer was lost; of routes only the router knows. */
const isSeenDone = ({ connection, item }: Observed): boolean => {
  const { request } = item.identified;
  const asksForRoutes = request.action === 'modify' && request.routes !== undefined;
  return !asksForRoutes && showsEffect(connection, request);
};

/** The connection is as asked already, or on its way there. */
const onThere = async (ctx: Context, it: Observed): Promise<Attempt> => {
  const { connection, item } = it;
  const isModify = item.identified.request.action === 'modify';
  try {
    await followChange(ctx, it);
  } catch (error) {
    // What is told here needs no watch.
    const isNeeded = isModify || !isTold(connection.status);
    if (isNeeded || !(error instanceof NotQueuedError)) throw error;
    ctx.log.warn('Watch not enqueued', { instanceId: connection.instanceId, error });
  }
  if (!isModify && !(await announceAgain(ctx, it)))
    return wait('transient', `${connection.status} was neither delivered nor queued.`);
  return doneOf(it, withoutOurTags(connection, ctx.settings.name));
};

/** Has the effect of an action followed until its fact is announced. Rejects with `ApiError`. */
const followChange = async (ctx: Context, it: Observed): Promise<void> => {
  const { connection, tags, item } = it;
  const { request, requestId, origin } = item.identified;
  await follow(ctx, {
    ...seenBefore(ctx, connection),
    action: request.action,
    requestId,
    ownerRequestId: tags?.requestId ?? requestId,
    origin: { ...origin },
    announced: tags?.state ?? 'Requested',
    ...(tags?.options ? { wanted: wantedOf(tags.options) } : {}),
    ...(request.action === 'modify'
      ? {
          change: {
            values: valuesOf(request),
            ...(connection.gmtModified ? { modifiedBefore: connection.gmtModified } : {}),
          },
        }
      : {}),
  });
};

const isTold = (status: Status): status is 'Activated' | 'Rejected' =>
  status === 'Activated' || status === 'Rejected';

/** A watch of this action may have run and ended long ago, so what it would announce is announced here. */
const announceAgain = (ctx: Context, it: Observed): Promise<boolean> => {
  const { connection, tags, item } = it;
  const { request, requestId, origin } = item.identified;
  const { status } = connection;
  if (!isTold(status)) return Promise.resolve(true);
  const event = connectionEvent({
    ...eventContext(ctx, origin),
    type: status,
    requestId: makerOf({ tags, ownerRequestId: requestId }),
    action: request.action,
    connection,
  });
  return deliver(ctx, event);
};

const waitForStatus = (it: Observed): Attempt => ({
  ...wait('conflict', `${it.connection.instanceId} is ${it.connection.status}.`),
  error: wrongStatus(it),
});

/** Observe, policy, call, enqueue the watch, answer: accept, reject and modify. */
const call = async (ctx: Context, it: Observed): Promise<Attempt> => {
  const { request } = it.item.identified;
  const api = await credentialsFor(ctx, it);
  if (!api.ok) return failed(it, api.failure);
  if (!isRoutesOnly(request) && !it.item.isModified) {
    try {
      await callAction(api.value, callInputOf(it), request);
    } catch (error) {
      return attemptOf(error, it);
    }
    await followChange(ctx, it);
  }
  try {
    return (await changeRoutes(ctx, it)) ?? (await statusAfter(ctx, it));
  } catch (error) {
    // What is written is not written again while its routes wait.
    return attemptOf(error, it, carriedBy(it));
  }
};

/** What the next attempt cannot see: it may find the options removed, and not written again. */
const carriedBy = ({ item, tags }: Observed): Wait['carry'] => ({
  ...(isRoutesOnly(item.identified.request) ? {} : { isModified: true }),
  ...(tags?.options ? { options: formatOptions(tags.options) } : {}),
});

/** Routes of a modify: wanted from now on, then made so by the router. */
const changeRoutes = async (ctx: Context, it: Observed): Promise<Attempt | undefined> => {
  const { identified } = it.item;
  const { request } = identified;
  if (request.action !== 'modify' || request.routes === undefined) return undefined;
  const asked = { ...identified, request: request satisfies ModifyRequest, routes: request.routes };
  const refused = await requestRoutes(ctx, it.connection, asked);
  return refused ? failed({ ...it, isModified: !isRoutesOnly(request) }, refused) : undefined;
};

/** The status after the call, for the answer; a look that fails does not undo the call. */
const statusAfter = async (ctx: Context, it: Observed): Promise<Attempt> => {
  const { leadsTo } = ACTIONS[it.item.identified.request.action];
  const look = await observe(ctx, it.connection.instanceId);
  const connection =
    look.kind === 'found' ? look.connection : { ...it.connection, status: leadsTo };
  return doneOf(it, withoutOurTags(connection, ctx.settings.name));
};
