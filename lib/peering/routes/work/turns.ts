import type { Context } from '../../context.ts';
import { classify } from '../../errors/classify.ts';
import type { RouteFact } from '../../model/event.ts';
import { ApiError } from '../../model/failure.ts';
import {
  isSpent,
  type Spent,
  settleWait,
  type WaitReason,
  waitingFor,
} from '../../queue/backoff.ts';
import type { RoutesTask } from '../../queue/task-schema.ts';
import { backoffIn, enqueue, nextStep } from '../../queue/tasks.ts';

/** Longer waits are left to a successor. */
const IN_PLACE_MS = 5_000;
/** Left over for announcing what came of it, or for the successor. */
const RESERVE_MS = 15_000;

/** Something has to pass first. */
export interface Pause {
  readonly kind: 'pause';
  readonly reason: WaitReason;
  /** What was refused; absent while the cloud is only at work. */
  readonly error?: ApiError;
  /** The turn brought the work forward: the next wait is a short one again. */
  readonly progressed?: boolean;
  /** Who goes on is not this invocation: at once, with what is recorded by then, or after the wait. */
  readonly successor?: 'at-once' | 'after-wait';
}

/** After a write that was taken the VPC takes no other until its entries are as written. */
export const TAKEN: Pause = { kind: 'pause', reason: 'conflict', progressed: true };

export type Turn<T> = { readonly kind: 'ended'; readonly value: T } | Pause;

/** Work that is done in turns, with waits between them. */
export interface TurnByTurn<T> {
  turn(waits: Waits): Promise<Turn<T>>;
  /** What has been waited for too long will not be. */
  giveUp(pause: Pause): Promise<T>;
  /** What was changed so far. */
  changes(): readonly RouteFact[];
}

/** How long the work has been waited for, in this invocation and those before. */
export interface Waits {
  readonly tries: number;
  readonly spent: Spent;
  readonly reason?: WaitReason | undefined;
  readonly waitingSince?: number | undefined;
}

/** What becomes of work in one invocation. */
export type Worked<T> =
  | { readonly kind: 'ended'; readonly value: T }
  | {
      readonly kind: 'later';
      readonly waitMs: number;
      readonly waits: Waits;
      /** What was changed so far. */
      readonly changes: readonly RouteFact[];
    };

/** A failed call as what it is. Throws what is not an answer of the cloud. */
export const apiErrorOf = (error: unknown): ApiError => {
  if (error instanceof ApiError) return error;
  throw error;
};

/** The pause after an error that passes; `undefined` for one that is for good. */
export const pauseAfter = (error: ApiError): Pause | undefined => {
  const { reason: retry } = classify(error);
  return retry === 'never' ? undefined : { kind: 'pause', reason: retry, error };
};

/**
 * Takes turns until the work has ended, with jittered waits between them. What would be waited for too long in
 * this invocation is left for a later one, what has been waited for beyond its bound is given up.
 */
export const inTurns = async <T>(
  ctx: Context,
  begun: Waits,
  work: TurnByTurn<T>,
): Promise<Worked<T>> => {
  let waits = settleWait(begun, ctx.clock.now());
  for (;;) {
    const step = await work.turn(waits);
    if (step.kind === 'ended') return step;
    if (step.successor === 'at-once')
      return { kind: 'later', waitMs: 0, waits, changes: work.changes() };
    if (isSpent(waits.spent, step.reason)) return { kind: 'ended', value: await work.giveUp(step) };
    waits = waitingFor(waits, step.reason, ctx.clock.now());
    if (step.progressed) waits = { ...waits, tries: 1 };
    const waitMs = backoffIn(ctx, step.reason, waits.tries - 1, step.error?.retryAfterMs);
    const isLong = waitMs > IN_PLACE_MS || waitMs + RESERVE_MS > ctx.deadline.remaining();
    if (isLong || step.successor === 'after-wait')
      return { kind: 'later', waitMs, waits, changes: work.changes() };
    await ctx.clock.sleep(waitMs);
    waits = settleWait(waits, ctx.clock.now());
  }
};

type Later<T> = Extract<Worked<T>, { kind: 'later' }>;

/** The longest wait among sides that have not ended; `undefined` when all have. */
export const longestWait = <T>(worked: readonly Worked<T>[]): Later<T> | undefined =>
  worked
    .flatMap((each) => (each.kind === 'later' ? [each] : []))
    .sort((a, b) => b.waitMs - a.waitMs)[0];

/** What the sides ended with. */
export const valuesOf = <T>(worked: readonly Worked<T>[]): readonly T[] =>
  worked.flatMap((each) => (each.kind === 'ended' ? [each.value] : []));

/** What a task that begins something new starts with. */
export const NO_WAITS = {
  tries: 0,
  spent: {},
  reason: undefined,
  waitingSince: undefined,
} as const;

/** Hands the work on: the successor comes after a wait of some reason. Rejects with `NotQueuedError`. */
export const waitOn = async (
  ctx: Context,
  task: RoutesTask,
  { waits, waitMs }: { readonly waits: Waits; readonly waitMs: number },
): Promise<void> => {
  const { reason, waitingSince, tries, spent } = waits;
  const next = { ...nextStep(task, ctx.clock.now() + waitMs), tries, spent, reason, waitingSince };
  await enqueue(ctx, next);
};

/** As `waitOn`, by the backoff table. Answers whether the wait has outlived its bound. */
export const retryLater = async (
  ctx: Context,
  task: RoutesTask,
  reason: WaitReason,
  retryAfterMs?: number,
): Promise<'given-up' | 'enqueued'> => {
  const settled = settleWait(task, ctx.clock.now());
  if (isSpent(settled.spent, reason)) return 'given-up';
  const waits = waitingFor(settled, reason, ctx.clock.now());
  const waitMs = backoffIn(ctx, reason, waits.tries - 1, retryAfterMs);
  await waitOn(ctx, task, { waits, waitMs });
  return 'enqueued';
};

/**
 * As `retryLater`, for a look that sweeps ask for again. Where task ids are ignored each new process asks once more,
 * so that looks which waited would become ever more.
 */
export const lookLater = async (
  ctx: Context,
  task: RoutesTask,
  reason: WaitReason,
): Promise<void> => {
  if (ctx.memory.honoursTaskIds) await retryLater(ctx, task, reason);
};
