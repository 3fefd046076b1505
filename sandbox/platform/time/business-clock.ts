/** The clock of the emulated world: states, expiry, tokens. Signatures and delays use real time. */
export interface BusinessClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Moves it on by that many milliseconds; it never goes back. */
  advance(ms: number): void;
}

/**
 * Real time, `rate` times as fast, plus what it was advanced by.
 *
 * @throws {RangeError} from `advance` for a negative or infinite step.
 */
export const createBusinessClock = (realNow: () => number, rate = 1): BusinessClock => {
  const start = realNow();
  let offset = 0;
  return {
    now: () => Math.floor(start + (realNow() - start) * rate) + offset,
    advance: (ms) => {
      if (!(ms >= 0 && Number.isFinite(ms))) throw new RangeError(`the clock cannot move by ${ms}`);
      offset += ms;
    },
  };
};
