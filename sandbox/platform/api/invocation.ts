import { CloudFault } from '../../cloud/fault.ts';
import type { Caller } from '../../cloud/ram/ram.ts';
import type { Access } from '../../gateway/access.ts';
import type { HttpAnswer, HttpRequest } from '../../http.ts';
import type { Deployed, Invocation, Outcome } from '../invoke/deployed.ts';

/** Function Compute 3.0 limits, in bytes. */
export const SYNC_LIMIT = 32 * 1024 * 1024;
export const ASYNC_LIMIT = 128 * 1024;

export const invalid = (message: string): CloudFault => new CloudFault('InvalidArgument', message);

export const denied = (message: string): CloudFault => new CloudFault('AccessDenied', message, 403);

/** Throws unless a caller may do something with a function. */
export const requireRight = (
  { allows }: Pick<Access, 'allows'>,
  caller: Caller,
  action: string,
  resource: string,
): void => {
  if (!allows(caller, action, resource))
    throw denied(`the caller may not ${action} on ${resource}`);
};

/** Function Compute 3.0: above 0 and below 3600; a call without a delay leaves the header out. */
const readDelay = (text: string | undefined): number => {
  if (!text) return 0;
  const seconds = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (seconds >= 1 && seconds <= 3599) return seconds;
  throw invalid('x-fc-async-delay must be a whole number of seconds from 1 to 3599');
};

const readTaskId = (text: string | undefined): string | undefined => {
  if (!text) return undefined;
  if (/^[A-Za-z_][\w-]{0,127}$/.test(text)) return text;
  throw invalid(
    'x-fc-async-task-id must be 1 to 128 letters, digits, _ and -, with a letter or _ first',
  );
};

/** Refuses a qualifier that leads nowhere: only LATEST is deployed here. */
export const requireLatest = ({ spec }: Deployed, qualifier: string): void => {
  if (qualifier === 'LATEST') return;
  const isVersion = /^\d+$/.test(qualifier);
  const kind = isVersion ? 'version' : 'alias';
  const message = `${kind} '${qualifier}' does not exist in function '${spec.name}'`;
  throw new CloudFault(isVersion ? 'VersionNotFound' : 'AliasNotFound', message, 404);
};

/**
 * Reads how a function is to be invoked from the headers of a call.
 *
 * @throws {CloudFault} for what the service refuses
 */
export const readAsked = ({ headers, body }: HttpRequest) => {
  const type = headers['x-fc-invocation-type'] || 'Sync';
  const async = /^async$/i.test(type);
  if (!async && !/^sync$/i.test(type))
    throw invalid(`x-fc-invocation-type ${type} is neither Sync nor Async`);
  const limit = async ? ASYNC_LIMIT : SYNC_LIMIT;
  const message = `payload size ${body.length} exceeds the limit of ${limit} bytes`;
  if (body.length > limit) throw new CloudFault('RequestEntityTooLarge', message, 413);
  return {
    async,
    /** Whole seconds. */
    delaySeconds: readDelay(headers['x-fc-async-delay']),
    taskId: readTaskId(headers['x-fc-async-task-id']),
  };
};

/**
 * Invokes a function as a call asked for it; `answerOf` says what a synchronous caller gets.
 *
 * Function Compute: 202 acknowledges an asynchronous call, with the task's id in task mode.
 *
 * @throws {CloudFault} for a task id that was seen before, and where no instance is free
 */
export const callFunction = async (
  deployed: Deployed,
  event: Buffer,
  asked: ReturnType<typeof readAsked>,
  { requestId, mode }: Pick<Invocation, 'requestId' | 'mode'>,
  answerOf: (result: Exclude<Outcome, 'throttled'>) => HttpAnswer,
): Promise<HttpAnswer> => {
  const { async, ...how } = asked;
  if (async) {
    const { taskId } = deployed.enqueue({ ...how, event, requestId });
    return { status: 202, headers: taskId === undefined ? {} : { 'x-fc-async-task-id': taskId } };
  }
  const outcome = await deployed.run({ event, requestId, mode });
  if (outcome === 'throttled')
    throw new CloudFault('ResourceThrottled', 'Reserve resource exceeded limit.', 429);
  return answerOf(outcome);
};

/** InvokeFunction: a synchronous call answers 200 whatever the function did; a header says that it failed. */
export const invocationAnswer = (result: Exclude<Outcome, 'throttled'>): HttpAnswer => ({
  status: 200,
  headers: {
    'content-type': 'application/octet-stream',
    ...(result.ok ? {} : { 'x-fc-error-type': result.errorType }),
  },
  body: result.body,
});
