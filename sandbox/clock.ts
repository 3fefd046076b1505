/** Time and its timers, in milliseconds. */
export interface Scheduler {
  /** Since the epoch. */
  now(): number;
  /** Runs something once after `ms` milliseconds; returns the way to cancel it. */
  after(ms: number, run: () => void): () => void;
}

/** Timers of this process. They keep it alive: what is queued is work that is still to be done. */
const realScheduler: Scheduler = {
  now: Date.now,
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** Longest wait that a timer of Node.js can have, in milliseconds; a longer one is made of several. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * The clock of the emulated world, functions included: real time plus what it was moved on by. What is due
 * runs when this clock gets there, whether time passed or the clock was moved on.
 */
export const createClock = (real: Scheduler = realScheduler) => {
  const waiting = new Set<{ readonly at: number; rearm(): void; cancel(): void }>();
  let ahead = 0;
  let isClosed = false;
  const now = (): number => real.now() + ahead;

  const after: Scheduler['after'] = (ms, run) => {
    if (isClosed) return () => undefined;
    const at = now() + ms;
    let cancel: () => void = () => undefined;
    const arm = (): void => {
      cancel = real.after(Math.min(Math.max(0, at - now()), LONGEST_MS), () => {
        if (now() < at) arm();
        else if (waiting.delete(wait)) run();
      });
    };
    const wait = {
      at,
      rearm: () => {
        cancel();
        arm();
      },
      cancel: () => {
        cancel();
        waiting.delete(wait);
      },
    };
    arm();
    waiting.add(wait);
    return wait.cancel;
  };

  return {
    now,
    after,
    /** How far it was moved on, in milliseconds: how far it is ahead of real time. */
    get ahead() {
      return ahead;
    },
    /**
     * Moves it on; it never goes back. What becomes due runs in the order of its moments.
     *
     * @throws {RangeError} for a negative or infinite step
     */
    advance: (ms: number): void => {
      if (!(ms >= 0 && Number.isFinite(ms))) throw new RangeError(`the clock cannot move by ${ms}`);
      ahead += ms;
      for (const wait of [...waiting].sort((a, b) => a.at - b.at)) wait.rearm();
    },
    /** True for a moment at most so far from this clock, or from real time, which programs outside go by. */
    isNear: (at: number, withinMs: number): boolean =>
      [now(), real.now()].some((each) => Math.abs(each - at) <= withinMs),
    /** Cancels whatever waits and takes nothing more; nothing keeps the process alive any more. */
    close: (): void => {
      isClosed = true;
      for (const wait of waiting) wait.cancel();
    },
  };
};

export type Clock = ReturnType<typeof createClock>;
