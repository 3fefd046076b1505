import type { Attempt, Outcome, Wait } from '../attempt.ts';
import type { Context } from '../context.ts';
import {
  isSpent,
  resourcesOf,
  settleWait,
  Turns,
  Waiting,
  type WorkItem,
  waitingFor,
  withinBound,
} from './backoff.ts';
import { BusyVpcs, wasThrottledLately } from './flow-control.ts';
import { givenUpAfter } from './given-up.ts';
import { backoffIn } from './tasks.ts';

const SIDE_BY_SIDE = 10;
/** Shorter waits are slept in place, longer ones left to a task. */
const IN_PLACE_MS = 4_000;
/** Sleeps in a row that brought nothing, after which the rest is left to a task. */
const FRUITLESS = 4;
/** Left over for enqueuing what is not done. */
const RESERVE_MS = 4_000;

export interface Processed {
  readonly ended: ReadonlyMap<number, Outcome>;
  /** What still waits, free resources first, oldest first; each knows when it is due. */
  readonly left: readonly WorkItem[];
  /** Why it waits, by position. */
  readonly waits: ReadonlyMap<number, Wait>;
}

export interface LaneOptions {
  /** One attempt at an item. */
  readonly attempt: (item: WorkItem) => Promise<Attempt>;
  /** Milliseconds that may be slept in place altogether; an HTTP caller waits 3 s. */
  readonly patienceMs: number;
}

/** One invocation's worth of items: what shares a VPC goes one after another, everything else side by side. */
class Lanes {
  readonly ended = new Map<number, Outcome>();
  readonly waits = new Map<number, Wait>();
  readonly #ctx: Context;
  readonly #options: LaneOptions;
  readonly #waiting: Waiting;
  readonly #busy: BusyVpcs;
  readonly #inUse = new Set<string>();
  readonly #running = new Set<Promise<void>>();
  /** Items that have waited to their bound: a run of their own looks at them once more. */
  readonly #givenUp: WorkItem[] = [];
  /** Items came back from a wait for the quota. */
  readonly #wasThrottled: boolean;
  #throttledUntil = 0;
  #slept = 0;
  #fruitless = 0;
  #progressed = false;

  constructor(ctx: Context, items: readonly WorkItem[], options: LaneOptions) {
    this.#ctx = ctx;
    this.#options = options;
    this.#waiting = new Waiting(items);
    this.#busy = new BusyVpcs(ctx);
    this.#wasThrottled = items.some(({ reason }) => reason === 'throttled');
  }

