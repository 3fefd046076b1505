import { askPolicy } from '../admission.ts';
import { attemptOf } from '../attempt.ts';
import type { Context } from '../context.ts';
import { ownFailure } from '../errors/failure.ts';
import { failedEvent } from '../events/build.ts';
import { eventContext } from '../events/envelope.ts';
import type { Connection } from '../model/connection.ts';
import type { Failure, Finding } from '../model/failure.ts';
import { doubtOf, isListedAnywhere, type Observation, observe } from '../observe.ts';
import { isSpent, settleWait, type WaitReason, waitingFor, withinBound } from '../queue/backoff.ts';
import { failureOfGivenUp, givenUpAfter } from '../queue/given-up.ts';
import type { AcceptTask } from '../queue/task-schema.ts';
import { backoffIn, enqueue, nextStep, sleepIfEarlyAgain } from '../queue/tasks.ts';
import { acceptByHand, deliverOrThrow } from '../reconcile/apply.ts';
import { follow, seenBefore, wantedOf } from '../reconcile/follow.ts';
import { clientTokenOf } from '../request/identify.ts';
import type { OurTags } from '../state/tags.ts';
import { callAction } from './actions.ts';

/**
 * Accepts a connection in the other account, if the cloud itself says that it waits, its own tags say that it
 * is to be accepted, and policy says that it may be. The event that led here is a hint only.
 *
 * @param isWoken a look has shown that it is to be accepted: one that does not may be older, and is taken again
 */
export const runAccept = async (ctx: Context, first: AcceptTask, isWoken = true): Promise<void> => {
  const early = await sleepIfEarlyAgain(ctx, first);
  const task = settleWait(first, ctx.clock.now());
  const seen = await observe(ctx, task.instanceId);
  if (seen.kind !== 'found') {
    const reason = unreadableBecause(seen);
    if (isSpent(task.spent, reason)) return giveUp(ctx, task, seen, early);
    return retryLater(ctx, task, reason, undefined, early);
  }
  if (isWoken && mayLag(seen) && !isSpent(task.spent, 'not-found'))
    return retryLater(ctx, task, 'not-found', undefined, early);
  const waiting = waitingOf(ctx, seen);
  if (!waiting) return;
  const byHand = acceptByHand(ctx, waiting.connection, viaOf(task));
  if (byHand) return isWoken ? announceByHand(ctx, task, waiting, byHand) : undefined;
  const action = actionOf(ctx, task, waiting);
  if (task.givenUp) {
    const failure = failureOfGivenUp(task.givenUp);
    return announceFailed(ctx, task, waiting, { action, failure });
  }
  try {
    await call(ctx, task, waiting, action);
  } catch (error) {
    await onError(ctx, task, waiting, action, error, early);
  }
};

/** A look that is refused for good may be allowed soon: a role gets its rights after the functions. */
const unreadableBecause = (seen: Exclude<Observation, Found>): WaitReason => {
  if (seen.kind === 'not-found') return 'not-found';
  return seen.kind === 'trouble' ? seen.reason : 'transient';
};

/**
 * Not found for a minute and in no list means gone: there is nothing to accept. Where trouble lasts, the task is thrown
 * back, because nothing else wakes the accepter: it begins anew an hour later from the queue of failed tasks, and is
 * parked in the end.
 */
const giveUp = async (
  ctx: Context,
  task: AcceptTask,
  seen: Exclude<Observation, Found>,
  early: number,
): Promise<void> => {
  const { instanceId } = task;
  if (seen.kind !== 'not-found')
    throw new Error(`${instanceId} is not readable and was not accepted: ${seen.error.message}`);
  const doubt = await doubtOf(isListedAnywhere(ctx, instanceId));
  if (!doubt) return ctx.log.error('Connection not found; not accepted', { instanceId });
  if (isSpent(task.spent, doubt))
    throw new Error(`${instanceId} may be listed, is not readable, and was not accepted.`);
  return retryLater(ctx, task, doubt, undefined, early);
};

/** A row that is older than what woke the accepter: not yet Accepting, or without the tags of an adoption. */
const mayLag = ({ connection, tags }: Found): boolean =>
  connection.status === 'Creating' ||
  (connection.status === 'Accepting' && tags?.options === undefined);

const retryLater = async (
  ctx: Context,
  task: AcceptTask,
  reason: WaitReason,
  retryAfterMs: number | undefined,
  early: number,
): Promise<void> => {
  const next = waitingFor(task, reason, ctx.clock.now());
  const backoff = backoffIn(ctx, reason, next.tries - 1, retryAfterMs);
  const waitMs = withinBound(next.spent, reason, backoff, retryAfterMs);
  await enqueue(ctx, { ...nextStep(next, ctx.clock.now() + waitMs), early });
};

