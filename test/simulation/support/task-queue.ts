import type { CoreCall, CoreClient } from '../../../lib/aliyun/core.ts';
import { createTaskQueue } from '../../../lib/aliyun/fc.ts';
import type { TaskQueue } from '../../../lib/peering/ports.ts';
import { type Invocation, type Outside, overLine } from './invocation.ts';
import { answered, errorOfCore, type Refusals } from './official-core.ts';
import { MAX_PAYLOAD_BYTES, type Platform } from './platform.ts';

/** What Function Compute answers where nothing else is said. */
export const REFUSALS: Refusals = {
  throttled: { code: 'ResourceThrottled', status: 429 },
  conflict: { code: 'ConcurrentUpdateError', status: 409 },
  expired: { code: 'InvalidSecurityToken.Expired', status: 400 },
  denied: { code: 'AccessDenied', status: 403 },
  refused: { code: 'FunctionNotFound', status: 404 },
  partial: { code: 'FunctionNotFound', status: 404 },
  'too-large': { code: 'RequestEntityTooLarge', status: 413 },
  unavailable: { code: 'InternalServerError', status: 500 },
};

const TASK_ID = 'x-fc-async-task-id';
const DELAY = 'x-fc-async-delay';
const MAX_DELAY_SECONDS = 3599;

const idIn = ({ headers }: CoreCall): string => headers?.[TASK_ID] ?? '';

const functionIn = ({ pathname = '' }: CoreCall): string =>
  decodeURIComponent(/\/functions\/([^/]+)\/invocations$/.exec(pathname)?.[1] ?? '');

/** Takes a task as the service does: 202 with its id where ids are honoured, 409 where it is known. */
const take = (run: Invocation, platform: Platform, call: CoreCall) => {
  const id = idIn(call);
  const delaySeconds = Number(call.headers?.[DELAY] ?? 0);
  if (!Number.isInteger(delaySeconds) || delaySeconds < 0 || delaySeconds > MAX_DELAY_SECONDS)
    throw answered('InvalidArgument', 400);
  const payload = String(call.stream?.read() ?? '');
  if (Buffer.byteLength(payload) > MAX_PAYLOAD_BYTES) throw answered('RequestEntityTooLarge', 413);
  const { existing, honoursIds } = platform.submit(functionIn(call), payload, {
    id,
    delayMs: delaySeconds * 1000,
    by: run,
  });
  if (existing) {
    run.acknowledged.add(id);
    throw answered('StatefulAsyncInvocationAlreadyExists', platform.options.existingStatus);
  }
  return { statusCode: 202, headers: honoursIds ? { [TASK_ID]: id } : {}, body: '' };
};

/**
 * The product's own client of Function Compute's asynchronous queue, talking to the platform in process; faults name
 * `enqueue:{kind of task}`.
 */
export const taskQueueFor = (run: Invocation, outside: Outside, platform: Platform): TaskQueue => {
  const client: CoreClient = async (call) => {
    const answer = await overLine(run, outside, {
      operation: `enqueue:${idIn(call).split('-', 1)[0]}`,
      errorOf: errorOfCore(REFUSALS),
      apply: () => take(run, platform, call),
    });
    run.acknowledged.add(idIn(call));
    return answer;
  };
  return createTaskQueue(client);
};
