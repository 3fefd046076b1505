import type { RetryStrategy } from '../../platform/ports.ts';

interface Plan {
  readonly retries: number;
  /** Milliseconds before retry number `failures`, counted from 1. */
  waitMs(failures: number, random: () => number): number;
}

/**
 * What a receiver gets again, and when.
 *
 * EventBridge and SMQ topics: BACKOFF_RETRY is three retries 10 to 20 s apart, EXPONENTIAL_DECAY_RETRY
 * 176 within a day, after 1, 2, 4 ... 512 s.
 */
export const PLANS: Readonly<Record<RetryStrategy, Plan>> = {
  BACKOFF_RETRY: { retries: 3, waitMs: (_, random) => 10_000 + Math.floor(random() * 10_000) },
  EXPONENTIAL_DECAY_RETRY: {
    retries: 176,
    waitMs: (failures) => Math.min(2 ** (failures - 1), 512) * 1000,
  },
};
