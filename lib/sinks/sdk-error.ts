import type { SinkResult } from '../peering/ports.ts';
import { failure, type Observed } from './result.ts';

const field = (error: object, name: string): unknown => Reflect.get(error, name);

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value !== 'undefined' ? value : undefined;

const positive = (value: unknown): number | undefined =>
  typeof value === 'number' && value > 0 ? value : undefined;

/** The SMQ and FC 2.0 clients have status and request id in the message only. */
const statusIn = (message: string): number | undefined => {
  const status = /\bfailed with (\d{3})\b/.exec(message)?.[1];
  return status === undefined ? undefined : Number(status);
};

const requestIdIn = (message: string): string | undefined =>
  text(/\brequestid: ([\w-]{1,64})/.exec(message)?.[1]) ??
  text(/\[EventBridgeError-([\w-]{1,64})\]/.exec(message)?.[1]);

/** `MNSQueueNotExistError` → `QueueNotExist`: the SMQ client has the code nowhere else. */
const codeInName = (name: string): string | undefined =>
  /^(?:MNS|FC)([A-Z]\w*?)Error$/.exec(name)?.[1];

const TIMEOUT_NAMES: ReadonlySet<string> = new Set([
  'RequestTimeoutError',
  'TimeoutError',
  'AbortError',
]);

/** The FC 2.0 client makes up a name without a code. */
const isUnreadable = (error: Error): boolean =>
  error instanceof SyntaxError || error.name === 'FCundefinedError';

/** What has no code is HTML, an empty answer, or one of another shape than the client expects. */
const codeOf = (error: Error): string => {
  if (TIMEOUT_NAMES.has(error.name)) return 'Timeout';
  if (isUnreadable(error)) return 'MalformedResponse';
  return text(field(error, 'code')) ?? codeInName(error.name) ?? 'MalformedResponse';
};

const observedIn = (error: unknown): Observed => {
  if (!(error instanceof Error)) return { code: 'UnknownError' };
  const status =
    positive(field(error, 'statusCode')) ??
    positive(field(error, 'status')) ??
    statusIn(error.message);
  return {
    code: codeOf(error),
    status,
    retryAfterMs: positive(field(error, 'retryAfterMs')) ?? positive(field(error, 'retryAfter')),
    apiRequestId: text(field(error, 'requestId')) ?? requestIdIn(error.message),
  };
};

/** What an error thrown by one of the official clients means for the event that was being sent. */
export const resultOfError = (error: unknown): SinkResult => failure(observedIn(error));

/**
 * What a client throws before it sends anything, e.g. over a missing account id: the fault is ours, and
 * says nothing about the sink.
 */
export const notSent = (error: unknown): SinkResult =>
  failure({
    code: 'NotSent',
    detail: `the client refused the call: ${error instanceof Error ? error.name : 'UnknownError'}`,
  });
