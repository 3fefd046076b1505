import type { ConnectionView } from '../model/connection.ts';
import type { IdentifiedRequest, Request } from '../model/request.ts';
import type { Random } from '../ports.ts';
import type { GivenUp } from './given-up.ts';

/**
 * Why work waits. `conflict`: another operation on the connection or its VPC. `throttled`: flow control.
 * `transient`: 5xx, network, token, clock. `pending`: a VPC still being made, or a list that lags.
 * `not-found`: nothing shows the connection yet. `sink`: a sink lacks an event.
 */
export const WAIT_REASONS = [
  'conflict',
  'throttled',
  'transient',
  'pending',
  'not-found',
  'sink',
] as const;
export type WaitReason = (typeof WAIT_REASONS)[number];

/** Milliseconds of waiting, accumulated per reason. */
export type Spent = Readonly<Partial<Record<WaitReason, number | undefined>>>;

interface Backoff {
  readonly firstMs: number;
  readonly factor: number;
  readonly capMs: number;
  /** Bound of the time spent in this reason; then one last look, and it is given up. */
  readonly giveUpAfterMs: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The only backoff there is: every wait of the engine comes out of this table. */
export const BACKOFF: Readonly<Record<WaitReason, Backoff>> = {
  conflict: { firstMs: 2 * SECOND, factor: 1.6, capMs: 10 * MINUTE, giveUpAfterMs: 6 * HOUR },
  throttled: { firstMs: SECOND, factor: 2, capMs: MINUTE, giveUpAfterMs: 6 * HOUR },
  transient: { firstMs: SECOND, factor: 2, capMs: MINUTE, giveUpAfterMs: HOUR },
  pending: { firstMs: 2 * SECOND, factor: 1.5, capMs: 30 * SECOND, giveUpAfterMs: 10 * MINUTE },
  'not-found': { firstMs: 5 * SECOND, factor: 3, capMs: 40 * SECOND, giveUpAfterMs: MINUTE },
  sink: { firstMs: 30 * SECOND, factor: 2, capMs: HOUR, giveUpAfterMs: 24 * HOUR },
};

/** Nothing waits longer than this in all, whatever the reasons. */
export const GIVE_UP_IN_ALL_MS = 24 * HOUR;

/** Where task ids are ignored chains may multiply, so every cap is this much larger. */
export const CAP_STRETCH = 5;

/** The share by which a wait is spread to either side, so that many do not march in step. */
const JITTER = 0.25;

/** The longest delay that the queue takes, of whole seconds: a longer wait would only be woken on its way. */
export const LONGEST_DELAY_MS = HOUR - SECOND;

export const jittered = (ms: number, random: Random): number =>
  Math.min(Math.round(ms * (1 - JITTER + 2 * JITTER * random())), LONGEST_DELAY_MS);

export interface WaitOptions {
  /** What the service asked for is the least. */
  readonly retryAfterMs?: number | undefined;
  /** How long after that, where it is known; by chance otherwise. */
  readonly turnMs?: number | undefined;
  /** The platform ignores task ids. */
  readonly isStretched?: boolean;
}

/**
 * Milliseconds until the next try.
 *
 * @param tries tries in this reason so far, 0 after the first
 */
export const waitFor = (
  reason: WaitReason,
  tries: number,
  random: Random,
  { retryAfterMs = 0, turnMs, isStretched = false }: WaitOptions = {},
): number => {
  if (turnMs !== undefined) return retryAfterMs + turnMs;
  const { firstMs, factor, capMs } = BACKOFF[reason];
  const cap = capMs * (isStretched ? CAP_STRETCH : 1);
  const wait = Math.min(firstMs * factor ** Math.min(tries, 60), cap);
  // A quota opens for all who wait at one moment: they come back spread over the time after it.
  const spread = reason === 'throttled' ? Math.round(retryAfterMs * random()) : 0;
  return Math.max(retryAfterMs + spread, jittered(wait, random));
};

/** `spent` with more time in one reason. */
export const addSpent = (spent: Spent, reason: WaitReason, ms: number): Spent => ({
  ...spent,
  [reason]: (spent[reason] ?? 0) + Math.max(0, ms),
});

/** Milliseconds of waiting for this reason until its bound, or that of all reasons together, is reached. */
const leftOf = (spent: Spent, reason: WaitReason): number => {
  const inAll = Object.values(spent).reduce<number>((sum, ms = 0) => sum + ms, 0);
  return Math.min(BACKOFF[reason].giveUpAfterMs - (spent[reason] ?? 0), GIVE_UP_IN_ALL_MS - inAll);
};

/** True once waiting for this reason, or for all reasons together, has outlived its bound. */
export const isSpent = (spent: Spent, reason: WaitReason): boolean => leftOf(spent, reason) <= 0;

/**
 * A wait, cut where its bound is: the last try comes then, and not a long wait later. Where task ids are ignored all
 * runs of a request come to their end at one moment so, and by the same look.
 *
 * @param retryAfterMs what the service asked for is the least all the same
 */
export const withinBound = (
  spent: Spent,
  reason: WaitReason,
  waitMs: number,
  retryAfterMs = 0,
): number => {
  const leftMs = leftOf(spent, reason);
  return leftMs > 0 ? Math.max(Math.min(waitMs, leftMs), retryAfterMs) : waitMs;
};

/** A request on its way: what was asked, what it waits for and for how long. */
export interface WorkItem<R extends Request = Request> {
  /** Place in the payload of the invocation that brought it. */
  readonly position: number;
  readonly identified: IdentifiedRequest<R>;
  /** Tries in a row in the present reason. */
  readonly tries: number;
  readonly spent: Spent;
  readonly reason?: WaitReason | undefined;
  /** Epoch ms when the present wait began. */
  readonly waitingSince?: number | undefined;
  /** Epoch ms before which another try is useless. */
  readonly due: number;
  /** The bound of its wait is reached: one last look decides. */
  readonly givenUp?: GivenUp | undefined;
  /** The gone connection that an earlier token of this request leads to, or what else makes a new token. */
  readonly generation?: string | undefined;
  readonly ifMatch?: string | undefined;
  /** The API took the values of a modify and they are followed: what waits are its routes. */
  readonly isModified?: boolean | undefined;
  /** The adopted connection whose routes the router was asked to make: what waits is its event. */
  readonly routedId?: string | undefined;
  /** The options of the connection as a modify of routes saw them, which may remove them before it writes its own. */
  readonly options?: string | undefined;
  /** The connection of a delete as it was last seen, or the one that a create made; present once its watch is enqueued. */
  readonly lastSeen?: ConnectionView | undefined;
  /** Whose request made that connection: its end is announced under this id. */
  readonly ownerRequestId?: string | undefined;
}

/** What two items must not touch at once: the API takes one operation a VPC at a time. */
export const resourcesOf = ({ identified: { request } }: WorkItem): readonly string[] =>
  request.action === 'create' ? [request.vpcId, request.acceptingVpcId] : [request.instanceId];

/** What waits: how long it has, and for what. */
interface Waits {
  readonly tries: number;
  readonly spent: Spent;
  readonly reason?: WaitReason | undefined;
  readonly waitingSince?: number | undefined;
  readonly due?: number;
}

/**
 * The item with the time of its present wait accounted for. What is not found is given up within a minute, by which the
 * clocks of two instances may differ: that a look comes late does not count, or looks of seconds would be a minute.
 */
export const settleWait = <T extends Waits>(item: T, now: number): T => {
  const { reason, waitingSince, due = now } = item;
  if (reason === undefined || waitingSince === undefined) return item;
  const until = reason === 'not-found' ? Math.min(now, due) : now;
  const spent = addSpent(item.spent, reason, until - waitingSince);
  return { ...item, spent, waitingSince: now };
};

/** After how many tries so much time was spent in a reason; waits at the cap count as if they went on to grow. */
const triesIn = (spent: Spent, reason: WaitReason): number => {
  const { firstMs, factor } = BACKOFF[reason];
  return Math.floor(Math.log1p(((spent[reason] ?? 0) * (factor - 1)) / firstMs) / Math.log(factor));
};

/** The item as it waits for a reason from now on. A reason that comes back goes on where it was. */
export const waitingFor = <T extends Waits>(item: T, reason: WaitReason, now: number): T => {
  const settled = settleWait(item, now);
  const tries = 1 + (item.reason === reason ? item.tries : triesIn(settled.spent, reason));
  return { ...settled, reason, tries, waitingSince: now };
};

const byAge = (a: WorkItem, b: WorkItem): number =>
  a.identified.arrival - b.identified.arrival || a.position - b.position;

/**
 * Items that wait, oldest first. A batch holds up to ten thousand, so they come and go in place: a
 * copied list per start would be more garbage than everything else together.
 */
export class Waiting {
  readonly #items: WorkItem[];

