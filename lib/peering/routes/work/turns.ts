import type { Context } from '../../context.ts';
import { treat } from '../../errors/treat.ts';
import { GIVE_UP_AFTER_MS, type RetryClass } from '../../errors/types.ts';
import { ApiError } from '../../model/api-error.ts';
import { retryIn } from '../../queue/backoff.ts';

/** Longer waits are handed on to a later invocation. */
const IN_PLACE_MS = 5_000;
/** Left over for telling what came of it, or for handing on. */
const RESERVE_MS = 10_000;
/** Tries in a row after which trouble counts as lasting: it is looked at more rarely, up to a minute apart. */
const LASTING = 10;
const LASTING_CAP_MS = 60_000;
/** The bound counts from the beginning of all the work, so that one late mishap must not end it. */
const LEAST_TRIES = 3;

/** Something has to pass first. */
export interface Pause {
  readonly kind: 'pause';
  readonly reason: Exclude<RetryClass, 'never'>;
  /** What was refused; absent while the cloud is only at work. */
  readonly error?: ApiError;
  /** The turn brought the work forward: the next wait is a short one again. */
  readonly progressed?: boolean;
}

export type Turn<T> = { readonly kind: 'ended'; readonly value: T } | Pause;

/** What becomes of work in one invocation. */
export type Worked<T> =
  | { readonly kind: 'ended'; readonly value: T }
  | { readonly kind: 'later'; readonly waitMs: number; readonly tries: number };

export interface Begun {
  /** Epoch ms from which bounds count. */
  readonly since: number;
  /** Turns in a row that brought nothing, in earlier invocations. */
  readonly tries: number;
}

/** A failed call as what it is. Throws what is no answer of the cloud. */
export const apiErrorOf = (error: unknown): ApiError => {
  if (error instanceof ApiError) return error;
  throw error;
};

/** The pause after an error that passes; `undefined` for one that is for good. */
export const pauseAfter = (error: ApiError): Pause | undefined => {
  const { retry } = treat(error);
  return retry === 'never' ? undefined : { kind: 'pause', reason: retry, error };
};

const waitOf = (ctx: Context, { reason, error }: Pause, tries: number): number => {
  const waitMs = retryIn(reason, tries, ctx.random, error?.retryAfterMs);
  const stretch = 1.3 ** Math.max(0, tries - LASTING);
  return Math.max(waitMs, Math.min(waitMs * stretch, LASTING_CAP_MS * (0.5 + ctx.random())));
};

const isOverdue = (ctx: Context, { since }: Begun, { reason }: Pause, tries: number): boolean =>
  tries >= LEAST_TRIES && ctx.clock.now() - since >= GIVE_UP_AFTER_MS[reason];

/**
 * Takes turns until the work has ended, with jittered waits between them. What would be waited for too long
 * in this invocation is left for a later one, what has been waited for beyond its bound is given up.
 */
export const inTurns = async <T>(
  ctx: Context,
  begun: Begun,
  turn: (tries: number) => Promise<Turn<T>>,
  giveUp: (pause: Pause) => Promise<T>,
): Promise<Worked<T>> => {
  let { tries } = begun;
  for (;;) {
    const step = await turn(tries);
    if (step.kind === 'ended') return step;
    tries = step.progressed ? 0 : tries + 1;
    if (isOverdue(ctx, begun, step, tries)) return { kind: 'ended', value: await giveUp(step) };
    const waitMs = waitOf(ctx, step, tries);
    if (waitMs > IN_PLACE_MS || waitMs + RESERVE_MS > ctx.deadline.remaining())
      return { kind: 'later', waitMs, tries };
    await ctx.clock.sleep(waitMs);
  }
};
