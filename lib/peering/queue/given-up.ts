import type { Wait } from '../attempt.ts';
import type { Context } from '../context.ts';
import { failureOf } from '../errors/failure.ts';
import { ApiError, type Failure } from '../model/failure.ts';
import type { AnyTask } from './task-schema.ts';
import type { RedrivableTask } from './tasks.ts';

/** Thrown where no queue for parked tasks is configured, so that the platform keeps the task. */
export class GivenUpError extends Error {
  constructor(reason: string) {
    super(`${reason}; PEERFLOW_PARKED_QUEUE is not set, so the task is thrown back.`);
    this.name = 'GivenUpError';
  }
}

/**
 * Hands what is given up to a person: the task with the reason, in the queue of parked tasks. `npm run redrive`
 * brings it back. Rejects with `ApiError`, or `GivenUpError` where no such queue is configured.
 */
export const park = async (
  ctx: Context,
  task: AnyTask | RedrivableTask,
  reason: string,
): Promise<void> => {
  const { parkedQueue } = ctx.settings;
  ctx.log.error('Task parked', { metric: 'task_parked', kind: task.peerflow, reason });
  if (parkedQueue === undefined) throw new GivenUpError(reason);
  const parkedAt = new Date(ctx.clock.now()).toISOString();
  await ctx.messages.send(
    parkedQueue,
    JSON.stringify({ peerflow: 'parked', reason, parkedAt, task }),
  );
};

/**
 * Why something that waited is given up. What is given up is looked at once more, by a run of its own that calls
 * nothing which changes something: so a repetition of that run calls nothing after its `Failed` either.
 */
export interface GivenUp {
  readonly code: string;
  readonly message: string;
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  /** Whether the request may be sent again; absent where it may. */
  readonly retryable?: boolean | undefined;
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
    status,
    requestId,
  };
};

/** A failure that is decided and could not be announced: it may have been all the same, so nothing more is called. */
export const givenUpFor = ({ code, message, apiRequestId, retryable }: Failure): GivenUp => ({
  code,
  message: message.slice(0, MAX_MESSAGE),
  requestId: apiRequestId,
  retryable,
});

/** What is told of something that was given up: it may be sent again, unless its failure was decided before. */
export const failureOfGivenUp = (givenUp: GivenUp): Failure => {
  const { code, message, status, requestId, retryable = true } = givenUp;
  const error = new ApiError({ kind: 'api', operation: 'wait', code, message, status, requestId });
  return { ...failureOf(error), retryable };
};
