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
  readonly status?: number;
  readonly requestId?: string;
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
