import type { Attempt, Wait } from '../attempt.ts';
import type { Context } from '../context.ts';
import type { ApiError } from '../model/failure.ts';
import { BACKOFF, type WorkItem } from './backoff.ts';

/** What a process knows of an action that the API refused as one call too many. */
export interface FlowControl {
  /** Epoch ms before which another call is useless. */
  readonly until: number;
  readonly error: ApiError | undefined;
  /** How long the longest of the requests seen lately had waited. */
  readonly longestMs: number;
}

const MINUTE = 60_000;
/** The longest wait is forgotten from one refusal to the next: whoever waited so long may be through. */
const FORGETS = 0.9;

/** Half of what the oldest has waited more: the line may move faster than it grew. */
const BEHIND_SHARE = 0.5;
/** Nobody stays away longer for those ahead: the quota may open for all at any moment. */
const MOST_BEHIND_MS = 10 * MINUTE;
/** How far those of one age are spread: the longer the wait has become, the more of them there are. */
const SPREAD_SHARE = 0.05;
const MOST_SPREAD_MS = 2 * MINUTE;

/**
 * Milliseconds after the quota opens again until it may be the turn of a request: whoever has waited longest comes
 * first. Those of one age come spread, most of them early: who finds the quota used up spends a call to learn that,
 * and each instance has to learn it for itself.
 */
const turnMs = (ctx: Context, { longestMs }: FlowControl, ageMs: number): number => {
  const behindMs = Math.min((longestMs - ageMs) * BEHIND_SHARE, MOST_BEHIND_MS);
  const spreadMs = Math.min(Math.max(longestMs * SPREAD_SHARE, MINUTE), MOST_SPREAD_MS);
  return Math.round(behindMs + spreadMs * ctx.random() ** 3);
};

/** What the API counts calls by, as far as a request shows it: the action, and the region of a create. */
const quotaOf = ({ identified: { request } }: WorkItem): string =>
  request.action === 'create' ? [request.action, request.regionId].join(' ') : request.action;

const turnedAway = (ctx: Context, item: WorkItem, known: FlowControl): Wait => {
  const { arrival, request } = item.identified;
  const now = ctx.clock.now();
  const ageMs = Math.max(now - arrival, 0);
  const flow = { ...known, longestMs: Math.max(known.longestMs, ageMs) };
  ctx.memory.throttled.set(quotaOf(item), flow);
  return {
    kind: 'wait',
    reason: 'throttled',
    detail: `The API takes no further ${request.action} for the moment.`,
    retryAfterMs: Math.max(flow.until - now, 0),
    turnMs: turnMs(ctx, flow, ageMs),
    error: flow.error,
  };
};

/** Whether the API is known to take no call for an item. */
export const isQuotaClosed = ({ memory, clock }: Context, item: WorkItem): boolean =>
  (memory.throttled.get(quotaOf(item))?.until ?? 0) > clock.now();

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
  const quota = quotaOf(item);
  const before = throttled.get(quota);
  if (before && isQuotaClosed(ctx, item)) return turnedAway(ctx, item, before);
  const attempt = await attemptIt();
  if (attempt.kind !== 'wait' || attempt.reason !== 'throttled' || !attempt.retryAfterMs)
    return attempt;
  const { longestMs } = throttled.get(quota) ?? { longestMs: 0 };
  const until = ctx.clock.now() + attempt.retryAfterMs;
  const { detail, error } = attempt;
  const known = { until, error, longestMs: longestMs * FORGETS };
  return { ...turnedAway(ctx, item, known), detail };
};

/** Whether the API refused an action as too many a moment ago. */
export const wasThrottledLately = ({ memory, clock }: Context): boolean =>
  [...memory.throttled.values()].some(({ until }) => until > clock.now() - BACKOFF.throttled.capMs);