  async run(): Promise<Processed> {
    for (;;) {
      this.#startAll();
      if (this.#running.size > 0) await Promise.race(this.#running);
      else if (!(await this.#waitInPlace())) break;
    }
    this.#giveUpBlocked();
    return { ended: this.ended, left: this.#leftOver(), waits: this.waits };
  }

  #startAll(): void {
    const now = this.#ctx.clock.now();
    const isBlocked = (each: string) => this.#busy.has(each) || this.#inUse.has(each);
    const sideBySide = this.#isThrottled() ? 1 : SIDE_BY_SIDE;
    while (this.#running.size < sideBySide && now >= this.#throttledUntil && this.#hasTime()) {
      const item = this.#waiting.nextRunnable(isBlocked, now);
      if (!item) return;
      this.#start(item);
    }
  }

  /** A quota that was used up a moment ago may be so again: side by side, several calls would learn that. */
  #isThrottled(): boolean {
    return this.#wasThrottled || wasThrottledLately(this.#ctx);
  }

  #hasTime(): boolean {
    return this.#ctx.deadline.remaining() > RESERVE_MS;
  }

  #start(item: WorkItem): void {
    this.#waiting.remove(item);
    const resources = resourcesOf(item);
    for (const each of resources) this.#inUse.add(each);
    const running = this.#try(settleWait(item, this.#ctx.clock.now())).finally(() => {
      for (const each of resources) this.#inUse.delete(each);
      this.#running.delete(running);
    });
    this.#running.add(running);
  }

  async #try(item: WorkItem): Promise<void> {
    const attempt = await this.#options.attempt(item);
    if (attempt.kind === 'wait') return this.#onWait(item, attempt);
    this.#fruitless = 0;
    this.ended.set(item.position, attempt.outcome);
    if (attempt.outcome.outcome !== 'created') return;
    this.#progressed = true;
    this.#busy.block(item, 0);
  }

  #onWait(item: WorkItem, wait: Wait): void {
    const next = { ...item, ...wait.carry };
    if (next.givenUp || isSpent(next.spent, wait.reason)) this.#giveUp(next, wait);
    else this.#putBack(next, wait);
  }

  #giveUp(item: WorkItem, wait: Wait): void {
    const now = this.#ctx.clock.now();
    const next = waitingFor(item, wait.reason, now);
    const waitMs = backoffIn(this.#ctx, wait.reason, next.tries - 1, wait.retryAfterMs);
    this.waits.set(item.position, wait);
    this.#givenUp.push({ ...next, due: now + waitMs, givenUp: item.givenUp ?? givenUpAfter(wait) });
  }

  #putBack(item: WorkItem, wait: Wait): void {
    const now = this.#ctx.clock.now();
    const next = waitingFor(item, wait.reason, now);
    const { reason, retryAfterMs, turnMs } = wait;
    const backoff = backoffIn(this.#ctx, reason, next.tries - 1, retryAfterMs, turnMs);
    const waitMs = withinBound(next.spent, reason, backoff, retryAfterMs);
    this.waits.set(item.position, wait);
    if (wait.reason === 'conflict') this.#busy.block(item, next.tries - 1);
    if (wait.reason === 'throttled')
      this.#throttledUntil = Math.max(this.#throttledUntil, now + waitMs);
    // A VPC that is blocked is looked at before the next try; an action on a connection waits its time.
    this.#waiting.add({ ...next, due: this.#isBusy(item) ? now : now + waitMs });
  }

  #isNeeded = (resource: string): boolean => this.#waiting.needs(resource);

  /** Milliseconds until something may have changed. */
  #nextChangeIn(): number {
    let next = this.#busy.nextCheckAt(this.#isNeeded);
    const turns = new Turns();
    for (const item of this.#waiting) {
      const due = turns.dueOf(item);
      if (due < next && !this.#isBusy(item)) next = due;
    }
    return Math.max(this.#throttledUntil, next, this.#ctx.clock.now()) - this.#ctx.clock.now();
  }

  #isBusy(item: WorkItem): boolean {
    return resourcesOf(item).some((each) => this.#busy.has(each));
  }

  /** Sleeps until something may have changed and looks; false when the rest is left to a task. */
  async #waitInPlace(): Promise<boolean> {
    if (!this.#hasTime()) return false;
    const wait = this.#nextChangeIn();
    if (wait > IN_PLACE_MS || this.#slept + wait > this.#options.patienceMs) return false;
    if (++this.#fruitless > FRUITLESS) return false;
    this.#slept += wait;
    await this.#ctx.clock.sleep(wait);
    await this.#busy.look(this.#isNeeded);
    return true;
  }

  #busyNamesOf(item: WorkItem): readonly string[] {
    return resourcesOf(item).filter((each) => this.#busy.has(each));
  }

  /** An item behind a VPC that stays busy is never tried, yet its bound counts all the same. */
  #giveUpBlocked(): void {
    const now = this.#ctx.clock.now();
    for (const waiting of [...this.#waiting]) {
      const item = settleWait(waiting, now);
      const busy = this.#busyNamesOf(item);
      if (busy.length === 0 || !isSpent(item.spent, 'conflict')) continue;
      const detail = `Another operation runs on ${busy.join(' and ')}.`;
      this.#waiting.remove(waiting);
      this.#giveUp(item, { kind: 'wait', reason: 'conflict', detail });
    }
  }

  /** An item that another one holds up waits as if it had been refused itself. */
  #asBlocked(item: WorkItem): WorkItem {
    const now = this.#ctx.clock.now();
    const wasRefused = this.waits.get(item.position)?.reason === 'conflict';
    const next = wasRefused ? settleWait(item, now) : waitingFor(item, 'conflict', now);
    // A hub that moves is looked at soon again, one that does not ever more rarely.
    const tries = this.#progressed ? 1 : next.tries;
    const waitMs = withinBound(next.spent, 'conflict', backoffIn(this.#ctx, 'conflict', tries - 1));
    return { ...next, tries, due: now + waitMs };
  }

  /** Nobody holds it up. */
  #asFree(item: WorkItem): WorkItem {
    return { ...item, due: Math.max(item.due, this.#throttledUntil) };
  }

  #leftOver(): readonly WorkItem[] {
    const claimed = new Set(this.#busy.names());
    const free: WorkItem[] = [];
    const blocked: WorkItem[] = [];
    const turns = new Turns();
    const inTurn = (item: WorkItem): WorkItem => ({ ...item, due: turns.dueOf(item) });
    for (const item of this.#waiting) {
      const resources = resourcesOf(item);
      const isBlocked = resources.some((each) => claimed.has(each));
      if (!isBlocked) {
        free.push(inTurn(this.#asFree(item)));
        continue;
      }
      for (const each of resources) claimed.add(each);
      blocked.push(inTurn(this.#asBlocked(item)));
    }
    return [...free, ...blocked, ...this.#givenUp];
  }
}

/**
 * Runs items until each has ended or the rest has to wait longer than is worth sleeping. A VPC that just got an
 * operation is looked at cheaply before the next create is spent on it.
 */
export const runLanes = (
  ctx: Context,
  items: readonly WorkItem[],
  options: LaneOptions,
): Promise<Processed> => new Lanes(ctx, items, options).run();
