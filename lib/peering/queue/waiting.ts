import type { ConnectionView } from '../model/connection.ts';
import type { IdentifiedRequest, Request } from '../model/request.ts';
import { addSpent, type Spent, type WaitReason } from './backoff.ts';
import type { GivenUp } from './given-up.ts';

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
  /** VPCs that had an operation under way when the item was enqueued: looked at first. */
  readonly waitsFor?: readonly string[] | undefined;
  readonly ifMatch?: string | undefined;
  /** The connection of a delete as it was last seen; present once its watch is enqueued. */
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
}

/** The item with the time of its present wait accounted for. */
export const settleWait = <T extends Waits>(item: T, now: number): T => {
  if (item.reason === undefined || item.waitingSince === undefined) return item;
  const spent = addSpent(item.spent, item.reason, now - item.waitingSince);
  return { ...item, spent, waitingSince: now };
};

/** The item as it waits for a reason from now on. */
export const waitingFor = <T extends Waits>(item: T, reason: WaitReason, now: number): T => {
  const tries = item.reason === reason ? item.tries + 1 : 1;
  return { ...settleWait(item, now), reason, tries, waitingSince: now };
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