type Found = Extract<Observation, { kind: 'found' }>;

/** A connection of ours that waits for the accepter. */
interface Waiting {
  readonly connection: Connection;
  readonly tags: OurTags;
}

/** What the cloud itself says that waits, and its own tags say that it is to be accepted. */
const waitingOf = (ctx: Context, { connection, tags }: Found): Waiting | undefined => {
  if (tags === null) return undefined;
  const isWaiting = connection.status === 'Accepting' && tags.options?.accept === 'auto';
  if (!isWaiting)
    ctx.log.info('Nothing to accept', {
      instanceId: connection.instanceId,
      status: connection.status,
      accept: tags.options?.accept,
    });
  return isWaiting ? { connection, tags } : undefined;
};

/** Only rules with the effect `reject` reject. */
const actionOf = (ctx: Context, task: AcceptTask, { connection }: Waiting) => {
  const asked = { action: 'accept', via: viaOf(task), asker: 'accepter' } as const;
  const { effect } = askPolicy(ctx, connection, asked);
  return effect === 'reject' ? ('reject' as const) : ('accept' as const);
};

const viaOf = ({ origin }: AcceptTask): string => origin?.via ?? 'timer';

const announceFailed = (
  ctx: Context,
  { origin }: AcceptTask,
  { connection, tags }: Waiting,
  failed: { readonly action: 'accept' | 'reject'; readonly failure: Failure },
): Promise<void> =>
  deliverOrThrow(
    ctx,
    failedEvent({
      ...eventContext(ctx, origin),
      ...failed,
      requestId: tags.requestId,
      arrival: arrivalOf(connection),
      connection,
      previousStatus: connection.status,
    }),
  );

/**
 * The accepter was woken, so the connection could be accepted then: `Accepting` did not say that a person has to. A
 * deployment has taken the role or the rule away since, and this event says it.
 */
const announceByHand = (
  ctx: Context,
  task: AcceptTask,
  waiting: Waiting,
  { detail }: Finding,
): Promise<void> =>
  announceFailed(ctx, task, waiting, {
    action: 'accept',
    failure: ownFailure('AcceptByHand', detail),
  });

/** The connection's own creation is when the accepter was asked: the same in every repetition. */
const arrivalOf = ({ gmtCreate }: Connection): number => Date.parse(String(gmtCreate)) || 0;

/** Calls, then has the effect followed. Rejects with `ApiError`, or when the watch was not acknowledged. */
const call = async (
  ctx: Context,
  task: AcceptTask,
  waiting: Waiting,
  action: 'accept' | 'reject',
): Promise<void> => {
  const { connection, tags } = waiting;
  const { instanceId } = connection;
  const api = await clientFor(ctx, waiting);
  const identity = { requestId: tags.requestId, action, dryRun: false, instanceId };
  const input = { instanceId, dryRun: undefined, clientToken: clientTokenOf(identity) };
  await callAction(api, input, { action, instanceId, dryRun: false });
  ctx.log.info('Item decided', {
    action,
    item: tags.requestId,
    via: viaOf(task),
    outcome: 'done',
    instanceId,
  });
  await follow(ctx, {
    ...seenBefore(ctx, connection),
    action,
    requestId: tags.requestId,
    ownerRequestId: tags.requestId,
    announced: tags.state,
    ...(task.origin ? { origin: task.origin } : {}),
    ...(tags.options ? { wanted: wantedOf(tags.options) } : {}),
  });
};

const clientFor = async (ctx: Context, { connection }: Waiting) => {
  const account = connection.acceptingOwnerUid;
  if (account === ctx.settings.accountId || !ctx.accepter) return ctx.peering;
  return ctx.accepter(account);
};

/** A refusal for good is announced; trouble that passes is waited out, until its bound. Anything else is thrown. */
const onError = async (
  ctx: Context,
  task: AcceptTask,
  waiting: Waiting,
  action: 'accept' | 'reject',
  error: unknown,
  early: number,
): Promise<void> => {
  const attempt = await attemptOf(error, { requestId: waiting.tags.requestId });
  if (attempt.kind === 'ended') {
    if (attempt.outcome.outcome !== 'failed') return;
    const { failure } = attempt.outcome;
    return announceFailed(ctx, task, waiting, { action, failure });
  }
  const isOver = isSpent(task.spent, attempt.reason);
  // The last look is another wait: it has its own time, should the connection not be readable.
  const next = isOver ? { ...task, givenUp: givenUpAfter(attempt), spent: {} } : task;
  return retryLater(ctx, next, attempt.reason, attempt.retryAfterMs, early);
};
