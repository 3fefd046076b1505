/** Knows what is running and what is due, so that a test can wait for the end of all of it. */
export interface Activity {
  /** Something runs from now on until the returned function is called. */
  begin(): () => void;
  /** Something will run at a moment (milliseconds since the epoch) unless the returned function is called. */
  expect(at: number): () => void;
  /** Resolves when nothing runs and nothing is due within `horizonMs` milliseconds. */
  settled(horizonMs: number): Promise<void>;
}

export const createActivity = (now: () => number): Activity => {
  const running = new Set<symbol>();
  const due = new Map<symbol, number>();
  const checks = new Set<() => void>();

  const changed = (): void => {
    for (const check of [...checks]) check();
  };

  const quiet = (horizonMs: number): boolean => {
    const limit = now() + horizonMs;
    return running.size === 0 && [...due.values()].every((at) => at > limit);
  };

  return {
    begin: () => {
      const key = Symbol('running');
      running.add(key);
      return () => {
        if (running.delete(key)) changed();
      };
    },
    expect: (at) => {
      const key = Symbol('due');
      due.set(key, at);
      return () => {
        if (due.delete(key)) changed();
      };
    },
    settled: (horizonMs) =>
      new Promise((resolve) => {
        const conclude = () => {
          if (!quiet(horizonMs) || !checks.delete(check)) return;
          resolve();
        };
        // What just ended may be about to begin something: its continuations get to run first.
        const check = () => {
          if (quiet(horizonMs)) setImmediate(conclude);
        };
        checks.add(check);
        check();
      }),
  };
};
