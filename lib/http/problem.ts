import { readEvent } from '../intake/index.ts';
import type { Context } from '../peering/context.ts';
import { patternOf } from '../peering/errors/classify.ts';
import { failureOf, httpStatusOf, ownFailure } from '../peering/errors/failure.ts';
import type { RoutesPlan } from '../peering/model/event.ts';
import {
  ApiError,
  type Category,
  type Failure,
  type Finding,
  type RequestFinding,
} from '../peering/model/failure.ts';
import type { Verdict } from '../peering/policy/rule.ts';
import { printable } from '../peering/printable.ts';
import { MAX_FINDINGS } from '../peering/request/findings.ts';
import type { ConfigFault } from '../runtime/config.ts';
import type { Invocation } from '../runtime/invocation.ts';
import { finalise, type HttpAnswer, languageOf, problemJson, type Reply } from './answer.ts';
import type { Endpoint } from './context.ts';
import type { ProblemDocument } from './schema/problem.ts';

/** Where the OpenAPI document describes the kinds of problems, one entry each. */
export const PROBLEM_TYPES = 'x-problem-types';

/**
 * A reference to the description of a problem, at this very API: the entry of its code, that of its family,
 * or that of its category.
 */
export const problemType = (code: string, category: Category): string =>
  `/openapi.json#/${PROBLEM_TYPES}/${patternOf(code) ?? category}`;

/** How long a caller should stay away from a service in trouble that does not say it itself, in ms. */
const RETRY_AFTER_MS = 5_000;
/** A service may answer with a page of text. */
const MAX_TEXT = 2_000;

