import { ApiError, type ApiErrorInit } from '../peering/model/failure.ts';
import { redactText } from '../runtime/log.ts';

/** The `code` of the error that ends reading an answer that is too large. */
export const TOO_LARGE = 'ERR_ANSWER_TOO_LARGE';

/** Of a message no more is looked at. */
const MAX_MESSAGE = 4_000;

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value !== 'undefined' ? value : undefined;

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

/** The first of some fields that holds a text. */
const firstText = (value: unknown, ...names: readonly string[]): string | undefined => {
  for (const name of names) {
    const found = text(field(value, name));
    if (found !== undefined) return found;
  }
  return undefined;
};

/** The SDKs put status, message and request id into one text; the service's own text is between them. */
const messageWithin = (message: string): string => {
  const start = /code: \d{3}, /.exec(message);
  const end = message.lastIndexOf(' request id: ');
  if (start === null || end < 0) return message;
  return text(message.slice(start.index + start[0].length, end)) ?? '';
};

/** What the service says, from the parsed body where the SDK keeps it. Function Compute has own names. */
const messageOf = (error: Error): string => {
  const own = firstText(field(error, 'data'), 'Message', 'message', 'errorMessage');
  return redactText(
    (own ?? messageWithin(error.message.slice(0, MAX_MESSAGE))).slice(0, MAX_MESSAGE),
  );
};

const codeOf = (error: Error): string | undefined =>
  firstText(error, 'code') ?? firstText(field(error, 'data'), 'errorCode', 'ErrorCode');

/** What a service asks for beyond an hour counts as an hour: nothing is asked of it before that. */
const MAX_RETRY_AFTER_MS = 3_600_000;

const retryAfter = (error: Error): { retryAfterMs?: number } => {
  const ms = field(error, 'retryAfter');
  return typeof ms === 'number' && ms > 0 ? { retryAfterMs: Math.min(ms, MAX_RETRY_AFTER_MS) } : {};
};

type Recognised = Omit<ApiErrorInit, 'operation' | 'cause'>;
type Recogniser = (error: Error) => Recognised | undefined;

/** An answer of the API with a status: ClientError, ServerError and ThrottlingError of the core. */
const answer: Recogniser = (error) => {
  const status = field(error, 'statusCode');
  if (typeof status !== 'number') return undefined;
  const code = codeOf(error);
  const requestId = text(field(error, 'requestId'));
  return {
    kind: code === undefined ? 'malformed' : 'api',
    code: code ?? 'MalformedResponse',
    message: (code !== undefined && messageOf(error)) || `The service answered with HTTP ${status}`,
    status,
    ...(requestId === undefined ? {} : { requestId }),
    ...retryAfter(error),
  };
};

const timeout: Recogniser = (error) =>
  /Timeout/.test(error.name) || /(?:Connect|Read)Timeout/.test(error.message.slice(0, MAX_MESSAGE))
    ? { kind: 'timeout', code: 'Timeout', message: 'The service did not answer in time' }
    : undefined;

/** Node.js refused to send: a header, an address or an argument cannot be as it is. */
const NOT_SENT =
  /^ERR_(?:INVALID_(?:CHAR|ARG_\w+|URL|PROTOCOL|HTTP_TOKEN)|HTTP_INVALID_HEADER_VALUE|UNESCAPED_CHARACTERS|ASSERTION|OUT_OF_RANGE)$/;
/** `ECONNRESET`, `EAI_AGAIN`, `CERT_HAS_EXPIRED`, `ERR_TLS_...`: codes of Node.js, not of a service. */
const OF_NODE = /^(?:E[A-Z0-9]+|[A-Z0-9]+(?:_[A-Z0-9]+)+)$/;

/** A call that an SDK or Node.js refused before anything was sent: the caller has to change it. */
export const notSent = (error: unknown, operation: string): ApiError => {
  if (error instanceof ApiError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new ApiError({
    kind: 'api',
    operation,
    code: 'InvalidRequest',
    message: `${operation} was not sent: ${redactText(message.slice(0, MAX_MESSAGE))}`,
    status: 400,
  });
};

const ofNode: Recogniser = (error) => {
  const code = text(field(error, 'code'));
  if (code === TOO_LARGE)
    return { kind: 'malformed', code: 'MalformedResponse', message: 'The answer is over 4 MB' };
  if (code === undefined || !OF_NODE.test(code.slice(0, 100))) return undefined;
  return { kind: 'network', code: 'NetworkError', message: `The connection failed (${code})` };
};

/** An error with a code but no status: EventBridge's client, and the core without credentials. */
const coded: Recogniser = (error) => {
  const code = codeOf(error);
  if (code === undefined) return undefined;
  return { kind: 'api', code, message: messageOf(error), status: 400 };
};

const recognisers: readonly Recogniser[] = [answer, timeout, ofNode, coded];

/** HTML and empty bodies surface as SyntaxError, a `null` body as TypeError, broken XML as plain Error. */
const unreadable: Recognised = {
  kind: 'malformed',
  code: 'MalformedResponse',
  message: 'The service gave an answer that is not readable',
};

/**
 * Whatever an SDK throws as an `ApiError`. Messages lose URLs and everything secret: network errors of
 * the SDKs hold the whole query.
 */
export const toApiError = (error: unknown, operation: string): ApiError => {
  if (error instanceof ApiError) return error;
  const real = error instanceof Error ? error : new Error(String(error));
  if (NOT_SENT.test(String(field(real, 'code')).slice(0, 100))) return notSent(real, operation);
  for (const recognise of recognisers) {
    const found = recognise(real);
    if (found) return new ApiError({ ...found, operation });
  }
  return new ApiError({ ...unreadable, operation });
};
