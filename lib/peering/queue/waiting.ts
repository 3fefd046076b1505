import { resourcesOf, type Task } from './work-item.ts';

const byAge = (a: Task, b: Task): number => a.since - b.since || a.position - b.position;

/**
 * Tasks that wait, oldest first. A batch holds up to ten thousand, so tasks come and go in place: a
 * copied list per start would be more garbage than everything else together.
 */
export class Waiting {
  readonly #tasks: Task[];

  constructor(tasks: readonly Task[]) {
    this.#tasks = [...tasks].sort(byAge);
  }

  get size(): number {
    return this.#tasks.length;
  }

  [Symbol.iterator](): Iterator<Task> {
    return this.#tasks[Symbol.iterator]();
  }

  add(task: Task): void {
    let at = this.#tasks.length;
    for (let other = this.#tasks[at - 1]; other; other = this.#tasks[at - 1]) {
      if (byAge(other, task) <= 0) break;
      at -= 1;
    }
    this.#tasks.splice(at, 0, task);
  }

  remove(task: Task): void {
    const at = this.#tasks.indexOf(task);
    if (at >= 0) this.#tasks.splice(at, 1);
  }

  needs(resource: string): boolean {
    return this.#tasks.some((task) => resourcesOf(task).includes(resource));
  }

  /**
   * The next task that may start: the oldest that is due and whose resources are neither in use nor
   * claimed by an older task that still waits, so that what shares a VPC goes one after another in
   * order of arrival.
   */
  nextRunnable(isBlocked: (resource: string) => boolean, now: number): Task | undefined {
    const claimed = new Set<string>();
    for (const task of this.#tasks) {
      const resources = resourcesOf(task);
      const isFree = !resources.some((each) => claimed.has(each) || isBlocked(each));
      if (isFree && task.due <= now) return task;
      for (const each of resources) claimed.add(each);
    }
    return undefined;
  }
}
