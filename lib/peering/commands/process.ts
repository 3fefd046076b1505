import { type Attempt, type AttemptOptions, ended, type Wait, wait } from '../attempt.ts';
import type { Context } from '../context.ts';
import { failureOf } from '../errors/failure.ts';
import { askedView, eventContext, failedEvent } from '../events/index.ts';
import { ApiError } from '../model/api-error.ts';
import type { Failure } from '../model/failure.ts';
import type { CreateRequest, InstanceRequest } from '../model/request.ts';
import { deliver } from '../outbox.ts';
import type { Outcome } from '../outcome.ts';
import { withinQuota } from '../queue/flow-control.ts';
import { runLanes } from '../queue/lanes.ts';
import type { WorkItem } from '../queue/work-item.ts';
import { change } from './change.ts';
import { create } from './create/create.ts';

export interface ProcessOptions {
  /** Somebody waits for the answer: failures are told there, and not announced by events. */
  readonly isAnswering: boolean;
  /** Milliseconds that may be slept in place. */
  readonly patienceMs: number;
}

/** What became of the items of one invocation. */
export interface Processed {
  readonly ended: ReadonlyMap<number, Outcome>;
  /** What still waits; somebody has to enqueue it. */
  readonly left: readonly WorkItem[];
  readonly waits: ReadonlyMap<number, Wait>;
}

type FailedOutcome = Extract<Outcome, { outcome: 'failed' }>;

const isCreate = (item: WorkItem): item is WorkItem<CreateRequest> =>
  item.identified.request.action === 'create';
const isChange = (item: WorkItem): item is WorkItem<InstanceRequest> => !isCreate(item);

const attemptOnce = (ctx: Context, item: WorkItem, options: AttemptOptions): Promise<Attempt> => {
  const log = ctx.log.with({ item: item.identified.requestId });
  if (isCreate(item)) return create({ ...ctx, log }, item, options);
  if (isChange(item)) return change({ ...ctx, log }, item, options);
  throw new TypeError('The action is not known');
};

/** What no cloud answered with is a fault of ours, or of the queue: logged, and waited out. */
const guarded = async (ctx: Context, item: WorkItem, options: AttemptOptions): Promise<Attempt> => {
  try {
    return await attemptOnce(ctx, item, options);
  } catch (error) {
    ctx.log.error('Attempt failed unexpectedly', { item: item.identified.requestId, error });
    return wait('transient', 'Internal error; see the function log.');
  }
};

const connectionOf = ({ settings }: Context, { identified }: WorkItem, outcome: FailedOutcome) => {
  const { request } = identified;
  return request.action === 'create'
    ? askedView(
        request,
        settings.accountId,
        outcome.instanceId ? { instanceId: outcome.instanceId } : {},
      )
    : { instanceId: request.instanceId };
};

const announceFailed = (ctx: Context, item: WorkItem, outcome: FailedOutcome): Promise<boolean> => {
  const { request, requestId, arrival, origin } = item.identified;
  return deliver(
    ctx,
    failedEvent({
      ...eventContext(ctx, origin),
      requestId,
      arrival,
      action: request.action,
      failure: outcome.failure,
      connection: connectionOf(ctx, item, outcome),
      policy: outcome.policy,
      findings: outcome.findings,
    }),
  );
};

/** One line for each decision: who asked through which door, by which rule, and what came of it. */
const logDecision = (ctx: Context, { identified }: WorkItem, outcome: Outcome): void => {
  const { request, requestId, origin } = identified;
  const level = outcome.outcome === 'failed' ? 'warn' : 'info';
  ctx.log[level]('Item decided', {
    action: request.action,
    item: requestId,
    via: origin.via,
    principal: origin.principal,
    outcome: outcome.outcome,
    instanceId: 'instanceId' in outcome ? outcome.instanceId : undefined,
    rule: 'policy' in outcome ? outcome.policy?.rule : undefined,
    ...(outcome.outcome === 'failed'
      ? {
          code: outcome.failure.code,
          category: outcome.failure.category,
          detail: outcome.failure.message,
          apiRequestIds: outcome.failure.apiRequestId ? [outcome.failure.apiRequestId] : [],
        }
      : {}),
  });
};

/** An item is done only when its fact is delivered or queued; a failure that nobody heard of is tried again. */
const settle = async (
  ctx: Context,
  item: WorkItem,
  attempt: Attempt,
  { isAnswering }: ProcessOptions,
): Promise<Attempt> => {
  if (attempt.kind === 'wait') return attempt;
  const { outcome } = attempt;
  const isSilent = isAnswering || item.identified.request.dryRun;
  if (outcome.outcome === 'failed' && !isSilent && !(await announceFailed(ctx, item, outcome)))
    return wait('transient', 'The Failed event was neither delivered nor queued.');
  logDecision(ctx, item, outcome);
  return attempt;
};

const failureAfter = async ({ error, reason, detail }: Wait): Promise<Failure> => {
  const last =
    error ??
    new ApiError({
      kind: 'api',
      operation: 'wait',
      code: reason === 'conflict' ? 'Conflict.Operation' : 'ServiceUnavailable',
      message: detail,
    });
  return { ...failureOf(last), retryable: true };
};

/** Every wait has an end: one last look, then the request fails, saying that it may be sent again. */
const giveUp = async (
  ctx: Context,
  item: WorkItem,
  last: Wait,
  options: ProcessOptions,
): Promise<Outcome | undefined> => {
  const { isAnswering } = options;
  const look = await guarded(ctx, item, { isAnswering, isLastLook: true });
  const attempt =
    look.kind === 'ended'
      ? look
      : ended({
          outcome: 'failed',
          requestId: item.identified.requestId,
          failure: await failureAfter(last),
        });
  const settled = await settle(ctx, item, attempt, options);
  return settled.kind === 'ended' ? settled.outcome : undefined;
};

/** Nobody reads the connections of a batch of thousands: keeping them all would take the memory. */
const slim = (attempt: Attempt): Attempt => {
  if (attempt.kind === 'wait') return attempt;
  const { outcome } = attempt;
  switch (outcome.outcome) {
    case 'created':
    case 'adopted':
    case 'done':
      return ended({ ...outcome, connection: {}, findings: [] });
    case 'failed':
      return ended({ ...outcome, findings: [] });
    default:
      return attempt;
  }
};

/** Runs items in lanes: each ends in its fact, or is left for a task. Never rejects. */
export const processItems = (
  ctx: Context,
  items: readonly WorkItem[],
  options: ProcessOptions,
): Promise<Processed> =>
  runLanes(ctx, items, {
    attempt: async (item) => {
      const { isAnswering } = options;
      const attempt = await withinQuota(ctx, item, () =>
        guarded(ctx, item, { isAnswering, isLastLook: false }),
      );
      const settled = await settle(ctx, item, attempt, options);
      return isAnswering ? settled : slim(settled);
    },
    giveUp: (item, last) => giveUp(ctx, item, last, options),
    patienceMs: options.patienceMs,
  });
