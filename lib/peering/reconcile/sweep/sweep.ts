import pLimit from 'p-limit';
import type { Context } from '../../context.ts';
import { treat } from '../../errors/treat.ts';
import { ApiError } from '../../model/api-error.ts';
import type { Connection } from '../../model/connection.ts';
import { retryIn } from '../../queue/backoff.ts';
import { passBy } from './pass-by.ts';

const PAGE = 100;
const SIDE_BY_SIDE = 8;
/** Enough to finish one more page; with less the rest is handed on. */
const RESERVE_MS = 8_000;

/** Where a sweep goes on: the regions still to be swept, and the page of the first. */
export interface Cursor {
  readonly regions: readonly string[];
  readonly nextToken?: string | undefined;
}

const sweepPage = async (ctx: Context, connections: readonly Connection[]): Promise<void> => {
  const limit = pLimit(SIDE_BY_SIDE);
  await Promise.all(
    connections.map((connection) =>
      limit(async () => {
        try {
          await passBy(ctx, connection);
        } catch (error) {
          ctx.log.error('A connection could not be swept', {
            instanceId: connection.instanceId,
            error,
          });
        }
      }),
    ),
  );
};

/** One page of one region; returns where to go on. */
const onePage = async (ctx: Context, cursor: Cursor): Promise<Cursor> => {
  const [regionId = '', ...others] = cursor.regions;
  const page = await ctx.peering.list({
    regionId,
    maxResults: PAGE,
    nextToken: cursor.nextToken,
  });
  await sweepPage(ctx, page.items);
  return page.nextToken
    ? { regions: cursor.regions, nextToken: page.nextToken }
    : { regions: others };
};

/** How often a page is asked for before its region is given up until the next tick. */
const TRIES = 4;

/** Milliseconds until a page is asked for again; `undefined` when that is useless, or time is short. */
const againIn = (ctx: Context, error: unknown, tries: number): number | undefined => {
  const treatment = error instanceof ApiError ? treat(error) : undefined;
  if (!treatment || treatment.retry === 'never' || tries >= TRIES) return undefined;
  const asked = error instanceof ApiError ? error.retryAfterMs : undefined;
  const wait = retryIn(treatment.retry, tries, ctx.random, asked);
  return wait + RESERVE_MS < ctx.deadline.remaining() ? wait : undefined;
};

const nextPage = async (ctx: Context, cursor: Cursor, tries = 1): Promise<Cursor> => {
  try {
    return await onePage(ctx, cursor);
  } catch (error) {
    const wait = againIn(ctx, error, tries);
    if (wait === undefined) {
      // The next tick comes in two minutes: one region out of reach must not hide the others.
      ctx.log.error('A region could not be swept', { regionId: cursor.regions[0], error });
      return { regions: cursor.regions.slice(1) };
    }
    await ctx.clock.sleep(wait);
  }
  return nextPage(ctx, cursor, tries + 1);
};

/**
 * Passes by every connection of every managed region, a page at a time so that memory stays flat, and
 * makes good what watches missed. What does not fit into this invocation goes on in another.
 */
export const sweep = async (ctx: Context, start: Cursor): Promise<void> => {
  let cursor = start;
  while (cursor.regions.length > 0) {
    cursor = await nextPage(ctx, cursor);
    if (cursor.regions.length > 0 && ctx.deadline.remaining() < RESERVE_MS)
      return ctx.invoker.invokeAsync(
        ctx.settings.functions.poller,
        { peerflow: 'sweep', ...cursor },
        0,
      );
  }
};
