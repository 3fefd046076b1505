import type { ApiError } from '../model/api-error.ts';
import type { Failure } from '../model/failure.ts';
import { treat } from './treat.ts';

/**
 * An error as a caller reads it: the cloud's own text, code and request id, and what to do. Remedies
 * are bulky and rarely needed, so they are loaded only here.
 */
export const failureOf = async (error: ApiError): Promise<Failure> => {
  const { category, retryable } = treat(error);
  const { remedyFor } = await import('./remedies/remedy.ts');
  return {
    code: error.code,
    message: error.message,
    category,
    retryable,
    remedy: remedyFor(error, category, 'en'),
    ...(error.requestId === undefined ? {} : { apiRequestId: error.requestId }),
  };
};
