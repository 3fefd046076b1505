interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** Lets everything that is not waiting for the clock run to its next wait. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A clock whose time passes from one timer to the next: a simulated hour takes milliseconds. */
export class VirtualTime {
  #now: number;
  /** Latest first, so that the next one is at the end; of one moment the one that was set first. */
  readonly #timers: Timer[] = [];

  constructor(start = Date.UTC(2026, 10, 24, 9, 0, 0)) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): void {
    const at = this.#now + Math.max(0, ms);
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
