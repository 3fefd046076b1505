import { type ProblemFacts, problem } from '../../lib/http/problem.ts';
import type { Category } from '../../lib/peering/model/failure.ts';
import { knownRemedy } from './problems.ts';
import { HEADER_NAMES, type HeaderName, type Part, PROBLEM_TYPE, ref } from './refs.ts';

interface Sample {
  /** Of the component. */
  readonly name: string;
  readonly description: string;
  readonly code: string;
  readonly category: Category;
  readonly message: string;
  readonly headers?: readonly HeaderName[];
  readonly more?: Partial<ProblemFacts>;
  readonly apiRequestId?: string;
}

const API_REQUEST_ID = '5E2D3E9A-0A47-5C0B-9B5E-1E0C9E0F8F4A';

/** What each status of a problem means here, with one example. */
const SAMPLES: Readonly<Record<number, Sample>> = {
  400: {
    name: 'Invalid',
    description: 'The request is wrong, or the cloud does not offer what it asks for.',
    code: 'InvalidRequest',
    category: 'invalid',
    message: 'The request has 1 fault; nothing was called.',
    more: { errors: [{ pointer: '/acceptingVpcId', detail: 'is missing' }] },
  },
  403: {
    name: 'Denied',
    description: 'Policy or RAM does not allow it, or a page of another site calls.',
    code: 'PolicyDenied',
    category: 'denied',
    message: 'Policy does not allow this connection (no rule matched).',
    more: { policy: { effect: 'deny', rule: 'no rule matched' } },
  },
  404: {
    name: 'NotFound',
    description: 'There is no such path or connection.',
    code: 'ResourceNotFound.InstanceId',
    category: 'notfound',
    message: 'The specified resource of pcc-lnk0m24khwvtkm7jdt is not found.',
    apiRequestId: API_REQUEST_ID,
  },
  405: {
    name: 'MethodNotAllowed',
    description: 'This path does not serve the method; `Allow` names those that it does.',
    code: 'MethodNotAllowed',
    category: 'invalid',
    message: 'PUT is not possible on /peerings.',
    headers: ['Allow'],
  },
  409: {
    name: 'Conflict',
    description:
      'The state of a connection, VPC or account stands in the way, or a quota, or what preflight found.',
    code: 'PreflightFailed',
    category: 'state',
    message: 'Preflight stopped this request: vpc-b is Pending, not Available.',
    more: {
      findings: [
        {
          code: 'VpcNotAvailable',
          severity: 'error',
          pointer: '/acceptingVpcId',
          detail: 'vpc-b is Pending, not Available.',
          evidence: { vpcId: 'vpc-b', status: 'Pending' },
          remedy: 'Wait until the VPC is Available.',
        },
      ],
    },
  },
  412: {
    name: 'PreconditionFailed',
    description: 'The connection is not as it was when the ETag in `If-Match` was read.',
    code: 'PreconditionFailed',
    category: 'invalid',
    message: 'pcc-lnk0m24khwvtkm7jdt has changed since the ETag in If-Match was read.',
  },
  413: {
    name: 'TooLarge',
    description: 'The body has more than 128 KB.',
    code: 'TooLarge',
    category: 'invalid',
    message: 'The body has 140000 bytes, more than 128 KB.',
  },
  415: {
    name: 'UnsupportedMediaType',
    description:
      'The body is not JSON by its type, or it is encoded. A body without a type is taken for JSON.',
    code: 'UnsupportedMediaType',
    category: 'invalid',
    message: 'The body is text/plain, which is not supported here.',
    headers: ['Accept', 'AcceptPatch', 'AcceptEncoding'],
  },
  422: {
    name: 'IdempotencyKeyReused',
    description: 'This Idempotency-Key made a connection with another body.',
    code: 'IdempotencyKeyReused',
    category: 'invalid',
    message: 'The request id was used with another body; send a new id for a new request.',
  },
  429: {
    name: 'Throttled',
    description: 'The account calls the API too often.',
    code: 'Throttling.User',
    category: 'throttled',
    message: 'Request was denied due to user flow control.',
    headers: ['RetryAfter'],
    apiRequestId: API_REQUEST_ID,
  },
  500: {
    name: 'Internal',
    description: 'A fault of Peerflow itself.',
    code: 'Internal',
    category: 'service',
    message: 'Internal error; see the function log.',
  },
  503: {
    name: 'Unavailable',
    description: 'The service is in trouble, or this deployment is not configured.',
    code: 'ServiceUnavailable',
    category: 'service',
    message: 'The request has failed due to a temporary failure of the server.',
    headers: ['RetryAfter'],
    apiRequestId: API_REQUEST_ID,
  },
};

/** The very document that the function would answer with. */
const exampleOf = ({ code, category, message, apiRequestId, more }: Sample): unknown => {
  const failure = {
    code,
    category,
    message,
    retryable: category === 'throttled' || category === 'service',
    remedy: knownRemedy(code),
    ...(apiRequestId === undefined ? {} : { apiRequestId }),
  };
  return problem({ failure, requestId: 'order-4711', ...more }).body;
};

/** Header objects by their names on the wire. */
export const headersOf = (names: readonly HeaderName[]): Part =>
  Object.fromEntries(names.map((name) => [HEADER_NAMES[name], ref('headers', name)]));

export const problemResponses = (): Part =>
  Object.fromEntries(
    Object.values(SAMPLES).map((sample) => [
      sample.name,
      {
        description: sample.description,
        headers: headersOf(['RequestId', 'ContentLanguage', ...(sample.headers ?? [])]),
        content: {
          [PROBLEM_TYPE]: { schema: ref('schemas', 'Problem'), example: exampleOf(sample) },
        },
      },
    ]),
  );

/** The problems that an operation may answer with, as references. */
export const problemsOf = (statuses: readonly number[]): Part =>
  Object.fromEntries(
    statuses.flatMap((status) => {
      const sample = SAMPLES[status];
      return sample ? [[String(status), ref('responses', sample.name)]] : [];
    }),
  );
