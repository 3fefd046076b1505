/** What the page knows when it decides how long to wait for the next look. */
export interface RefreshInput {
  /** Some connection is being worked on, or a person has just changed one. */
  readonly isMoving: boolean;
  /** Looks in a row that failed. */
  readonly failures: number;
  /** How long the last complete look took, in milliseconds. */
  readonly lastLookMs: number;
  /** What the server asked to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
}

const MOVING_MS = 5_000;
const QUIET_MS = 30_000;
const LONGEST_MS = 300_000;
/** A look may take this share of the time at most. */
const SHARE = 10;

/**
 * Milliseconds until the next look: soon while something moves, seldom otherwise, twice as long after
 * each failure, and never so often that looking takes a tenth of the time.
 */
export const refreshDelay = (it: RefreshInput): number => {
  const usual = Math.max(it.isMoving ? MOVING_MS : QUIET_MS, it.lastLookMs * SHARE);
  const backedOff = usual * 2 ** Math.min(it.failures, 6);
  return Math.max(Math.min(backedOff, LONGEST_MS), it.retryAfterMs ?? 0);
};
