import { failureOf } from '../peering/errors/failure.ts';
import { ApiError } from '../peering/model/api-error.ts';
import type { Endpoint } from './context.ts';
import { problem } from './problem.ts';

/** Turns an error of the cloud into a problem document, and what it asked to wait into `Retry-After`. */
export const guarded =
  (endpoint: Endpoint): Endpoint =>
  async (it) => {
    try {
      return await endpoint(it);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return problem({
        failure: failureOf(error),
        requestId: it.id.value,
        retryAfterMs: error.retryAfterMs,
      });
    }
  };
