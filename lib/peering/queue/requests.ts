import type { Context } from '../context.ts';
import type { WorkItem } from './backoff.ts';
import type { RequestItemTask, RequestsTask } from './task-schema.ts';
import {
  enqueue,
  firstOf,
  isTooLarge,
  MAX_TASK_BYTES,
  nextStep,
  randomChain,
  taskBytes,
} from './tasks.ts';

/** Items grow as they wait (tries, what they wait for): a part that is full today would be too large tomorrow. */
const GROWTH_ROOM = 8 * 1024;

const asTask = (item: WorkItem): RequestItemTask => {
  const { identified, position: _, lastSeen, givenUp, ...rest } = item;
  const { request, requestId, idKind, origin, arrival } = identified;
  return {
    request: { ...request },
    requestId,
    idKind,
    origin: { ...origin },
    arrival,
    ...rest,
    spent: { ...item.spent },
    givenUp: givenUp && { ...givenUp },
    lastSeen: lastSeen && { ...lastSeen },
  };
};

const dueOf = (items: readonly WorkItem[]): number => Math.min(...items.map(({ due }) => due));

/** Items in as few parts as fit, in their order; never cut within an item. */
const parts = (items: readonly WorkItem[]): WorkItem[][] => {
  const all: WorkItem[][] = [];
  let room = 0;
  for (const item of items) {
    const size = taskBytes(asTask(item));
    if (size > room) {
      all.push([]);
      room = MAX_TASK_BYTES - GROWTH_ROOM;
    }
    all.at(-1)?.push(item);
    room -= size;
  }
  return all;
};

/**
 * Enqueues what an invocation could not finish, as the first tasks of a chain of its own. The items are cut into
 * parts here, once, by their position; later steps only shrink their part.
 *
 * @returns the items of parts that were not acknowledged: no other run knows of those
 */
export const enqueueRequests = async (
  ctx: Context,
  items: readonly WorkItem[],
): Promise<readonly WorkItem[]> => {
  const chain = randomChain(ctx.random);
  const lost: WorkItem[] = [];
  for (const [part, some] of parts(items).entries()) {
    const first = firstOf('requests', chain, ctx.clock.now());
    try {
      await enqueue(ctx, { ...first, part, due: dueOf(some), items: some.map(asTask) });
    } catch (error) {
      ctx.log.error('Requests not queued', { items: some.length, error });
      lost.push(...some);
    }
  }
  return lost;
};

/** A part has at most a few hundred items: a task holds no more. */
const PARTS_APART = 1_000;

/**
 * Enqueues what a run of a `requests` task left: the same part, one step on. Where its items have outgrown one task
 * each goes on by itself, as a part named by its place, so that a repetition names it alike. Rejects with
 * `NotQueuedError`.
 */
export const enqueueRest = async (
  ctx: Context,
  task: RequestsTask,
  items: readonly WorkItem[],
  early: number,
): Promise<void> => {
  if (items.length === 0) return;
  const next = { ...nextStep(task, dueOf(items)), items: items.map(asTask), early };
  if (!isTooLarge(next)) {
    await enqueue(ctx, next);
    return;
  }
  for (const item of items) {
    const part = (task.part + 1) * PARTS_APART + item.position;
    await enqueue(ctx, { ...next, part, due: item.due, items: [asTask(item)] });
  }
};
