import {
  type Attempt,
  type AttemptOptions,
  ended,
  failed,
  type Outcome,
  type Wait,
  wait,
} from '../attempt.ts';
import type { Context } from '../context.ts';
import { failedEvent, routesEvent } from '../events/build.ts';
import { askedView, withoutOurTags } from '../events/data.ts';
import { eventContext } from '../events/envelope.ts';
import type { CreateRequest, InstanceRequest } from '../model/request.ts';
import { deliver } from '../outbox.ts';
import { isSpent, settleWait, type WorkItem, waitingFor } from '../queue/backoff.ts';
import { withinQuota } from '../queue/flow-control.ts';
import { failureOfGivenUp, type GivenUp, givenUpFor } from '../queue/given-up.ts';
import { runLanes } from '../queue/lanes.ts';
import { backoffIn } from '../queue/tasks.ts';
import { change } from './change.ts';
import { create } from './create/create.ts';

export interface ProcessOptions {
  /** A caller waits for the answer: failures are reported there, and not announced by events. */
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

/** Runs items in lanes: each ends in its fact, or is left for a task. Never rejects. */
export const processItems = async (
  ctx: Context,
  items: readonly WorkItem[],
  options: ProcessOptions,
): Promise<Processed> => {
  const isGivenUp = ({ givenUp }: WorkItem): boolean => givenUp !== undefined;
  const last = await lookLast(ctx, items.filter(isGivenUp), options);
  const open = items.filter((each) => !isGivenUp(each));
  const run = await runLanes(ctx, open, {
    attempt: async (item) => {
      const { isAnswering } = options;
      const attempt = await withinQuota(ctx, item, () =>
        guarded(ctx, item, { isAnswering, isLastLook: false }),
      );
      const settled = await settle(ctx, item, attempt, options);
      return isAnswering ? settled : slim(settled);
    },
    patienceMs: options.patienceMs,
  });
  return {
    ended: new Map([...last.ended, ...run.ended]),
    left: [...run.left, ...last.left],
    waits: new Map([...last.waits, ...run.waits]),
  };
};

const LOOKS_AT_ONCE = 10;
/** Left over for enqueuing what is not done. */
const RESERVE_MS = 4_000;

/** Looks at what was given up, side by side: nothing is called that could be in the way of something else. */
const lookLast = async (
  ctx: Context,
  items: readonly WorkItem[],
  options: ProcessOptions,
): Promise<Processed> => {
  const outcomes = new Map<number, Outcome>();
  const left: WorkItem[] = [];
  const waits = new Map<number, Wait>();
  const look = async (waiting: WorkItem): Promise<void> => {
    const now = ctx.clock.now();
    const item = settleWait(waiting, now);
    if (!item.givenUp || item.due > now || ctx.deadline.remaining() < RESERVE_MS) {
      left.push(waiting);
      return;
    }
    const decided = await lastLook(ctx, item, item.givenUp, options);
    const settled = await settle(ctx, item, decided, options);
    if (settled.kind === 'ended') outcomes.set(item.position, settled.outcome);
    else {
      waits.set(item.position, settled);
      left.push(stillWaiting(ctx, item, settled));
    }
  };
  for (let from = 0; from < items.length; from += LOOKS_AT_ONCE)
    await Promise.all(items.slice(from, from + LOOKS_AT_ONCE).map(look));
  return { ended: outcomes, left, waits };
};

/**
 * Every wait has an end: one last look, then the request fails, saying that it may be sent again. What may be gone
 * is looked for as long as anything else that is not there.
 */
const lastLook = async (
  ctx: Context,
  item: WorkItem,
  givenUp: GivenUp,
  { isAnswering }: ProcessOptions,
): Promise<Attempt> => {
  const look = await guarded(ctx, item, { isAnswering, isLastLook: true });
  const isDecided = look.kind === 'ended';
  if (isDecided || (look.reason === 'not-found' && !isSpent(item.spent, 'not-found'))) return look;
  const failure = failureOfGivenUp(givenUp);
  const { requestId } = item.identified;
  return failed({ requestId, connection: look.connection }, failure);
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

const isCreate = (item: WorkItem): item is WorkItem<CreateRequest> =>
  item.identified.request.action === 'create';
const isChange = (item: WorkItem): item is WorkItem<InstanceRequest> => !isCreate(item);

const attemptOnce = (ctx: Context, item: WorkItem, options: AttemptOptions): Promise<Attempt> => {
  const log = ctx.log.with({ item: item.identified.requestId });
  if (isCreate(item)) return create({ ...ctx, log }, item, options);
  if (isChange(item)) return change({ ...ctx, log }, item, options);
  throw new TypeError('The action is not known');
};

/** An item is done only when its fact is delivered or queued; a failure that was neither delivered nor queued is tried again. */
const settle = async (
  ctx: Context,
  item: WorkItem,
  attempt: Attempt,
  { isAnswering }: ProcessOptions,
): Promise<Attempt> => {
  if (attempt.kind === 'wait') return attempt;
  const { outcome } = attempt;
  const isSilent = isAnswering || item.identified.request.dryRun;
  if (outcome.outcome === 'failed' && !isSilent && !(await announceFailed(ctx, item, outcome))) {
    const givenUp = item.givenUp ?? givenUpFor(outcome.failure);
    return wait('transient', 'The Failed event was neither delivered nor queued.', { givenUp });
  }
  logDecision(ctx, item, outcome);
  return attempt;
};

type FailedOutcome = Extract<Outcome, { outcome: 'failed' }>;

/** A modify of values and routes whose values are written is told as Updated: only its routes failed. */
const announceFailed = (ctx: Context, item: WorkItem, outcome: FailedOutcome): Promise<boolean> => {
  const { request, requestId, arrival, origin } = item.identified;
  const { failure, policy, findings, plan } = outcome;
  const connection = connectionOf(ctx, item, outcome);
  const about = {
    ...eventContext(ctx, origin),
    requestId,
    action: request.action,
    failure,
    policy,
    findings,
  };
  const event =
    request.action === 'modify' && (outcome.isModified || item.isModified)
      ? routesEvent({
          ...about,
          type: 'Failed',
          plan: failure.code,
          cause: requestId,
          connection: { ...connection, instanceId: request.instanceId },
          routes: [],
        })
      : failedEvent({ ...about, arrival, connection, plan });
  return deliver(ctx, event);
};

/** What was seen, or else what was asked. */
const connectionOf = ({ settings }: Context, { identified }: WorkItem, outcome: FailedOutcome) => {
  const { request } = identified;
  if (outcome.connection) return withoutOurTags(outcome.connection, settings.name);
  return request.action === 'create'
    ? askedView(
        request,
        settings.accountId,
        outcome.instanceId ? { instanceId: outcome.instanceId } : {},
      )
    : { instanceId: request.instanceId };
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

/** Waits on as it is: what is given up stays so. */
const stillWaiting = (ctx: Context, item: WorkItem, wait: Wait): WorkItem => {
  const now = ctx.clock.now();
  const next = waitingFor({ ...item, ...wait.carry }, wait.reason, now);
  return { ...next, due: now + backoffIn(ctx, wait.reason, next.tries - 1, wait.retryAfterMs) };
};

/** The connections of a batch of thousands are not used: keeping them all would take the memory. */
const slim = (attempt: Attempt): Attempt => {
  if (attempt.kind === 'wait') return attempt;
  const { outcome } = attempt;
  switch (outcome.outcome) {
    case 'created':
    case 'adopted':
    case 'done':
      return ended({ ...outcome, connection: {}, findings: [], plan: undefined });
    case 'failed':
      return ended({ ...outcome, connection: {}, findings: [], plan: undefined });
    default:
      return attempt;
  }
};
