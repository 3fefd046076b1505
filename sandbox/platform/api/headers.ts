import type { HttpAnswer, HttpRequest } from '../../http/types.ts';

/** Function Compute 3.0 limits, in bytes. */
export const SYNC_LIMIT = 32 * 1024 * 1024;
export const ASYNC_LIMIT = 128 * 1024;

export interface Asked {
  readonly async: boolean;
  /** Whole seconds. */
  readonly delaySeconds: number;
  readonly qualifier: string;
}

/** What a call is refused with. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

const invalid = (message: string): Refusal => ({ status: 400, code: 'InvalidArgument', message });

const readDelay = (text: string | undefined): number | undefined => {
  if (text === undefined || text === '') return 0;
  const seconds = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  return seconds <= 3600 ? seconds : undefined;
};

const TYPES: Readonly<Record<string, boolean>> = { sync: false, async: true };

/**
 * Reads how a function is to be invoked from the headers of a call.
 *
 * Function Compute: `x-fc-invocation-type` Sync (default) or Async, `x-fc-async-delay` 0 to 3600
 * whole seconds; a payload of at most 32 MB, of 128 KB for asynchronous calls.
 */
export const readAsked = (request: HttpRequest): Asked | Refusal => {
  const type = request.headers['x-fc-invocation-type'] || 'Sync';
  const async = TYPES[type.toLowerCase()];
  if (async === undefined) return invalid(`x-fc-invocation-type ${type} is neither Sync nor Async`);
  const delaySeconds = readDelay(request.headers['x-fc-async-delay']);
  if (delaySeconds === undefined) {
    return invalid('x-fc-async-delay must be a whole number of seconds from 0 to 3600');
  }
  const limit = async ? ASYNC_LIMIT : SYNC_LIMIT;
  if (request.body.length > limit) {
    const message = `payload size ${request.body.length} exceeds the limit of ${limit} bytes`;
    return { status: 413, code: 'RequestEntityTooLarge', message };
  }
  return { async, delaySeconds, qualifier: request.query.get('qualifier') || 'LATEST' };
};

export const isRefusal = <T extends object>(value: T | Refusal): value is Refusal =>
  'code' in value;

/** The error body of the two API versions: 2023-03-30 and 2016-08-15 name its fields differently. */
export type ErrorForm = (refusal: Refusal, requestId: string) => Readonly<Record<string, string>>;

export const fc3Error: ErrorForm = ({ code, message }, requestId) => ({
  Code: code,
  Message: message,
  RequestId: requestId,
});

export const fc2Error: ErrorForm = ({ code, message }) => ({
  ErrorCode: code,
  ErrorMessage: message,
});

export const refuse = (refusal: Refusal, requestId: string, form: ErrorForm): HttpAnswer => ({
  status: refusal.status,
  headers: { 'content-type': 'application/json', 'x-fc-request-id': requestId },
  body: JSON.stringify(form(refusal, requestId)),
});

export const THROTTLED: Refusal = {
  status: 429,
  code: 'ResourceThrottled',
  message: 'Reserve resource exceeded limit.',
};
