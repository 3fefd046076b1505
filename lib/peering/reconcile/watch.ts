import type { Context } from '../context.ts';
import { type Decision, decide } from '../decide/decide.ts';
import { isInMotion } from '../model/connection.ts';
import { type Observation, observe } from '../observe.ts';
import { CAP_STRETCH, jittered } from '../queue/backoff.ts';
import { park } from '../queue/given-up.ts';
import { MAX_CHAIN_MS } from '../queue/task-kind.ts';
import type { WatchTask } from '../queue/task-schema.ts';
import { backoffIn, enqueue, nextStep, sleepIfEarlyAgain } from '../queue/tasks.ts';
import { apply, type Reconciled } from './apply.ts';
import { seenBefore, wantedOf } from './follow.ts';
import { onMissing } from './missing.ts';

/**
 * Watches one connection until the fact that it is there for is announced: look, announce, wake, mark, wait.
 * Waits of 2 s and more are left to a successor, which is enqueued last. Rejects when an event or the successor
 * was not acknowledged, so that Function Compute runs this step again.
 */
export const runWatch = async (ctx: Context, first: WatchTask): Promise<void> => {
  const early = await sleepIfEarlyAgain(ctx, first);
  let task: WatchTask = first;
  for (;;) {
    const result = await look(ctx, task);
    if (result.kind === 'end') return;
    if (isOverAge(ctx, task))
      return park(ctx, result.task, `${task.instanceId} was watched for 7 days without an end`);
    if (!canSleep(ctx, result.waitMs)) {
      const next = { ...result.task, early };
      await enqueue(ctx, nextStep(next, ctx.clock.now() + result.waitMs));
      return;
    }
    await ctx.clock.sleep(result.waitMs);
    task = result.task;
  }
};

/** What one look led to: the watch as it goes on and when it looks again, or its end. */
export type LookResult =
  | { readonly kind: 'look-again'; readonly task: WatchTask; readonly waitMs: number }
  | { readonly kind: 'end' };

const END: LookResult = { kind: 'end' };

const look = async (ctx: Context, task: WatchTask): Promise<LookResult> => {
  const seen = await observe(ctx, task.instanceId);
  switch (seen.kind) {
    case 'found':
      return onFound(ctx, task, seen);
    case 'not-found': {
      const verdict = await onMissing(ctx, task);
      if (verdict.kind === 'end') return END;
      const usualMs = verdict.isInDoubt ? nextLookIn(ctx, task) : 0;
      return lookAgain(ctx, verdict.task, Math.max(verdict.waitMs, usualMs));
    }
    default:
      return onTrouble(ctx, task, seen);
  }
};

/** An API that shows deleted connections for a while says what a missing row says later. */
const onFound = async (
  ctx: Context,
  task: WatchTask,
  look: Extract<Observation, { kind: 'found' }>,
): Promise<LookResult> => {
  const seen = reconciledOf(task, look);
  const decision = decisionOf(ctx, task, seen);
  await apply(ctx, decision, seen);
  const isOver = decision.next === 'end' || isLeftToSweep(ctx, task, seen);
  return isOver ? END : lookAgain(ctx, remember(ctx, task, seen, decision));
};

const reconciledOf = (
  task: WatchTask,
  { connection, tags }: Extract<Observation, { kind: 'found' }>,
): Reconciled => ({
  connection,
  tags,
  announced: task.announced,
  wanted: tags?.options ? wantedOf(tags.options) : task.wanted,
  action: task.action,
  requestId: task.requestId,
  ownerRequestId: task.ownerRequestId,
  adopted: task.adopted,
  origin: task.origin,
  values: task.change?.values,
  since: sinceOf(task),
});

/** A status that waits for a person says nothing about how quick we are. */
const sinceOf = ({ announced, since, requestId }: WatchTask): number | undefined =>
  requestId === null || announced === 'Accepting' || announced === 'Expiring' ? undefined : since;

