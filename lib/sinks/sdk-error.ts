import { ApiError } from '../peering/model/api-error.ts';
import type { Attempt } from './attempt.ts';
import { attemptOfFailure, type Seen } from './failure.ts';

/** The SMQ and FC 2.0 clients tell the HTTP status in the message only. */
const statusIn = (message: string): number | undefined => {
  const status = /\bfailed with (\d{3})\b/.exec(message)?.[1];
  return status === undefined ? undefined : Number(status);
};

/** `MNSQueueNotExistError` → `QueueNotExist`: the SMQ client has the code nowhere else. */
const codeInName = (name: string): string | undefined =>
  /^(?:MNS|FC)([A-Z]\w*?)Error$/.exec(name)?.[1];

const isTimeout = (name: string): boolean =>
  name === 'RequestTimeoutError' || name === 'TimeoutError' || name === 'AbortError';

const codeOf = (error: Error): string => {
  if (isTimeout(error.name)) return 'Timeout';
  // An HTML or empty answer; the FC 2.0 client then makes up a name without a code.
  if (error instanceof SyntaxError || error.name === 'FCundefinedError') return 'MalformedResponse';
  if ('code' in error && typeof error.code === 'string' && error.code !== '') return error.code;
  return codeInName(error.name) ?? error.name;
};

const seenIn = (error: unknown): Seen => {
  if (error instanceof ApiError) {
    const { code, status, retryAfterMs } = error;
    return { code, status, retryAfterMs };
  }
  if (!(error instanceof Error)) return { code: 'UnknownError' };
  return { code: codeOf(error), status: statusIn(error.message) };
};

/** What an error thrown by one of the official clients means for the event that was being sent. */
export const attemptOfError = (error: unknown): Attempt => attemptOfFailure(seenIn(error));
