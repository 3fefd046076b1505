import type { Step } from '../commands/attempt.ts';
import type { Context } from '../context.ts';
import type { Outcome } from '../outcome.ts';
import { retryIn } from './backoff.ts';
import { BusyVpcs } from './busy-vpcs.ts';
import { Waiting } from './waiting.ts';
import { resourcesOf, type Task } from './work-item.ts';

const SIDE_BY_SIDE = 10;
/** Shorter waits are slept in place, longer ones handed on. */
const IN_PLACE_MS = 2_000;
/** Sleeps in a row that brought nothing, after which the rest is handed on. */
const FRUITLESS = 4;
/** Left over for handing on what is not done. */
const RESERVE_MS = 4_000;

export interface Batch {
  readonly ended: ReadonlyMap<number, Outcome>;
  /** What still waits, free resources first, oldest first. */
  readonly left: readonly Task[];
  /** Why it waits, by position. */
  readonly reasons: ReadonlyMap<number, string>;
  /** Epoch ms before which the API takes no calls, because it throttles; 0 if it does not. */
  readonly throttledUntil: number;
}

export interface BatchOptions {
  /** One try of a task. */
  readonly attempt: (task: Task) => Promise<Step>;
  /** What becomes of a task whose reason to wait has outlived its bound; `undefined` to wait on. */
  readonly giveUp: (task: Task, step: Step & { kind: 'wait' }) => Promise<Outcome | undefined>;
  /** Milliseconds that may be slept in place altogether; an HTTP caller waits 3 s. */
  readonly patienceMs: number;
}

class Run {
  readonly ended = new Map<number, Outcome>();
  readonly reasons = new Map<number, string>();
  readonly #ctx: Context;
  readonly #options: BatchOptions;
  readonly #waiting: Waiting;
  readonly #busy: BusyVpcs;
  readonly #inUse = new Set<string>();
  readonly #running = new Set<Promise<void>>();
  #gateUntil = 0;
  #slept = 0;
  #fruitless = 0;
  #progressed = false;

  constructor(ctx: Context, tasks: readonly Task[], options: BatchOptions) {
    this.#ctx = ctx;
    this.#options = options;
    this.#waiting = new Waiting(tasks);
    this.#busy = new BusyVpcs(ctx);
    for (const task of tasks) this.#busy.expect(task);
  }

