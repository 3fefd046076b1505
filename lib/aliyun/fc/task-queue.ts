import { ApiError } from '../../peering/model/api-error.ts';
import type { TaskQueue } from '../../peering/ports.ts';
import type { CoreClient } from '../core.ts';
import { invoke, OPERATION } from './invocation.ts';

/** Taking a task is quick work; a call that hangs is made again, and its id marks a repetition. */
const ENQUEUE_MS = 5_000;
/** What an asynchronous invocation is acknowledged with. */
const ACCEPTED = 202;
const TASK_ID = 'x-fc-async-task-id';

/** Things of Function Compute that exist as well, and are no tasks. */
const OTHER_THINGS = /^(?:Service|Function|Trigger|Alias|Version|Layer|CustomDomain|Provision)/i;

const saysExisting = ({ code, message }: ApiError): boolean =>
  /already ?exist/i.test(`${code} ${message}`) && !OTHER_THINGS.test(code);

/**
 * True where Function Compute refuses a task because its id is known. Documented are 409 and, on one
 * older page, 400; FC 2.0 has the code `StatefulAsyncInvocationAlreadyExists`. Another 409, such as
 * `ConcurrentUpdateError`, says nothing about the task.
 */
const isExisting = (error: unknown): boolean =>
  error instanceof ApiError &&
  (error.status === 409 || error.status === 400) &&
  error.code !== 'ConcurrentUpdateError' &&
  saysExisting(error);

/**
 * The asynchronous queue of Function Compute 3.0 in task mode. A repetition after a broken connection is
 * harmless: the id marks it.
 */
export const createTaskQueue = (client: CoreClient): TaskQueue => ({
  enqueue: async ({ functionName, id, delaySeconds, payload }) => {
    try {
      const { statusCode, headers } = await invoke(client, {
        functionName,
        type: 'Async',
        headers: {
          [TASK_ID]: id,
          ...(delaySeconds > 0 ? { 'x-fc-async-delay': String(Math.floor(delaySeconds)) } : {}),
        },
        payload,
        timeoutMs: ENQUEUE_MS,
        idempotent: true,
      });
      if (statusCode === ACCEPTED)
        return { existing: false, honoursIds: headers[TASK_ID] !== undefined };
      throw new ApiError({
        kind: 'malformed',
        operation: OPERATION,
        code: 'MalformedResponse',
        message: `${functionName} did not take the task: HTTP ${statusCode} instead of ${ACCEPTED}`,
        status: 502,
      });
    } catch (error) {
      if (isExisting(error)) return { existing: true, honoursIds: true };
      throw error;
    }
  },
});
