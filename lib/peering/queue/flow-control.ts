import type { Attempt, Wait } from '../attempt.ts';
import type { Context } from '../context.ts';
import type { ApiError } from '../model/failure.ts';
import { busyAmong } from '../observe.ts';
import { BACKOFF, resourcesOf, type WorkItem } from './backoff.ts';
import { backoffIn } from './tasks.ts';

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

/** A third of what the oldest has waited more: the line may move faster than it grew. */
const BEHIND_SHARE = 1 / 3;
/** Nobody stays away longer for those ahead: the quota may open for all at any moment. */
const MOST_BEHIND_MS = 10 * MINUTE;
/** How far those of one age are spread. */
const SPREAD_MS = 2.5 * MINUTE;

/**
 * Milliseconds after the quota opens again until it may be the turn of a request: whoever has waited longest comes
 * first. Those of one age come spread, most of them early: who finds the quota used up spends a call to learn that,
 * and each instance has to learn it for itself.
 */
const turnMs = (ctx: Context, { longestMs }: FlowControl, ageMs: number): number => {
  const behindMs = Math.min((longestMs - ageMs) * BEHIND_SHARE, MOST_BEHIND_MS);
  return Math.round(behindMs + SPREAD_MS * ctx.random() ** 3);
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
  if (before && before.until > ctx.clock.now()) return turnedAway(ctx, item, before);
  const attempt = await attemptIt();
  if (attempt.kind !== 'wait' || attempt.reason !== 'throttled' || !attempt.retryAfterMs)
    return attempt;
  const { longestMs } = throttled.get(quota) ?? { longestMs: 0 };
  const until = ctx.clock.now() + attempt.retryAfterMs;
  const { detail, error } = attempt;
  const known = { until, error, longestMs: longestMs * FORGETS };
  return { ...attempt, ...turnedAway(ctx, item, known), detail };
};

/** Whether the API refused an action as too many a moment ago. */
export const wasThrottledLately = ({ memory, clock }: Context): boolean =>
  [...memory.throttled.values()].some(({ until }) => until > clock.now() - BACKOFF.throttled.capMs);

/** A VPC with an operation under way: when to look again, and how often it was still busy. */
interface Busy {
  readonly regionId: string;
  checkAt: number;
  looks: number;
}

/** The region to ask about a VPC of an item; undefined for items on an existing connection. */
const regionOf = ({ identified }: WorkItem, vpcId: string): string | undefined => {
  const { request } = identified;
  if (request.action !== 'create') return undefined;
  return request.vpcId === vpcId ? request.regionId : request.acceptingRegionId;
};

/**
 * A cheap look that decides whether a VPC is free before another create is spent on it: true when a
 * connection of the VPC is in motion. Lists do not show other accounts' operations, so a VPC that
 * looks free may still answer `Conflict.Operation`.
 */
const isVpcBusy = async (ctx: Context, regionId: string, vpcId: string): Promise<boolean> => {
  const page = await ctx.peering.list({ regionId, vpcIds: [vpcId], maxResults: 100 });
  return busyAmong(page.items, [vpcId]).length > 0;
};

/** The VPCs that are known to have an operation under way. */
export class BusyVpcs {
  readonly #ctx: Context;
  readonly #busy = new Map<string, Busy>();

  constructor(ctx: Context) {
    this.#ctx = ctx;
  }

  has(resource: string): boolean {
    return this.#busy.has(resource);
  }

  names(): Iterable<string> {
    return this.#busy.keys();
  }

  /** An operation on the VPCs of an item has just begun, or was seen there `looks` times. */
  block(item: WorkItem, looks: number): void {
    for (const vpcId of resourcesOf(item)) {
      const regionId = regionOf(item, vpcId);
      if (regionId !== undefined)
        this.#busy.set(vpcId, { regionId, checkAt: this.#nextLook(looks), looks });
    }
  }

  /** Epoch ms of the next look at one of the VPCs that count; Infinity when there is none. */
  nextCheckAt(counts: (vpcId: string) => boolean): number {
    let next = Number.POSITIVE_INFINITY;
    for (const [vpcId, { checkAt }] of this.#busy)
      if (checkAt < next && counts(vpcId)) next = checkAt;
    return next;
  }

  /** Looks at those that are due and count; the free ones are forgotten. */
  async look(counts: (vpcId: string) => boolean): Promise<void> {
    const now = this.#ctx.clock.now();
    const due = [...this.#busy].filter(([vpcId, { checkAt }]) => checkAt <= now && counts(vpcId));
    await Promise.all(due.map(([vpcId, busy]) => this.#lookAt(vpcId, busy)));
  }

  #nextLook(looks: number): number {
    return this.#ctx.clock.now() + backoffIn(this.#ctx, 'conflict', looks);
  }

  async #lookAt(vpcId: string, busy: Busy): Promise<void> {
    if (!(await this.#isStillBusy(vpcId, busy))) {
      this.#busy.delete(vpcId);
      return;
    }
    busy.looks += 1;
    busy.checkAt = this.#nextLook(busy.looks);
  }

  async #isStillBusy(vpcId: string, { regionId }: Busy): Promise<boolean> {
    try {
      return await isVpcBusy(this.#ctx, regionId, vpcId);
    } catch (error) {
      this.#ctx.log.debug('A VPC could not be looked at', { vpcId, error });
      return true;
    }
  }
}