export interface ProblemFacts {
  readonly failure: Failure;
  readonly requestId: string | null;
  readonly errors?: readonly RequestFinding[] | undefined;
  /** How many there were, where `errors` does not hold them all. */
  readonly errorCount?: number | undefined;
  readonly policy?: Verdict | undefined;
  /** What preflight found. */
  readonly findings?: readonly Finding[] | undefined;
  /** The routes that it planned. */
  readonly plan?: RoutesPlan | undefined;
  /** What the service asked to wait. */
  readonly retryAfterMs?: number | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

const titleOf = (code: string): string =>
  code
    .replaceAll('.', ': ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .slice(0, 100);

const bounded = (text: string): string =>
  text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text;

const errorsOf = ({ errors, errorCount }: ProblemFacts) =>
  errors === undefined
    ? {}
    : {
        errors: errors
          .slice(0, MAX_FINDINGS)
          .map(({ pointer, detail }) => ({ pointer: bounded(pointer), detail: bounded(detail) })),
        errorCount: errorCount ?? errors.length,
      };

const documentOf = (facts: ProblemFacts, status: number): ProblemDocument => {
  const { failure, requestId, policy, findings, plan } = facts;
  return {
    type: problemType(failure.code, failure.category),
    title: titleOf(failure.code),
    status,
    detail: bounded(failure.message),
    code: failure.code.slice(0, 200),
    category: failure.category,
    ...errorsOf(facts),
    retryable: failure.retryable,
    remedy: failure.remedy,
    requestId,
    ...(failure.apiRequestId === undefined ? {} : { apiRequestId: failure.apiRequestId }),
    ...(policy ? { policy } : {}),
    ...(findings?.length ? { findings: findings.slice(0, MAX_FINDINGS) } : {}),
    ...(plan ? { plan: plan.entries, counts: plan.counts } : {}),
  };
};

/** A failure as RFC 9457 problem document. */
export const problem = (facts: ProblemFacts): Reply => {
  const { failure, retryAfterMs = RETRY_AFTER_MS, headers } = facts;
  const status = httpStatusOf(failure.code, failure.category);
  const mayRetry = status === 429 || status === 503;
  return problemJson(status, documentOf(facts, status), {
    ...(mayRetry ? { 'retry-after': String(Math.max(1, Math.ceil(retryAfterMs / 1000))) } : {}),
    ...headers,
  });
};

const named = (text: string): string => printable(text.slice(0, 200));

/** Failures that only an HTTP caller can cause. */
export const httpFailures = {
  notFound: (path: string) => ownFailure('NotFound', `There is nothing at ${named(path)}.`),
  methodNotAllowed: (method: string, path: string) =>
    ownFailure(
      'MethodNotAllowed',
      `${named(method.slice(0, 20))} is not possible on ${named(path)}.`,
    ),
  unsupportedMediaType: (type: string) =>
    ownFailure('UnsupportedMediaType', `The body is ${named(type)}, which is not supported here.`),
  encoded: (encoding: string) =>
    ownFailure('UnsupportedMediaType', `The body is encoded (${encoding}); send it as it is.`),
  tooLarge: (bytes: number) =>
    ownFailure('TooLarge', `The body has ${bytes} bytes, more than 128 KB.`),
  invalid: (count: number) =>
    ownFailure(
      'InvalidRequest',
      `The request has ${count} ${count === 1 ? 'fault' : 'faults'}; nothing was called.`,
    ),
  notReadable: (why: string) => ownFailure('InvalidRequest', `The body ${why}.`),
  denied: (why: string) => ownFailure('PolicyDenied', why),
  internal: () => ({
    ...ownFailure('Internal', 'Internal error; see the function log.'),
    retryable: true,
  }),
  unavailable: (detail: string): Failure => ({
    code: 'ServiceUnavailable',
    message: `The request could neither be finished nor queued: ${detail}`,
    category: 'service',
    retryable: true,
    remedy: 'Send it again with the same Idempotency-Key.',
  }),
} as const satisfies Record<string, (...args: never[]) => Failure>;

/** A request that breaks rules, with every fault at once. */
export const invalidRequest = (
  errors: readonly RequestFinding[],
  requestId: string | null,
  errorCount = errors.length,
): Reply => problem({ failure: httpFailures.invalid(errorCount), requestId, errors, errorCount });

const NO_CREDENTIALS: ConfigFault = {
  variable: 'ALIBABA_CLOUD_ACCESS_KEY_ID',
  detail: 'and _SECRET are needed where the function has no role',
};

const listOf = (faults: readonly ConfigFault[]): string =>
  faults.map(({ variable, detail }) => `${variable} ${detail}`).join('; ');

const notConfigured = (faults: readonly ConfigFault[], requestId: string | null): Reply =>
  problem({
    failure: ownFailure(
      'NotConfigured',
      `The configuration has ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}.`,
    ),
    requestId,
    errors: faults.map(({ variable, detail }) => ({ pointer: `/${variable}`, detail })),
  });

/** Neither role nor variables: nothing could be called. */
export const credentialsMissing = (requestId: string): Reply =>
  notConfigured([NO_CREDENTIALS], requestId);

/**
 * A wrong configuration: a problem document for who reads the answer of an HTTP call, a failed invocation for
 * everybody else, so that the trigger delivers again. It names variables and rules, never values.
 */
export const answerFaults = async (
  event: Buffer,
  faults: readonly ConfigFault[],
  { requestId, credentialSource }: Pick<Invocation, 'requestId' | 'credentialSource'>,
): Promise<HttpAnswer> => {
  const all = credentialSource === undefined ? [...faults, NO_CREDENTIALS] : faults;
  const intake = readEvent(event, { functions: [] });
  if (intake.kind !== 'http' || intake.call.isAsync)
    throw new Error(`Configuration invalid: ${listOf(all)}`);
  const { call } = intake;
  const language = languageOf(call.headers['accept-language']);
  const reply = notConfigured(all, requestId || null);
  return finalise(call, reply, { language, invocationId: requestId });
};

/** An unexpected error must still be an answer: Function Compute leaves open what a thrown error gives. */
export const answerUnexpected = (ctx: Context, error: unknown, requestId: string): Reply => {
  ctx.log.error('HTTP call failed unexpectedly', { error });
  return problem({ failure: httpFailures.internal(), requestId });
};

/** Turns an error of the cloud into a problem document, and what it asked to wait into `Retry-After`. */
export const guarded =
  (endpoint: Endpoint): Endpoint =>
  async (it) => {
    try {
      return await endpoint(it);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return problem({
        failure: failureOf(error),
        requestId: it.id.value,
        retryAfterMs: error.retryAfterMs,
      });
    }
  };
