import type { Context } from '../context.ts';
import { ApiError } from '../model/failure.ts';
import { jittered, LONGEST_DELAY_MS, waitFor } from './backoff.ts';
import { FUNCTION_OF } from './task-kind.ts';
import type { AnyTask } from './task-schema.ts';
import { type RedrivableTask, randomChain, taskIdOf } from './tasks.ts';

/** Thrown where the queue did not take a task: what led to it has to come again. */
export class NotQueuedError extends Error {
  constructor(id: string, cause: unknown) {
    super(`The task ${id} was not acknowledged by Function Compute`, { cause });
    this.name = 'NotQueuedError';
  }
}

/** Making the call takes a moment: a wait of just under a second is meant as one. */
const SLACK_MS = 100;

/** A failure destination in SMQ takes 64 KB, with the payload as an escaped string, possibly in Base64. */
export const MAX_TASK_BYTES = 60 * 1024;

/** Bytes of a task as a JSON string in Base64. */
export const taskBytes = (task: object): number =>
  Math.ceil(Buffer.byteLength(JSON.stringify(JSON.stringify(task))) / 3) * 4;

/** From this wait on a part of a second does not matter, and a run that comes early would only sleep it. */
const LONG_MS = 10_000;

const delayOf = (now: number, due: number): number => {
  const wait = Math.min(Math.max(due - now, 0), LONGEST_DELAY_MS);
  return wait < LONG_MS ? Math.floor((wait + SLACK_MS) / 1000) : Math.ceil(wait / 1000);
};

/** The pause before the same call is made again; the time that is left decides whether there is one. */
const pauseAfter = ({ random }: Context, error: unknown, tries: number): number =>
  error instanceof ApiError && error.retryAfterMs !== undefined
    ? error.retryAfterMs
    : jittered(Math.min(200 * 2 ** tries, 5_000), random);

const callUntilAcknowledged = async (
  ctx: Context,
  task: RedrivableTask | AnyTask,
  functionName: string,
): Promise<{ readonly existing: boolean }> => {
  const id = taskIdOf(functionName, task);
  // What the queue cannot delay so long is not woken early when it comes, and need not sleep.
  const due = Math.min(task.due, ctx.clock.now() + LONGEST_DELAY_MS);
  const payload = JSON.stringify({ ...task, due });
  for (let tries = 0; ; tries++) {
    const delaySeconds = delayOf(ctx.clock.now(), due);
    try {
      const answer = await ctx.tasks.enqueue({ functionName, id, delaySeconds, payload });
      ctx.memory.honoursTaskIds = answer.honoursIds;
      return answer;
    } catch (error) {
      const pause = pauseAfter(ctx, error, tries);
      ctx.log.warn('Task not acknowledged', { task: id, tries: tries + 1, error });
      if (pause >= ctx.deadline.remaining()) throw new NotQueuedError(id, error);
      await ctx.clock.sleep(pause);
    }
  }
};

/**
 * Hands a task to Function Compute's asynchronous queue. "Exists already" acknowledges it as well: a task of
 * this id was taken before, whatever became of it. Anything else is retried in place while there is time.
 *
 * @returns whether the task existed already
 * @throws NotQueuedError when it was not acknowledged; RangeError when it is over 60 KB
 */
export const enqueue = async (ctx: Context, task: AnyTask): Promise<boolean> => {
  if (taskBytes(task) > MAX_TASK_BYTES)
    throw new RangeError(`A ${task.peerflow} task of ${taskBytes(task)} bytes is over 60 KB.`);
  const functionName = ctx.settings.functions[FUNCTION_OF[task.peerflow]];
  const { existing } = await callUntilAcknowledged(ctx, task, functionName);
  return existing;
};

/**
 * As `enqueue`, where an id that exists already is an error: a new chain is drawn until the queue takes the
 * task as a new one. For redrives, and for runs that carry work which no other run knows of.
 */
export const enqueueAnew = async (
  ctx: Context,
  task: RedrivableTask | AnyTask,
  functionName = ctx.settings.functions[FUNCTION_OF[task.peerflow]],
): Promise<void> => {
  let next = task;
  for (;;) {
    const { existing } = await callUntilAcknowledged(ctx, next, functionName);
    if (!existing) return;
    next = { ...next, chain: randomChain(ctx.random), step: 0 };
  }
};

/** What the next task of a chain begins with. */
export const nextStep = <T extends AnyTask>(
  task: T,
  due: number,
): T & { readonly step: number; readonly due: number } => ({ ...task, step: task.step + 1, due });

/** Milliseconds of the backoff table, longer where the platform ignores task ids. */
export const backoffIn = (
  { memory, random }: Context,
  reason: Parameters<typeof waitFor>[0],
  tries: number,
  retryAfterMs?: number,
  turnMs?: number,
): number =>
  waitFor(reason, tries, random, { isStretched: !memory.honoursTaskIds, retryAfterMs, turnMs });

/** A run that comes so early was not delayed: some platforms ignore the header, some clocks differ. */
const EARLY_MS = 5_000;

/** Left over to do the work and enqueue the successor after a sleep. */
const RESERVE_MS = 10_000;

/**
 * What an early wake weighs against runs that came in time: of two instances whose clocks differ only the slower
 * one notices that a delay was ignored, and the faster one must not make it forget at once.
 */
const WEIGHT = 4;
const MAX_WEIGHT = 20;

/**
 * What a run does about having been woken early. A few seconds are slept: delays are whole seconds, and a task
 * that has nothing due yet would come again and again. From 5 s on it looks anyway, and sleeps inside the
 * invocation only where a run shortly before was woken early, too: platforms that ignore delays, and clocks that
 * differ, cost time, not calls without end.
 *
 * @returns what early wakes of the chain weigh by now, for its successor
 */
export const sleepIfEarlyAgain = async (
  ctx: Context,
  task: Pick<AnyTask, 'due' | 'early'>,
): Promise<number> => {
  const weight = task.early ?? 0;
  const earlyMs = task.due - ctx.clock.now();
  const isShort = earlyMs <= EARLY_MS;
  if (!isShort && weight === 0) return WEIGHT;
  const roomMs = ctx.deadline.remaining() - RESERVE_MS;
  const sleepMs = isShort && earlyMs > roomMs ? 0 : Math.min(earlyMs, roomMs);
  if (sleepMs > 0) await ctx.clock.sleep(sleepMs);
  return isShort ? Math.max(weight - 1, 0) : Math.min(weight + WEIGHT, MAX_WEIGHT);
};
