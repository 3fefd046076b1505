import { ownFailure } from '../peering/errors/failure.ts';
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

/** Failures that only an HTTP caller can cause. */
export const httpFailures = {
  notFound: (path: string) => ownFailure('NotFound', `There is nothing at ${path}.`),
  methodNotAllowed: (method: string, path: string) =>
    ownFailure('MethodNotAllowed', `${method} is not possible on ${path}.`),
  unsupportedMediaType: (type: string) =>
    ownFailure('UnsupportedMediaType', `The body is ${type}, not JSON.`),
  tooLarge: (bytes: number) =>
    ownFailure('TooLarge', `The body has ${bytes} bytes, more than 128 KB.`),
  invalid: (count: number) =>
    ownFailure(
      'InvalidRequest',
      `The request has ${count} ${count === 1 ? 'fault' : 'faults'}; nothing was called.`,
    ),
  notReadable: (why: string) => ownFailure('InvalidRequest', `The body ${why}.`),
  unavailable: (detail: string): Failure => ({
    code: 'ServiceUnavailable',
    message: `The request could neither be finished nor queued: ${detail}`,
    category: 'service',
    retryable: true,
    remedy: 'Send it again with the same Idempotency-Key.',
  }),
} as const satisfies Record<string, (...args: never[]) => Failure>;
