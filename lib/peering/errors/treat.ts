import type { ApiError } from '../model/api-error.ts';
import { classify } from './classify.ts';
import { GIVE_UP_AFTER_MS } from './types.ts';

export { isDryRunSuccess, patternOf } from './classify.ts';

/** Alias of `classify` for callers that have not moved yet. */
export const treat = (error: ApiError) => {
  const { category, reason: retry } = classify(error);
  return { category, retry, retryable: retry !== 'never', giveUpAfterMs: GIVE_UP_AFTER_MS[retry] };
};
