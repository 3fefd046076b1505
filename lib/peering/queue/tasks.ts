import * as v from 'valibot';
import { sha256 } from '../hash.ts';
import type { Random } from '../ports.ts';
import { printable } from '../printable.ts';
import type { Settings } from '../settings.ts';
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
  const parsed = v.safeParse(anyTask, value);
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

const redrivable = v.looseObject({
  peerflow: v.custom<TaskKind>(isKind),
  version: count,
  ...anyHeader,
});
/** A task of any version: its header, and a body that is passed along as it is. */
export type RedrivableTask = v.InferOutput<typeof redrivable>;

/** Reads the header of a task of any version; `undefined` for what is not a task. */
export const readRedrivable = (value: unknown): RedrivableTask | undefined => {
  const parsed = v.safeParse(redrivable, value);
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
