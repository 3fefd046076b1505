import type { Category } from '../model/failure.ts';

/**
 * Why an error passes by itself, and with it how long it is waited for: `conflict` another operation on
 * the connection or its VPC, `throttled` flow control, `pending` a VPC still being made or a list that
 * lags, `transient` everything else. `never`: it does not pass.
 */
export type RetryReason = 'never' | 'conflict' | 'throttled' | 'pending' | 'transient';

/** Languages that remedies are written in. */
export type Language = 'en' | 'zh';

/** One kind of error: its codes (families have a `*` at one end), what it means and what a person can do. */
export interface Row {
  readonly codes: readonly string[];
  readonly category: Category;
  /** Absent where the error does not pass. */
  readonly reason?: Exclude<RetryReason, 'never'>;
  /** The HTTP status where the category does not give it. */
  readonly status?: number;
  /** What a person can do, in English; the remedy of the category where absent. */
  readonly en?: string;
  readonly zh?: string;
}

/** What to do about an error. */
export interface Classification {
  readonly category: Category;
  readonly reason: RetryReason;
}

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
