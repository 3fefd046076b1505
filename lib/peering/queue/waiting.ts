import { resourcesOf, type WorkItem } from './work-item.ts';

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

  get size(): number {
    return this.#items.length;
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
