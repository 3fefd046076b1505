import type { Wait } from '../attempt.ts';
import { failureOf } from '../errors/failure.ts';
import { ApiError } from '../model/api-error.ts';
import type { Failure } from '../model/failure.ts';

/**
 * Why something that waited is given up. What is given up is looked at once more, by a run of its own that calls
 * nothing which changes something: so a repetition of that run calls nothing after its `Failed` either.
 */
export interface GivenUp {
  readonly code: string;
  readonly message: string;
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
}

/** Batches hold many items, and a part of them has to fit into one task. */
const MAX_MESSAGE = 200;

/** The last answer, or what stands for it where there was none. */
export const givenUpAfter = ({ error, reason, detail }: Wait): GivenUp => {
  if (error === undefined)
    return {
      code: reason === 'conflict' ? 'Conflict.Operation' : 'ServiceUnavailable',
      message: detail.slice(0, MAX_MESSAGE),
    };
  const { code, message, status, requestId } = error;
  return {
    code,
    message: message.slice(0, MAX_MESSAGE),
    ...(status === undefined ? {} : { status }),
    ...(requestId === undefined ? {} : { requestId }),
  };
};

/** What is told of something that was given up: it may be sent again. */
export const failureOfGivenUp = ({ code, message, status, requestId }: GivenUp): Failure => {
  const error = new ApiError({
    kind: 'api',
    operation: 'wait',
    code,
    message,
    ...(status === undefined ? {} : { status }),
    ...(requestId === undefined ? {} : { requestId }),
  });
  return { ...failureOf(error), retryable: true };
};