  constructor(items: readonly WorkItem[]) {
    this.#items = [...items].sort(byAge);
  }

  [Symbol.iterator](): Iterator<WorkItem> {
    return this.#items[Symbol.iterator]();
  }

  add(item: WorkItem): void {
    let at = this.#items.length;
    for (let other = this.#items[at - 1]; other; other = this.#items[at - 1]) {
      if (byAge(other, item) <= 0) break;
      at -= 1;
    }
    this.#items.splice(at, 0, item);
  }

  remove(item: WorkItem): void {
    const at = this.#items.indexOf(item);
    if (at >= 0) this.#items.splice(at, 1);
  }

  needs(resource: string): boolean {
    return this.#items.some((item) => resourcesOf(item).includes(resource));
  }

  /**
   * The next item that may start: the oldest that is due and whose resources are neither in use nor
   * claimed by an older item that still waits, so that what shares a VPC goes one after another in
   * order of arrival.
   */
  nextRunnable(isBlocked: (resource: string) => boolean, now: number): WorkItem | undefined {
    const claimed = new Set<string>();
    for (const item of this.#items) {
      const resources = resourcesOf(item);
      const isFree = !resources.some((each) => claimed.has(each) || isBlocked(each));
      if (isFree && item.due <= now) return item;
      for (const each of resources) claimed.add(each);
    }
    return undefined;
  }
}

/** When items can start at the earliest, taken in their order: none before an older one that shares a VPC with it. */
export class Turns {
  readonly #notBefore = new Map<string, number>();

  dueOf(item: WorkItem): number {
    const resources = resourcesOf(item);
    const due = Math.max(item.due, ...resources.map((each) => this.#notBefore.get(each) ?? 0));
    for (const each of resources) this.#notBefore.set(each, due);
    return due;
  }
}
