/** The clock of the emulated world: states, expiry, tokens, messages. Signatures and delays of functions use real time. */
export interface BusinessClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** How many times faster than real time it runs. */
  readonly rate: number;
  /** Moves it on by that many milliseconds; it never goes back. */
  advance(ms: number): void;
  /** Calls the listener whenever it was moved on; returns the way to stop. */
  onAdvance(listener: () => void): () => void;
}

/**
 * Real time, `rate` times as fast, plus what it was advanced by.
 *
 * @throws {RangeError} from `advance` for a negative or infinite step.
 */
export const createBusinessClock = (realNow: () => number, rate = 1): BusinessClock => {
  const start = realNow();
  const listeners = new Set<() => void>();
  let offset = 0;
  return {
    now: () => Math.floor(start + (realNow() - start) * rate) + offset,
    rate,
    advance: (ms) => {
      if (!(ms >= 0 && Number.isFinite(ms))) throw new RangeError(`the clock cannot move by ${ms}`);
      offset += ms;
      for (const listener of [...listeners]) listener();
    },
    onAdvance: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
