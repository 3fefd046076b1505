import { failureOf } from '../../errors/failure.ts';
import { ApiError } from '../../model/api-error.ts';
import type { Failure } from '../../model/failure.ts';

/** A delete whose run ended without a trace: it was killed, or lost its instance. */
export const interrupted = (): Failure => ({
  ...failureOf(
    new ApiError({
      kind: 'api',
      operation: 'DeleteVpcPeerConnection',
      code: 'ServiceUnavailable',
      message: 'The delete was interrupted after route entries may have been removed.',
      status: 503,
    }),
  ),
  retryable: true,
});
