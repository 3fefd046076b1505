import type { RetryClass } from '../errors/types.ts';
import type { Outcome } from '../outcome.ts';

/** One try of an item: it ended, or it has to wait for a reason that will pass. */
export type Step =
  | { readonly kind: 'ended'; readonly outcome: Outcome }
  | {
      readonly kind: 'wait';
      readonly reason: Exclude<RetryClass, 'never'>;
      /** What to tell a caller who asks why. */
      readonly detail: string;
      /** Milliseconds the service asked us to stay away, where it did. */
      readonly retryAfterMs?: number | undefined;
      readonly error?: unknown;
    };

export const ended = (outcome: Outcome): Step => ({ kind: 'ended', outcome });
