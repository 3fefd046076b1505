import { HTTP_STATUS } from '../peering/catalogue/types.ts';
import type { Failure, RequestFinding } from '../peering/model/failure.ts';
import { type HttpAnswer, problemJson } from './answer.ts';

/** Codes whose HTTP status their category does not give. */
const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  IdempotencyKeyReused: 422,
  MethodNotAllowed: 405,
  UnsupportedMediaType: 415,
  TooLarge: 413,
  NotConfigured: 503,
};

/** Seconds that a caller should stay away from a service in trouble. */
const RETRY_AFTER = '5';

export interface ProblemFacts {
  readonly failure: Failure;
  readonly requestId: string | null;
  readonly errors?: readonly RequestFinding[] | undefined;
  readonly policy?: { readonly rule: string; readonly effect: string } | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

const titleOf = (code: string): string =>
  code
    .replaceAll('.', ': ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .slice(0, 100);

/** A failure as RFC 9457 problem document. */
export const problem = ({
  failure,
  requestId,
  errors,
  policy,
  headers,
}: ProblemFacts): HttpAnswer => {
  const status = STATUS_BY_CODE[failure.code] ?? HTTP_STATUS[failure.category];
  const mayRetry = status === 429 || status === 503;
  return problemJson(
    status,
    {
      type: `urn:peerflow:problem:${failure.code}`,
      title: titleOf(failure.code),
      status,
      detail: failure.message,
      code: failure.code,
      category: failure.category,
      ...(errors ? { errors } : {}),
      retryable: failure.retryable,
      remedy: failure.remedy,
      requestId,
      ...(failure.apiRequestId === undefined ? {} : { apiRequestId: failure.apiRequestId }),
      ...(policy ? { policy } : {}),
    },
    { ...(mayRetry ? { 'retry-after': RETRY_AFTER } : {}), ...headers },
  );
};

const own = (
  code: string,
  category: Failure['category'],
  message: string,
  remedy: string,
): Failure => ({ code, message, category, retryable: false, remedy });

/** Failures that only an HTTP caller can cause. */
export const httpFailures = {
  notFound: (path: string) =>
    own(
      'NotFound',
      'notfound',
      `There is nothing at ${path}.`,
      'GET /openapi.json lists every path.',
    ),
  methodNotAllowed: (method: string, path: string) =>
    own(
      'MethodNotAllowed',
      'invalid',
      `${method} is not possible on ${path}.`,
      'The Allow header names the methods that are.',
    ),
  unsupportedMediaType: (type: string) =>
    own(
      'UnsupportedMediaType',
      'invalid',
      `The body is ${type}, not JSON.`,
      'Send application/json.',
    ),
  tooLarge: (bytes: number) =>
    own(
      'TooLarge',
      'invalid',
      `The body has ${bytes} bytes, more than 128 KB.`,
      'Send requests one by one, or put a batch on a queue.',
    ),
  invalid: (count: number) =>
    own(
      'InvalidRequest',
      'invalid',
      `The request has ${count} ${count === 1 ? 'fault' : 'faults'}; nothing was called.`,
      'Correct the fields named in `errors` and send the request again.',
    ),
  notReadable: (why: string) =>
    own('InvalidRequest', 'invalid', `The body is no JSON object: ${why}`, 'Send one JSON object.'),
  unavailable: (detail: string) => ({
    ...own(
      'ServiceUnavailable',
      'service',
      `The request could neither be finished nor queued: ${detail}`,
      'Send it again with the same Idempotency-Key.',
    ),
    retryable: true,
  }),
} as const satisfies Record<string, (...args: never[]) => Failure>;
