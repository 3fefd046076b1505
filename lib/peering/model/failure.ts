/** Something preflight or an observation noticed; `error` stops a strict create, `warning` travels with the event. */
export interface Finding {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  /** JSON pointer into the request, e.g. `/vpcId`; empty for the request as a whole. */
  readonly pointer: string;
  readonly detail: string;
  /** What was seen: CIDR pairs, route entries, counts. */
  readonly evidence?: Readonly<Record<string, unknown>>;
  readonly remedy: string;
}

/** Entries that a finding lists. */
const MAX_LISTED = 50;

/** A bounded list under its name, and how many there are. */
export const listed = (name: string, items: readonly unknown[]) => ({
  [name]: items.slice(0, MAX_LISTED),
  count: items.length,
});

/** What follows the first of several. */
export const andMore = (items: readonly unknown[]): string =>
  items.length > 1 ? ` and ${items.length - 1} more` : '';

/** How an error is to be understood by a caller; `category` fixes the HTTP status. */
export const CATEGORIES = [
  'invalid',
  'denied',
  'notfound',
  'conflict',
  'state',
  'quota',
  'account',
  'unsupported',
  'throttled',
  'service',
] as const;
export type Category = (typeof CATEGORIES)[number];

/** Why something cannot be done, ready for an event (`data.failure`) or a problem document. */
export interface Failure {
  /** The API's own code, or one of ours (`InvalidRequest`, `PolicyDenied`, ...). */
  readonly code: string;
  /** The cloud's own text where there is one. */
  readonly message: string;
  readonly category: Category;
  readonly retryable: boolean;
  /** What a person can do about it. */
  readonly remedy: string;
  /** The cloud's request id, absent for failures of our own. */
  readonly apiRequestId?: string | undefined;
}

/** One thing wrong with a request; `pointer` is a JSON pointer into it, values are shown as strings. */
export interface RequestFinding {
  readonly pointer: string;
  readonly detail: string;
}

/** Where a cloud call broke: an answer with a code, an unreadable answer, or no answer at all. */
export type ApiErrorKind = 'api' | 'malformed' | 'network' | 'timeout';

export interface ApiErrorInit {
  readonly kind: ApiErrorKind;
  /** e.g. `CreateVpcPeerConnection`, `putEvents`. */
  readonly operation: string;
  /** The cloud's code; for the other kinds one of `MalformedResponse`, `NetworkError`, `Timeout`. */
  readonly code: string;
  readonly message: string;
  /** HTTP status, absent when there was no answer. */
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  /** What the service asked us to wait, in milliseconds. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/**
 * Every cloud call fails with this and nothing else; `lib/aliyun` and `lib/sinks` translate what the
 * SDKs throw. The message never holds a URL, a credential or a signature.
 */
export class ApiError extends Error {
  readonly kind: ApiErrorKind;
  readonly operation: string;
  readonly code: string;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(init: ApiErrorInit) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause });
    this.name = 'ApiError';
    this.kind = init.kind;
    this.operation = init.operation;
    this.code = init.code;
    this.status = init.status;
    this.requestId = init.requestId;
    this.retryAfterMs = init.retryAfterMs;
  }
}
