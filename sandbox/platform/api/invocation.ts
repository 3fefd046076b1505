import type { HttpAnswer, HttpRequest } from '../../http/types.ts';
import type { AsyncQueue } from '../invoke/async-queue.ts';
import type { Deployed } from '../invoke/deployed.ts';
import { fcFault, invalid, throttled } from './errors.ts';

/** Function Compute 3.0 limits, in bytes. */
export const SYNC_LIMIT = 32 * 1024 * 1024;
export const ASYNC_LIMIT = 128 * 1024;

/** How a call wants a function to be invoked. */
export interface Asked {
  readonly async: boolean;
  /** Whole seconds. */
  readonly delaySeconds: number;
  readonly taskId: string | undefined;
  readonly qualifier: string;
}

/** Function Compute 3.0: above 0 and below 3600; a call without a delay leaves the header out. */
const readDelay = (text: string | undefined): number => {
  if (text === undefined || text === '') return 0;
  const seconds = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (seconds >= 1 && seconds <= 3599) return seconds;
  throw invalid('x-fc-async-delay must be a whole number of seconds from 1 to 3599');
};

const TASK_ID = /^[A-Za-z_][\w-]{0,127}$/;

const readTaskId = (text: string | undefined): string | undefined => {
  if (text === undefined || text === '') return undefined;
  if (TASK_ID.test(text)) return text;
  throw invalid(
    'x-fc-async-task-id must be 1 to 128 letters, digits, _ and -, with a letter or _ first',
  );
};

const TYPES: Readonly<Record<string, boolean>> = { sync: false, async: true };

/**
 * Reads how a function is to be invoked from the headers of a call.
 *
 * Function Compute: `x-fc-invocation-type` Sync (default) or Async, `x-fc-async-delay` in whole
 * seconds, `x-fc-async-task-id`; a payload of at most 32 MB, of 128 KB for asynchronous calls.
 *
 * @throws {CloudFault} for what the service refuses
 */
export const readAsked = ({ headers, query, body }: HttpRequest): Asked => {
  const type = headers['x-fc-invocation-type'] || 'Sync';
  const async = TYPES[type.toLowerCase()];
  if (async === undefined) throw invalid(`x-fc-invocation-type ${type} is neither Sync nor Async`);
  const limit = async ? ASYNC_LIMIT : SYNC_LIMIT;
  if (body.length > limit) {
    const message = `payload size ${body.length} exceeds the limit of ${limit} bytes`;
    throw fcFault(413, 'RequestEntityTooLarge', message);
  }
  return {
    async,
    delaySeconds: readDelay(headers['x-fc-async-delay']),
    taskId: readTaskId(headers['x-fc-async-task-id']),
    qualifier: query.get('qualifier') || 'LATEST',
  };
};

/**
 * Refuses a qualifier that leads nowhere: only LATEST is deployed here.
 *
 * @throws {CloudFault} `VersionNotFound` or `AliasNotFound`, 404
 */
export const needQualifier = ({ spec }: Deployed, qualifier: string): void => {
  if (qualifier === 'LATEST') return;
  const [kind, code] = /^\d+$/.test(qualifier)
    ? ['version', 'VersionNotFound']
    : ['alias', 'AliasNotFound'];
  const message = `${kind} '${qualifier}' does not exist in function '${spec.name}'`;
  throw fcFault(404, code ?? '', message);
};

/**
 * Hands an event to the asynchronous queue: 202, with the task's id in task mode.
 *
 * @throws {CloudFault} for a task id that was seen before
 */
export const acknowledge = (
  deployed: Deployed,
  event: Buffer,
  asked: Asked,
  { requestId, queue }: { readonly requestId: string; readonly queue: AsyncQueue },
): HttpAnswer => {
  const { qualifier, delaySeconds, taskId } = asked;
  const accepted = queue.enqueue(deployed, { event, qualifier, delaySeconds, requestId, taskId });
  const task = accepted.taskId === undefined ? {} : { 'x-fc-async-task-id': accepted.taskId };
  return { status: 202, headers: { 'x-fc-request-id': requestId, ...task } };
};

/**
 * Invokes a function as a call of the API asked for it.
 *
 * Function Compute: 202 acknowledges an asynchronous call; a synchronous one answers 200 whatever
 * the function did, and `X-Fc-Error-Type` says that it failed.
 *
 * @throws {CloudFault} for what the service refuses
 */
export const callFunction = async (
  deployed: Deployed,
  event: Buffer,
  asked: Asked,
  facts: { readonly requestId: string; readonly queue: AsyncQueue },
): Promise<HttpAnswer> => {
  const { requestId } = facts;
  if (asked.async) return acknowledge(deployed, event, asked, facts);
  const { qualifier } = asked;
  const outcome = await deployed.run({ event, requestId, qualifier, mode: 'sync' });
  if (outcome === 'throttled') throw throttled();
  return {
    status: 200,
    headers: {
      'content-type': 'application/octet-stream',
      'x-fc-request-id': requestId,
      ...(outcome.ok ? {} : { 'x-fc-error-type': outcome.errorType }),
    },
    body: outcome.body,
  };
};
