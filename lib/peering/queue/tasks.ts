import * as v from 'valibot';
import type { Context } from '../context.ts';
import { sha256 } from '../hash.ts';
import { ApiError } from '../model/failure.ts';
import type { Random } from '../ports.ts';
import { printable } from '../printable.ts';
import type { Settings } from '../settings.ts';
import { jittered, LONGEST_DELAY_MS, waitFor } from './backoff.ts';
import { FUNCTION_OF, isKind, TASK_VERSION } from './task-kind.ts';
import { type AnyTask, anyHeader, anyTask, count, type TaskKind } from './task-schema.ts';

/*
 * Tasks: everything that still has to be done, as messages to our own functions in Function Compute's
 * asynchronous queue. `task-schema.ts` defines them, this file reads, names and begins them, `task-kind.ts` says
 * whose they are without their schemas.
 */

/** What a reader of the log has to see of a schema's words, which quote the value at length. */
const MAX_DETAIL = 400;

/** The error for an event that is not a readable task; thrown, so that the task comes back. */
export class UnreadableTaskError extends Error {
  constructor(detail: string) {
    super(
      `The event is not a task that this function can read: ${printable(detail.slice(0, MAX_DETAIL))}`,
    );
    this.name = 'UnreadableTaskError';
  }
}

/**
 * Reads the whole event of an invocation as a task for one of our functions.
 *
 * @throws UnreadableTaskError for a task of another function, an unknown version, or numbers out of range
 */
export const readTask = (value: unknown, role: keyof Settings['functions']): AnyTask => {
  const parsed = v.safeParse(anyTask(), value);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const place = (issue.path ?? []).map(({ key }) => String(key)).join('.');
    throw new UnreadableTaskError(place === '' ? issue.message : `${place}: ${issue.message}`);
  }
  const owner = FUNCTION_OF[parsed.output.peerflow];
  if (owner !== role)
    throw new UnreadableTaskError(`a ${parsed.output.peerflow} task is for the ${owner}`);
  return parsed.output;
};

const redrivable = () =>
  v.looseObject({ peerflow: v.custom<TaskKind>(isKind), version: count, ...anyHeader() });
/** A task of any version: its header, and a body that is passed along as it is. */
export type RedrivableTask = v.InferOutput<ReturnType<typeof redrivable>>;

/** Reads the header of a task of any version; `undefined` for what is not a task. */
export const readRedrivable = (value: unknown): RedrivableTask | undefined => {
  const parsed = v.safeParse(redrivable(), value);
  return parsed.success ? parsed.output : undefined;
};

/** The id that Function Compute refuses to take twice. */
export const taskIdOf = (
  functionName: string,
  task: Pick<RedrivableTask, 'peerflow' | 'chain' | 'step' | 'part'>,
): string =>
  `${task.peerflow}-${sha256(functionName, task.chain, String(task.step), String(task.part)).slice(0, 32)}`;

/** A chain named by something that happens once in a connection's life. */
export const namedChain = (...parts: readonly string[]): string => sha256(...parts).slice(0, 32);

const HEX_DIGITS = 32;

/** A chain that only its first run knows. */
export const randomChain = (random: Random): string =>
  Array.from({ length: HEX_DIGITS }, () => Math.floor(random() * 16).toString(16)).join('');

/** What the first task of a chain begins with. */
export const firstOf = <K extends TaskKind>(kind: K, chain: string, now: number) => ({
  peerflow: kind,
  version: TASK_VERSION,
  chain,
  step: 0,
  part: 0,
  begunAt: now,
  due: now,
});

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

/** True for a task that the queue would take, but no failure destination. */
export const isTooLarge = (task: object): boolean => taskBytes(task) > MAX_TASK_BYTES;

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
  const idsIgnored = ctx.memory.honoursTaskIds ? undefined : true;
  const payload = JSON.stringify({ ...task, due, idsIgnored });
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
  if (isTooLarge(task))
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
