import { ended, type Step } from '../peering/commands/attempt.ts';
import { act } from '../peering/commands/change/act.ts';
import { create } from '../peering/commands/create/create.ts';
import type { Context } from '../peering/context.ts';
import { failureOf } from '../peering/errors/failure.ts';
import { GIVE_UP_AFTER_MS } from '../peering/errors/types.ts';
import { askedView, failedEvent } from '../peering/events/index.ts';
import { ApiError } from '../peering/model/api-error.ts';
import type { Failure } from '../peering/model/failure.ts';
import type { Asked, CreateRequest, InstanceRequest } from '../peering/model/request.ts';
import type { Outcome } from '../peering/outcome.ts';
import { handOn } from '../peering/queue/continuation.ts';
import { type Batch, runBatch } from '../peering/queue/lanes.ts';
import type { Task } from '../peering/queue/work-item.ts';
import { eventContext } from '../peering/reconcile/announce/announce.ts';
import { crossBorder } from '../peering/request/cross-checks.ts';

export interface ProcessOptions {
  /** Somebody waits for the answer: failures are told there and not by events. */
  readonly answering: boolean;
  /** Milliseconds that may be slept in place. */
  readonly patienceMs: number;
}

export interface Processed {
  readonly ended: ReadonlyMap<number, Outcome>;
  /** Handed on to a later invocation, with the reason. */
  readonly queued: readonly { readonly task: Task; readonly detail: string }[];
  /** Neither finished nor handed on: to be thrown back. */
  readonly lost: readonly Lost[];
}

export interface Lost {
  readonly task: Task;
  /** Why its last try did not end; only for callers who wait. */
  readonly step: Waiting | undefined;
}

type Waiting = Step & { readonly kind: 'wait' };

type FailedOutcome = Extract<Outcome, { outcome: 'failed' }>;

const isCreate = (asked: Asked): asked is Asked<CreateRequest> => asked.request.action === 'create';
const isOnInstance = (asked: Asked): asked is Asked<InstanceRequest> => !isCreate(asked);

const once = async (
  ctx: Context,
  { asked, generation, tries }: Task,
  answering: boolean,
): Promise<Step> => {
  const log = ctx.log.with({ item: asked.requestId });
  if (isOnInstance(asked)) return act({ ...ctx, log }, asked, { tries });
  if (!isCreate(asked)) throw new TypeError('an action of no kind');
  return create({ ...ctx, log }, asked, {
    findings: crossBorder(asked.request),
    generation,
    answering,
  });
};

/** What no cloud answered with is a fault of ours: logged, and waited out like any passing trouble. */
const guardedTry = async (ctx: Context, task: Task, answering: boolean): Promise<Step> => {
  try {
    return await once(ctx, task, answering);
  } catch (error) {
    ctx.log.error('A try broke', { item: task.asked.requestId, error });
    const detail = 'Peerflow met an error of its own; its log says more.';
    return { kind: 'wait', reason: 'transient', detail, error };
  }
};

const tell = async (ctx: Context, { asked }: Task, outcome: FailedOutcome): Promise<boolean> => {
  const { request, requestId } = asked;
  const connection =
    request.action === 'create'
      ? askedView(request, ctx.settings.accountId)
      : { instanceId: request.instanceId };
  const event = failedEvent({
    ...eventContext(ctx),
    requestId,
    action: request.action,
    failure: outcome.failure,
    connection,
    policy: outcome.policy,
    findings: outcome.findings,
  });
  const [reports = []] = await ctx.publisher.publish([event]);
  return reports.length === 0 || reports.some((report) => report.outcome !== 'failed');
};

/** An item is done only when its fact is published; a failure nobody heard of is tried again. */
const settle = async (ctx: Context, task: Task, step: Step, answering: boolean): Promise<Step> => {
  if (step.kind === 'wait' || step.outcome.outcome !== 'failed') return step;
  ctx.log.warn('A request cannot be fulfilled', {
    item: task.asked.requestId,
    code: step.outcome.failure.code,
    message: step.outcome.failure.message,
  });
  if (answering || task.asked.request.dryRun || (await tell(ctx, task, step.outcome))) return step;
  return { kind: 'wait', reason: 'transient', detail: 'No sink took the Failed event.' };
};