  async run(): Promise<Batch> {
    for (;;) {
      this.#startAll();
      if (this.#running.size > 0) await Promise.race(this.#running);
      else if (!(await this.#waitInPlace())) break;
    }
    await this.#giveUpOverdue();
    return {
      ended: this.ended,
      left: this.#leftOver(),
      reasons: this.reasons,
      throttledUntil: this.#gateUntil,
    };
  }

  #startAll(): void {
    const now = this.#ctx.clock.now();
    const isBlocked = (each: string) => this.#busy.has(each) || this.#inUse.has(each);
    while (this.#running.size < SIDE_BY_SIDE && now >= this.#gateUntil && this.#hasTime()) {
      const task = this.#waiting.nextRunnable(isBlocked, now);
      if (!task) return;
      this.#start(task);
    }
  }

  #hasTime(): boolean {
    return this.#ctx.deadline.remaining() > RESERVE_MS;
  }

  #start(task: Task): void {
    this.#waiting.remove(task);
    const resources = resourcesOf(task);
    for (const each of resources) this.#inUse.add(each);
    const running = this.#try(task).finally(() => {
      for (const each of resources) this.#inUse.delete(each);
      this.#running.delete(running);
    });
    this.#running.add(running);
  }

  async #try(task: Task): Promise<void> {
    const step = await this.#options.attempt(task);
    if (step.kind === 'wait') {
      const givenUp = await this.#options.giveUp(task, step);
      if (givenUp) this.ended.set(task.position, givenUp);
      else this.#putBack(task, step);
      return;
    }
    this.#fruitless = 0;
    this.ended.set(task.position, step.outcome);
    if (step.outcome.outcome !== 'created') return;
    this.#progressed = true;
    this.#busy.block(task, 0);
  }

  #putBack(task: Task, step: Step & { kind: 'wait' }): void {
    const { clock, random } = this.#ctx;
    const wait = retryIn(step.reason, task.tries, random, step.retryAfterMs);
    const now = clock.now();
    this.reasons.set(task.position, step.detail);
    if (step.reason === 'conflict') this.#busy.block(task, task.tries + 1);
    if (step.reason === 'throttled') this.#gateUntil = Math.max(this.#gateUntil, now + wait);
    // A VPC that is blocked is looked at before the next try; an action on a connection waits its time.
    const isLookedAt = step.reason === 'conflict' && this.#isBusy(task);
    const due = isLookedAt ? now : now + wait;
    this.#waiting.add({ ...task, tries: task.tries + 1, due });
  }

  #isNeeded = (resource: string): boolean => this.#waiting.needs(resource);

  /** Milliseconds until something may have changed. */
  #nextChangeIn(): number {
    let next = this.#busy.nextCheckAt(this.#isNeeded);
    for (const task of this.#waiting) if (task.due < next && !this.#isBusy(task)) next = task.due;
    return Math.max(this.#gateUntil, next, this.#ctx.clock.now()) - this.#ctx.clock.now();
  }

  #isBusy(task: Task): boolean {
    return resourcesOf(task).some((each) => this.#busy.has(each));
  }

  /** Sleeps until something may have changed and looks; false when the rest is to be handed on. */
  async #waitInPlace(): Promise<boolean> {
    if (this.#waiting.size === 0 || !this.#hasTime()) return false;
    const wait = this.#nextChangeIn();
    if (wait > IN_PLACE_MS || this.#slept + wait > this.#options.patienceMs) return false;
    if (++this.#fruitless > FRUITLESS) return false;
    this.#slept += wait;
    await this.#ctx.clock.sleep(wait);
    await this.#busy.look(this.#isNeeded);
    return true;
  }

  /** A task behind a VPC that stays busy is never tried, yet its bound counts all the same. */
  async #giveUpOverdue(): Promise<void> {
    for (const task of [...this.#waiting]) {
      const busy = resourcesOf(task).filter((each) => this.#busy.has(each));
      if (busy.length === 0) continue;
      const detail = `Another operation runs on ${busy.join(' and ')}.`;
      const step = { kind: 'wait', reason: 'conflict', detail } as const;
      const outcome = await this.#options.giveUp(task, step);
      if (!outcome) continue;
      this.ended.set(task.position, outcome);
      this.#waiting.remove(task);
    }
  }

  #leftOver(): readonly Task[] {
    const claimed = new Set(this.#busy.names());
    const free: Task[] = [];
    const blocked: Task[] = [];
    for (const task of this.#waiting) {
      const resources = resourcesOf(task);
      const isBlocked = resources.some((each) => claimed.has(each));
      if (isBlocked) for (const each of resources) claimed.add(each);
      const waitsFor = resources.filter((each) => this.#busy.has(each));
      if (!isBlocked) free.push({ ...task, waitsFor });
      // A hub that moves is looked at soon again, one that does not ever more rarely.
      else blocked.push({ ...task, waitsFor, tries: this.#progressed ? 0 : task.tries + 1 });
    }
    return [...free, ...blocked];
  }
}

/**
 * Runs tasks until each has ended or the rest has to wait longer than is worth sleeping: what shares a
 * VPC one after another in order of arrival, everything else side by side (bounded). A VPC that just
 * got an operation is looked at cheaply before the next create is spent on it.
 */
export const runBatch = (
  ctx: Context,
  tasks: readonly Task[],
  options: BatchOptions,
): Promise<Batch> => new Run(ctx, tasks, options).run();
