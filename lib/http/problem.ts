import type { Failure, RequestFinding } from '../peering/model/failure.ts';
import type { Finding } from '../peering/model/finding.ts';
import type { Verdict } from '../peering/policy/rule.ts';
import { type HttpAnswer, problemJson } from './answer.ts';
import { problemType, statusOf } from './problem-type.ts';
import type { ProblemDocument } from './schema/problem.ts';

/** How long a caller should stay away from a service in trouble that does not say it itself, in ms. */
const RETRY_AFTER_MS = 5_000;

export interface ProblemFacts {
  readonly failure: Failure;
  readonly requestId: string | null;
  readonly errors?: readonly RequestFinding[] | undefined;
  readonly policy?: Verdict | undefined;
  /** What preflight found. */
  readonly findings?: readonly Finding[] | undefined;
  /** What the service asked to wait. */
  readonly retryAfterMs?: number | undefined;
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
  findings,
  retryAfterMs = RETRY_AFTER_MS,
  headers,
}: ProblemFacts): HttpAnswer => {
  const status = statusOf(failure.code, failure.category);
  const mayRetry = status === 429 || status === 503;
  const document: ProblemDocument = {
    type: problemType(failure.code, failure.category),
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
    ...(findings?.length ? { findings } : {}),
  };
  return problemJson(status, document, {
    ...(mayRetry ? { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) } : {}),
    ...headers,
  });
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
    own('InvalidRequest', 'invalid', `The body ${why}.`, 'Send one JSON object.'),
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
