import type { Clock, Scheduler } from './clock.ts';

/**
 * Knows what is running and what is due, so that a test can wait for it without waiting for time to pass.
 *
 * @param clock its timers are kept with the time at which each is due: this activity's own `after` is what
 *   `settled` knows of, timers of the clock itself keep nobody waiting
 */
export const createActivity = (clock: Pick<Clock, 'now' | 'after' | 'advance'>) => {
  const running = new Set<symbol>();
  const due = new Map<symbol, number>();
  let changes = 0;
  let waiting: (() => void)[] = [];

  const touch = (): void => {
    changes += 1;
    const those = waiting;
    waiting = [];
    for (const resolve of those) resolve();
  };

  const changedSince = (seen: number): Promise<void> =>
    changes === seen ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve();

  const begin = (): (() => void) => {
    const key = Symbol('running');
    running.add(key);
    touch();
    return () => {
      if (running.delete(key)) touch();
    };
  };

  const after: Scheduler['after'] = (ms, run) => {
    const key = Symbol('due');
    const cancel = clock.after(ms, () => {
      const end = begin();
      due.delete(key);
      run();
      end();
    });
    due.set(key, clock.now() + ms);
    touch();
    return () => {
      cancel();
      if (due.delete(key)) touch();
    };
  };

  const earliest = (): number =>
    [...due.values()].reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);

  /** Waits for one change; false if nothing runs and nothing is due until a moment. */
  const step = async (limit: () => number): Promise<boolean> => {
    const seen = changes;
    // What just ended may be about to begin something: its continuations get to run first.
    if (running.size === 0) await new Promise(setImmediate);
    if (running.size === 0) {
      const at = earliest();
      if (at > limit()) return false;
      if (at > clock.now() && at < Number.POSITIVE_INFINITY) clock.advance(at - clock.now());
    }
    await changedSince(seen);
    return true;
  };

  return {
    now: clock.now,
    after,
    /** Something runs from now on until the returned function is called. */
    begin,
    /** Something happened that `until` may be waiting for. */
    touch,
    /**
     * Resolves when nothing runs and nothing is due within `horizonMs` milliseconds. Whenever nothing runs,
     * the clock is moved on to what is due next.
     */
    settled: async (horizonMs: number): Promise<void> => {
      const limit = () => clock.now() + horizonMs;
      while (await step(limit));
    },
    /** Resolves with what `find` finds as soon as it does; moves the clock on as `settled` does. */
    until: async <T>(find: () => T | undefined): Promise<T> => {
      for (;;) {
        const found = find();
        if (found !== undefined) return found;
        await step(() => Number.POSITIVE_INFINITY);
      }
    },
  };
};

export type Activity = ReturnType<typeof createActivity>;