const decisionOf = (ctx: Context, task: WatchTask, seen: Reconciled): Decision =>
  decide({
    connection: seen.connection,
    announced: task.announced,
    wanted: seen.wanted,
    followed: {
      action: task.action,
      since: task.since,
      looks: task.looks,
      hasStalled: task.hasStalled ?? false,
      isLeaving: task.isLeaving ?? false,
      leavesRoutes: task.leavesRoutes ?? false,
      change: task.change,
    },
    now: ctx.clock.now(),
    stallAfterMs: ctx.settings.stallAfterMs,
  });

/** Where task ids are ignored each step of a watch may double it: so old, it leaves statuses to the sweep. */
const LEFT_TO_SWEEP_AFTER_MS = 3600 * 1000;

/** A sweep sees every status that lasts, of connections that carry our tags. */
const isLeftToSweep = (
  ctx: Context,
  { action, since, instanceId, hasStalled }: WatchTask,
  { connection, tags }: Reconciled,
): boolean =>
  !ctx.memory.honoursTaskIds &&
  action !== 'modify' &&
  action !== 'delete' &&
  tags !== null &&
  ctx.memory.unwritten.get(instanceId)?.isForGood !== true &&
  (hasStalled === true || !isInMotion(connection.status)) &&
  ctx.clock.now() - since >= LEFT_TO_SWEEP_AFTER_MS;

const lookAgain = (ctx: Context, task: WatchTask, waitMs = nextLookIn(ctx, task)): LookResult => ({
  kind: 'look-again',
  task: { ...task, looks: task.looks + 1 },
  waitMs,
});

const FIRST_MS = 1_000;
const FACTOR = 1.3;
/** In the first minute; after that a fifteenth of the age of the watch. */
const CAP_MS = 4_000;
const AGE_SHARE = 15;
const MAX_APART_MS = 3600 * 1000;

/**
 * Milliseconds until the next look: about 1 s, then x1.3, at most 4 s in the first minute; more rarely where the
 * platform ignores task ids.
 */
export const nextLookIn = (ctx: Context, { looks, since }: WatchTask): number => {
  const ageMs = ctx.clock.now() - since;
  const stretch = ctx.memory.honoursTaskIds ? 1 : CAP_STRETCH;
  const cap = Math.min(Math.max(CAP_MS, ageMs / AGE_SHARE) * stretch, MAX_APART_MS);
  return jittered(Math.min(FIRST_MS * FACTOR ** Math.min(looks, 60), cap), ctx.random);
};

/** What the watch remembers of a look. */
const remember = (
  ctx: Context,
  task: WatchTask,
  seen: Reconciled,
  { state, announce }: Decision,
): WatchTask => {
  const { missing: _, troubles: __, ...rest } = task;
  const hasStalled = task.hasStalled || announce.some(({ type }) => type === 'Stalled');
  const isLeaving = task.isLeaving || seen.connection.status === 'Deleting';
  return {
    ...rest,
    ...seenBefore(ctx, seen.connection),
    announced: state,
    ownerRequestId: seen.tags?.requestId ?? task.ownerRequestId,
    ...(seen.wanted ? { wanted: seen.wanted } : {}),
    ...(hasStalled ? { hasStalled } : {}),
    ...(isLeaving ? { isLeaving } : {}),
  };
};

const onTrouble = (
  ctx: Context,
  task: WatchTask,
  look: Extract<Observation, { kind: 'trouble' | 'refused' }>,
): LookResult => {
  ctx.log.warn('Connection not readable', { instanceId: task.instanceId, error: look.error });
  const troubles = (task.troubles ?? 0) + 1;
  const reason = look.kind === 'trouble' ? look.reason : 'transient';
  const backoff = backoffIn(ctx, reason, troubles - 1, look.error.retryAfterMs);
  return lookAgain(ctx, { ...task, troubles }, Math.max(backoff, nextLookIn(ctx, task)));
};

const isOverAge = ({ clock }: Context, { begunAt }: WatchTask): boolean =>
  clock.now() - begunAt >= MAX_CHAIN_MS;

/** Shorter waits are slept in place, longer ones leave to a successor. */
const IN_PLACE_MS = 2_000;
/** Left over for one more look, its events and the successor. */
const RESERVE_MS = 15_000;

const canSleep = (ctx: Context, waitMs: number): boolean =>
  waitMs < IN_PLACE_MS && waitMs + RESERVE_MS < ctx.deadline.remaining();
