import type { Attempt, Wait } from '../attempt.ts';
import type { Context } from '../context.ts';
import type { ApiError } from '../model/failure.ts';
import { BACKOFF, type WorkItem } from './backoff.ts';

/** What a process knows of an action that the API refused as one call too many. */
export interface FlowControl {
  /** Epoch ms before which another call is useless. */
  readonly until: number;
  readonly error: ApiError | undefined;
  /** How long the longest of the requests seen lately had waited, and how many were seen. */
  readonly longestMs: number;
  readonly seen: number;
}

/** Requests that a process has to see before it knows where one of them stands. */
const ENOUGH = 5;
/** The longest wait is forgotten from one refusal to the next: whoever waited so long may be through. */
const FORGETS = 0.9;

/** Nobody stays away longer, whoever is ahead: the quota may open for all at any moment. */
const MOST_MS = 10 * 60_000;
/** The queue ahead is about as long as what its head has waited more; half of it, because it may move faster. */
const SHARE = 0.33;

/**
 * Milliseconds after the quota opens again until it may be the turn of a request: whoever has waited longest comes
 * first. All at once, each instance would spend a call to learn the same.
 */
const turnMs = (ctx: Context, { longestMs, seen }: FlowControl, ageMs: number): number => {
  if (seen < ENOUGH) return Math.round(BACKOFF.throttled.capMs * ctx.random());
  return Math.round(Math.min((longestMs - ageMs) * SHARE, MOST_MS));
};

const turnedAway = (ctx: Context, item: WorkItem, known: FlowControl): Wait => {
  const { arrival, request } = item.identified;
  const now = ctx.clock.now();
  const ageMs = Math.max(now - arrival, 0);
  const flow = {
    ...known,
    longestMs: Math.max(known.longestMs, ageMs),
    seen: known.seen + 1,
  };
  ctx.memory.throttled.set(request.action, flow);
  return {
    kind: 'wait',
    reason: 'throttled',
    detail: `The API takes no further ${request.action} for the moment.`,
    retryAfterMs: Math.max(flow.until - now, 0),
    turnMs: turnMs(ctx, flow, ageMs),
    error: flow.error,
  };
};

/**
 * One attempt, unless the API has just refused this action as too many: each item that waits would spend a call
 * to learn the same.
 */
export const withinQuota = async (
  ctx: Context,
  item: WorkItem,
  attemptIt: () => Promise<Attempt>,
): Promise<Attempt> => {
  const { throttled } = ctx.memory;
  const { action } = item.identified.request;
  const before = throttled.get(action);
  if (before && before.until > ctx.clock.now()) return turnedAway(ctx, item, before);
  const attempt = await attemptIt();
  if (attempt.kind !== 'wait' || attempt.reason !== 'throttled' || !attempt.retryAfterMs)
    return attempt;
  const { longestMs, seen } = throttled.get(action) ?? { longestMs: 0, seen: 0 };
  const until = ctx.clock.now() + attempt.retryAfterMs;
  const { detail, error } = attempt;
  const known = { until, error, longestMs: longestMs * FORGETS, seen };
  return { ...turnedAway(ctx, item, known), detail };
};

/** Whether the API refused an action as too many a moment ago. */
export const wasThrottledLately = ({ memory, clock }: Context): boolean =>
  [...memory.throttled.values()].some(({ until }) => until > clock.now() - BACKOFF.throttled.capMs);
