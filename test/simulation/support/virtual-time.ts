interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** Lets everything that is not waiting for the clock run to its next wait. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A clock whose time passes from one timer to the next: a simulated hour takes milliseconds. */
export class VirtualTime {
  #now: number;
  #timers: Timer[] = [];

  constructor(start = Date.UTC(2026, 10, 24, 9, 0, 0)) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): void {
    this.#timers.push({ at: this.#now + Math.max(0, ms), run });
  }

  /** Runs everything that is due within `ms`, then stands at the end of it. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await settle();
      const next = this.#next(end);
      if (!next) break;
      this.#timers.splice(this.#timers.indexOf(next), 1);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = end;
  }

  /** The earliest timer; of several the one that was set first. */
  #next(end: number): Timer | undefined {
    let found: Timer | undefined;
    for (const timer of this.#timers)
      if (timer.at <= end && (!found || timer.at < found.at)) found = timer;
    return found;
  }
}
