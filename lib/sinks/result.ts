import type { SinkResult } from '../peering/ports.ts';
import type { Prepare } from './kind.ts';

/** The time for a call is over. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';

  constructor(ms: number) {
    super(`no answer within ${ms} ms`);
  }
}

/**
 * The promise, or a rejection with `TimeoutError` after `ms` milliseconds. The official clients know idle
 * timeouts only, so that an answer that trickles could hold an invocation for ever.
 */
export const within = async <T>(ms: number, promise: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimeoutError(ms)), ms);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
};

export const DELIVERED: SinkResult = { ok: true };

/** A service may ask us to wait for an hour at most; what it asks beyond that counts as an hour. */
const MAX_RETRY_AFTER_MS = 3_600_000;

/** What can be known of a failed call, whichever client it came from. */
export interface Observed {
  readonly code: string;
  /** HTTP status, where the client has it. */
  readonly status?: number | undefined;
  /** Milliseconds the service asked us to wait. */
  readonly retryAfterMs?: number | undefined;
  readonly apiRequestId?: string | undefined;
  /** Instead of code and status. Must hold neither a URL nor a secret. */
  readonly detail?: string | undefined;
}

/** The clients of EventBridge and SMQ do not have the status, or not always; then the code must do. */
const TOO_LARGE_CODE = /^(Request|Payload)?(Entity)?TooLarge$/;
const THROTTLING_CODE = /Throttl|TooMany|QpsLimit|Limiter|FlowControl/i;
const SERVICE_CODE = /Internal(Server)?Error|Unavailable|ServiceBusy|ServerBusy/i;
/** Codes of Node.js and of lib/aliyun for a call that got no answer, or an unreadable one. */
const NO_ANSWER_CODE =
  /^(Timeout|NetworkError|MalformedResponse|E(CONN|PIPE|AI_|NOTFOUND|TIMEDOUT|HOST|NET|PROTO)\w*|ERR_(TLS|SSL|STREAM|SOCKET|ANSWER)\w*|UND_\w+|(UNABLE_TO|CERT_|DEPTH_ZERO|SELF_SIGNED|HPE_)\w*)$/;

const kindOf = ({ code, status }: Observed): 'too-large' | 'refused' | 'unavailable' => {
  if (status === 413 || (status === undefined && TOO_LARGE_CODE.test(code))) return 'too-large';
  if (status === 429 || (status !== undefined && status >= 500)) return 'unavailable';
  if (THROTTLING_CODE.test(code) || NO_ANSWER_CODE.test(code)) return 'unavailable';
  return status === undefined && SERVICE_CODE.test(code) ? 'unavailable' : 'refused';
};

/**
 * What a failed call means. `unavailable` and `refused` are both tried again; they differ in whether the
 * other events should wait for this sink. Only codes and statuses are reported: messages of the SDKs hold URLs.
 */
export const failure = (observed: Observed): SinkResult => {
  const { code, status, retryAfterMs, apiRequestId } = observed;
  return {
    ok: false,
    kind: kindOf(observed),
    code,
    detail: observed.detail ?? (status === undefined ? code : `${code} (HTTP ${status})`),
    ...(apiRequestId === undefined ? {} : { apiRequestId }),
    ...(retryAfterMs === undefined
      ? {}
      : { retryAfterMs: Math.min(Math.max(0, retryAfterMs), MAX_RETRY_AFTER_MS) }),
  };
};

const SECONDS = /^\d{1,9}$/;
/** The three forms of an HTTP date (RFC 9110, 5.6.7). */
const HTTP_DATE = /^[A-Za-z]{3,9},? [\w :-]{10,40}$/;

/** `Retry-After` in milliseconds: seconds, or an HTTP date. `undefined` for anything else. */
export const retryAfterMs = (text: string | undefined, now: number): number | undefined => {
  const value = text?.trim() ?? '';
  if (SECONDS.test(value)) return Number(value) * 1000;
  if (!HTTP_DATE.test(value)) return undefined;
  const ms = Date.parse(value) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
};

/** Stands in for every sink of Alibaba Cloud while neither the invocation nor the environment has a key. */
export const withoutCredentials: Prepare = async () => async () =>
  failure({ code: 'InvalidCredentials', detail: 'the function has no credentials' });

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
