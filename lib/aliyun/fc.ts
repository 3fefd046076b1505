import { Readable } from 'node:stream';
import { ApiError } from '../peering/model/failure.ts';
import type { TaskQueue } from '../peering/ports.ts';
import type { CoreAnswer, CoreClient } from './core.ts';
import { guarded } from './guard.ts';

export const OPERATION = 'InvokeFunction';

export interface Invocation {
  readonly functionName: string;
  readonly qualifier?: string | undefined;
  readonly type: 'Async' | 'Sync';
  readonly headers?: Readonly<Record<string, string>>;
  readonly payload: string;
  /** Milliseconds; the deadline of every call by default. */
  readonly timeoutMs?: number | undefined;
  /** Whether one more try after a broken connection does no harm. */
  readonly idempotent: boolean;
}

/** A stream of some bytes. `Readable.from` would do, with an iterator more to compile in a cold start. */
const streamOf = (text: string): Readable => {
  const stream = new Readable({ read: () => {} });
  stream.push(Buffer.from(text));
  stream.push(null);
  return stream;
};

/** InvokeFunction of Function Compute 3.0 (2023-03-30), with the answer as text. Rejects with `ApiError`. */
export const invoke = (
  client: CoreClient,
  { functionName, qualifier, type, headers, payload, timeoutMs, idempotent }: Invocation,
): Promise<CoreAnswer> =>
  guarded(OPERATION, { idempotent, ...(timeoutMs === undefined ? {} : { timeoutMs }) }, () =>
    client({
      action: OPERATION,
      version: '2023-03-30',
      style: 'ROA',
      pathname: `/2023-03-30/functions/${encodeURIComponent(functionName)}/invocations`,
      ...(qualifier === undefined ? {} : { query: { qualifier } }),
      headers: { 'x-fc-invocation-type': type, ...headers },
      stream: streamOf(payload),
    }),
  );

/** How much of a function's own error is shown. */
const MAX_DETAIL = 300;

/**
 * Invokes a function and waits for what it returns, as text. Rejects with `ApiError`: `FunctionFailed`
 * where the function ran and failed, `Timeout` after `timeoutMs`.
 */
export type InvokeSync = (
  functionName: string,
  payload: string,
  timeoutMs: number,
) => Promise<string>;

/** Synchronous invocation on Function Compute 3.0, for health checks only. */
export const createInvokeSync =
  (client: CoreClient): InvokeSync =>
  async (functionName, payload, timeoutMs) => {
    const { body, headers } = await invoke(client, {
      functionName,
      type: 'Sync',
      payload,
      timeoutMs,
      idempotent: true,
    });
    const text = String(body);
    const failure = headers['x-fc-error-type'];
    if (failure === undefined) return text;
    throw new ApiError({
      kind: 'api',
      operation: OPERATION,
      code: 'FunctionFailed',
      message: `${functionName} failed (${failure}): ${text.slice(0, MAX_DETAIL)}`,
    });
  };

/** Taking a task is quick work; a call that hangs is made again, and its id marks a repetition. */
const ENQUEUE_MS = 5_000;
/** What an asynchronous invocation is acknowledged with. */
const ACCEPTED = 202;
const TASK_ID = 'x-fc-async-task-id';

/** "Already exists" codes of Function Compute that are not about tasks. */
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
