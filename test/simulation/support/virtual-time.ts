interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/**
 * Lets everything that is not waiting for the clock run to its next wait: a tick comes when no promise has anything left
 * to run. Nothing here waits for the real event loop, a turn of which takes longer than many a run.
 */
const settle = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

/** A clock whose time passes from one timer to the next: a simulated hour takes milliseconds. */
export class VirtualTime {
  #now: number;
  readonly start: number;
  /** Latest first, so that the next one is at the end; of one moment the one that was set first. */
  readonly #timers: Timer[] = [];

  constructor(start = Date.UTC(2026, 10, 24, 9, 0, 0)) {
    this.#now = start;
    this.start = start;
  }

  now(): number {
    return this.#now;
  }

  /** Milliseconds since the start. */
  elapsed(): number {
    return this.#now - this.start;
  }

  after(ms: number, run: () => void): void {
    const at = this.#now + Math.max(0, Math.round(ms));
    this.#timers.splice(this.#placeOf(at), 0, { at, run });
  }

  /** Runs everything that is due within `ms`, then stands at the end of it. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await settle();
      const next = this.#timers.at(-1);
      if (!next || next.at > end) break;
      this.#timers.pop();
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = end;
  }

  /** Lets time pass in steps of `stepMs` until something holds; false after `ms` without it. */
  async passUntil(isDone: () => boolean, ms: number, stepMs = 1_000): Promise<boolean> {
    for (let passed = 0; passed < ms; passed += stepMs) {
      if (isDone()) return true;
      await this.pass(Math.min(stepMs, ms - passed));
    }
    return isDone();
  }

  /** Where a timer belongs, before every one that is due at its moment already. */
  #placeOf(at: number): number {
    let [low, high] = [0, this.#timers.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#timers[middle]?.at ?? 0) > at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
