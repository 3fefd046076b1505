import * as v from 'valibot';
import type { Context } from '../context.ts';
import type { Task } from './work-item.ts';

/** Asynchronous payloads hold 128 KB; the rest is left to whatever wraps them. */
const MAX_BYTES = 100_000;
/** Items grow as they wait (tries, what they wait for): full packs would be split again and again. */
const PACK_BYTES = 80_000;
const MAX_DELAY_SECONDS = 3600;

export const continuationMessage = v.object({
  peerflow: v.literal('continuation'),
  /** Epoch ms before which no item can go on. */
  due: v.number(),
  items: v.array(
    v.object({
      request: v.record(v.string(), v.unknown()),
      requestId: v.string(),
      idKind: v.picklist(['explicit', 'message', 'pair', 'invocation']),
      since: v.number(),
      tries: v.number(),
      due: v.optional(v.number()),
      generation: v.optional(v.string()),
      waitsFor: v.optional(v.array(v.string())),
    }),
  ),
});
export type Continuation = v.InferOutput<typeof continuationMessage>;
type ContinuationItem = Continuation['items'][number];

const itemOf = (task: Task): ContinuationItem => {
  const { asked, since, tries, due, generation, waitsFor } = task;
  return {
    request: { ...asked.request },
    requestId: asked.requestId,
    idKind: asked.idKind,
    since,
    tries,
    due,
    ...(generation === undefined ? {} : { generation }),
    ...(waitsFor?.length ? { waitsFor: [...waitsFor] } : {}),
  };
};

const sizeOf = (item: ContinuationItem): number => Buffer.byteLength(JSON.stringify(item)) + 1;

/** Splits only what is over 100 KB, and never within an item. */
const pack = (items: readonly ContinuationItem[]): ContinuationItem[][] => {
  const sizes = items.map(sizeOf);
  if (sizes.reduce((sum, size) => sum + size, 0) <= MAX_BYTES) return [[...items]];
  const packs: ContinuationItem[][] = [];
  let room = 0;
  for (const [index, item] of items.entries()) {
    const size = sizes[index] ?? 0;
    if (size > room) {
      packs.push([]);
      room = PACK_BYTES;
    }
    packs.at(-1)?.push(item);
    room -= size;
  }
  return packs;
};

const delayOf = (ctx: Context, due: number): number =>
  Math.min(Math.max(Math.ceil((due - ctx.clock.now()) / 1000), 0), MAX_DELAY_SECONDS);

/**
 * Hands tasks on to a later invocation of the request function, in order, in as few messages as fit.
 * Returns the tasks of messages that were not acknowledged: nobody else knows those.
 */
export const handOn = async (
  ctx: Context,
  tasks: readonly Task[],
  notBefore: number,
): Promise<readonly Task[]> => {
  const packs = pack(tasks.map(itemOf));
  const lost: Task[] = [];
  let from = 0;
  for (const items of packs) {
    const mine = tasks.slice(from, from + items.length);
    from += items.length;
    if (!(await isAcknowledged(ctx, { peerflow: 'continuation', due: notBefore, items })))
      lost.push(...mine);
  }
  return lost;
};

const TRIES = 3;

const isAcknowledged = async (ctx: Context, message: Continuation): Promise<boolean> => {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    try {
      const delay = delayOf(ctx, message.due);
      await ctx.invoker.invokeAsync(ctx.settings.functions.request, message, delay);
      return true;
    } catch (error) {
      ctx.log.warn('A continuation was not acknowledged', { attempt, error });
      const pause = 150 * 2 ** attempt * (0.5 + ctx.random());
      if (attempt < TRIES && pause < ctx.deadline.remaining()) await ctx.clock.sleep(pause);
    }
  }
  return false;
};