const lastFailure = async (step: Waiting): Promise<Failure> => {
  const error =
    step.error instanceof ApiError
      ? step.error
      : new ApiError({
          kind: 'api',
          operation: 'wait',
          code: step.reason === 'conflict' ? 'Conflict.Operation' : 'ServiceUnavailable',
          message: step.detail,
        });
  return { ...(await failureOf(error)), retryable: true };
};

/** Every wait has an end: after its bound the request fails, saying that it may be sent again. */
const giveUp = async (ctx: Context, task: Task, step: Waiting): Promise<Outcome | undefined> => {
  if (ctx.clock.now() - task.since < GIVE_UP_AFTER_MS[step.reason]) return undefined;
  const { requestId } = task.asked;
  const outcome = {
    outcome: 'failed',
    requestId,
    failure: await lastFailure(step),
  } as const;
  const settled = await settle(ctx, task, ended(outcome), false);
  return settled.kind === 'ended' ? settled.outcome : undefined;
};

/** Hub and spokes wait for each other; a second and a half gives the first one a chance to end. */
const HAND_ON_MS = 1_500;
const HAND_ON_CAP_MS = 30_000;

/** What was tried often is likely to need longer: the pause grows with it, jittered. */
const pauseFor = (left: readonly Task[], { random }: Context): number => {
  const tries = Math.max(...left.map((task) => task.tries));
  return Math.min(HAND_ON_MS * 1.3 ** tries, HAND_ON_CAP_MS) * (1 + random());
};

/**
 * When the rest goes on: after the pause, sooner for a task that knows its own time, but never before the
 * API takes calls again. Waking up earlier would spend an invocation on being refused once more.
 */
const dueOf = (ctx: Context, { left, throttledUntil }: Batch): number => {
  const now = ctx.clock.now();
  const known = left.map(({ due }) => due).filter((due) => due > now);
  const wished = Math.min(...known, now + pauseFor(left, ctx));
  return Math.max(wished, now + HAND_ON_MS, throttledUntil);
};

/** Nobody reads the connections of a batch of thousands: keeping them all would take the memory. */
const slim = (step: Step): Step => {
  if (step.kind === 'wait') return step;
  const { outcome } = step;
  if ('connection' in outcome) return ended({ ...outcome, connection: {}, findings: [] });
  return outcome.outcome === 'failed' ? ended({ ...outcome, findings: [] }) : step;
};

/** A question is answered now or not at all: nobody would hear of it later. */
const isQuestion = (task: Task, answering: boolean): boolean =>
  answering && task.asked.request.dryRun;

/** Runs tasks to one of the three outcomes each: ended, handed on, or lost. */
export const processTasks = async (
  ctx: Context,
  tasks: readonly Task[],
  { answering, patienceMs }: ProcessOptions,
): Promise<Processed> => {
  const waits = new Map<number, Waiting>();
  const batch = await runBatch(ctx, tasks, {
    attempt: async (task) => {
      const step = await settle(ctx, task, await guardedTry(ctx, task, answering), answering);
      if (!answering) return slim(step);
      if (step.kind === 'wait') waits.set(task.position, step);
      return step;
    },
    giveUp: (task, step) => giveUp(ctx, task, step),
    patienceMs,
  });
  if (batch.left.length === 0) return { ended: batch.ended, queued: [], lost: [] };
  const questions = batch.left.filter((task) => isQuestion(task, answering));
  const wishes = batch.left.filter((task) => !isQuestion(task, answering));
  const lost = [...questions, ...(await handOn(ctx, wishes, dueOf(ctx, batch)))];
  const queued = wishes
    .filter((task) => !lost.includes(task))
    .map((task) => ({
      task,
      detail: batch.reasons.get(task.position) ?? 'Waits for another operation on its VPC.',
    }));
  return {
    ended: batch.ended,
    queued,
    lost: lost.map((task) => ({ task, step: waits.get(task.position) })),
  };
};
