import type { Category } from '../model/failure.ts';

/**
 * Why an error passes by itself, and with it how long it is waited for: `conflict` another operation on
 * a VPC, `throttled` flow control, `pending` a VPC still being made, `transient` everything else.
 */
export type RetryClass = 'never' | 'conflict' | 'throttled' | 'pending' | 'transient';

/** An error code, or a family of codes ending in `*`, with what it means. */
export type Row = readonly [code: string, category: Category, retry?: RetryClass];

/** What to do about an error. */
export interface Treatment {
  readonly category: Category;
  /** The HTTP status that a caller gets. */
  readonly http: number;
  readonly retryable: boolean;
  readonly retry: RetryClass;
  /** Milliseconds since the first such error after which the request fails. */
  readonly giveUpAfterMs: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export const GIVE_UP_AFTER_MS: Readonly<Record<RetryClass, number>> = {
  never: 0,
  conflict: 6 * HOUR_MS,
  throttled: 6 * HOUR_MS,
  pending: 10 * MINUTE_MS,
  transient: HOUR_MS,
};

/** The HTTP status of each category. */
export const HTTP_STATUS: Readonly<Record<Category, number>> = {
  invalid: 400,
  denied: 403,
  notfound: 404,
  conflict: 409,
  state: 409,
  quota: 409,
  account: 409,
  unsupported: 400,
  throttled: 429,
  service: 503,
};
