import type { Context } from '../context.ts';
import { isPassing } from '../errors/classify.ts';
import { ApiError } from '../model/failure.ts';
import { jittered } from '../queue/backoff.ts';
import type { NetworkApi } from './model.ts';

/** What a read gave, or the error that it gave instead: both are facts. */
export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: ApiError };

/** Runs a read to a `Reading`. Rejects only with what is no answer of the cloud. */
export const reading = async <T>(read: () => Promise<T>): Promise<Reading<T>> => {
  try {
    return { ok: true, value: await read() };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { ok: false, error };
  }
};

/** How long one read is tried again in place, in ms; a caller who waits for an answer waits less. */
export const PATIENCE_MS = 15_000;
export const PATIENCE_OF_CALLER_MS = 3_000;
/**
 * Pauses between tries of one read in place: of many reads at once flow control refuses a few, at random, and the
 * next try passes. Longer waits, by the backoff table, are for the work as a whole.
 */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 1_500;
/** Left over for going on with what was read. */
const RESERVE_MS = 20_000;

/** Milliseconds until a read is tried again; `undefined` where that is useless or takes too long. */
const readAgainIn = (
  ctx: Context,
  error: ApiError,
  tries: number,
  until: number,
): number | undefined => {
  if (!isPassing(error)) return undefined;
  const pause = jittered(Math.min(FIRST_PAUSE_MS * 2 ** tries, LONGEST_PAUSE_MS), ctx.random);
  const waitMs = Math.max(pause, error.retryAfterMs ?? 0);
  const isLate = ctx.clock.now() + waitMs > until;
  return isLate || waitMs + RESERVE_MS > ctx.deadline.remaining() ? undefined : waitMs;
};

/**
 * As `reading`, and a read that fails for a reason that passes is tried again by itself: of many reads side by
 * side one that is throttled does not cost the others. `Retry-After` is honoured.
 *
 * @param patienceMs how long it is tried again
 */
export const patientReading = async <T>(
  ctx: Context,
  read: () => Promise<T>,
  patienceMs: number = PATIENCE_MS,
): Promise<Reading<T>> => {
  const until = ctx.clock.now() + patienceMs;
  for (let tries = 0; ; tries++) {
    const got = await reading(read);
    if (got.ok) return got;
    const waitMs = readAgainIn(ctx, got.error, tries, until);
    if (waitMs === undefined) return got;
    await ctx.clock.sleep(waitMs);
  }
};

/** Why nothing can be done in an account that no role leads into. */
export const noRole = (accountId: string): ApiError =>
  new ApiError({
    kind: 'api',
    operation: 'AssumeRole',
    code: 'NotConfigured',
    message: `Account ${accountId} cannot be reached: PEERFLOW_ACCEPTER_ROLE is not set, or names a role of another account`,
    status: 403,
  });

/** The VPC API of an account. Rejects with `ApiError`, also where no role leads there (`NotConfigured`). */
export const networkOf = async (
  ctx: Pick<Context, 'network'>,
  accountId: string,
): Promise<NetworkApi> => {
  const api = await ctx.network(accountId);
  if (api === undefined) throw noRole(accountId);
  return api;
};
