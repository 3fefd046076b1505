import { ApiError, type ApiErrorInit } from '../peering/model/api-error.ts';
import { redactText } from '../runtime/redact.ts';

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value !== 'undefined' ? value : undefined;

const field = (error: object, name: string): unknown =>
  name in error ? (error as Record<string, unknown>)[name] : undefined;

const NETWORK = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** The SDKs put status, message and request id into one text; the cloud's own text is between them. */
const ownMessage = (error: Error): string => {
  const message = text(field(error, 'message')) ?? '';
  const match = /code: \d{3}, ([\s\S]*?) request id: /.exec(message);
  const ownText = text(match?.[1]);
  return ownText ?? message;
};

const retryAfter = (error: Error): { retryAfterMs?: number } => {
  const ms = field(error, 'retryAfter');
  return typeof ms === 'number' && ms > 0 ? { retryAfterMs: ms } : {};
};

type Recognised = Omit<ApiErrorInit, 'operation' | 'cause'>;
type Recogniser = (error: Error) => Recognised | undefined;

/** An answer of the API with a code: ClientError, ServerError and ThrottlingError of the core. */
const answer: Recogniser = (error) => {
  const status = field(error, 'statusCode');
  if (typeof status !== 'number') return undefined;
  const code = text(field(error, 'code'));
  const requestId = text(field(error, 'requestId'));
  return {
    kind: code === undefined ? 'malformed' : 'api',
    code: code ?? 'MalformedResponse',
    message: redactText(ownMessage(error)) || `The service answered with HTTP ${status}`,
    status,
    ...(requestId === undefined ? {} : { requestId }),
    ...retryAfter(error),
  };
};

/** HTML or empty bodies surface as SyntaxError, a `null` body as TypeError: nobody can read the answer. */
const unreadable: Recogniser = (error) =>
  error instanceof SyntaxError || error instanceof TypeError
    ? {
        kind: 'malformed',
        code: 'MalformedResponse',
        message: 'The service gave an answer that is not readable',
      }
    : undefined;

const timeout: Recogniser = (error) =>
  /Timeout/.test(error.name) || /(?:Connect|Read)Timeout/.test(error.message)
    ? { kind: 'timeout', code: 'Timeout', message: 'The service did not answer in time' }
    : undefined;

const network: Recogniser = (error) => {
  const code = field(error, 'code');
  if (typeof code !== 'string' || !NETWORK.has(code)) return undefined;
  return { kind: 'network', code: 'NetworkError', message: `The connection failed (${code})` };
};

/** An error with a code but no status: EventBridge's client, and the core without credentials. */
const coded: Recogniser = (error) => {
  const code = text(field(error, 'code'));
  if (code === undefined) return undefined;
  return { kind: 'api', code, message: redactText(ownMessage(error)), status: 400 };
};

const recognisers: readonly Recogniser[] = [answer, timeout, network, coded, unreadable];

/**
 * Whatever an SDK throws as an `ApiError`. Messages lose URLs and everything secret: network errors of
 * the SDKs hold the whole query.
 */
export const toApiError = (error: unknown, operation: string): ApiError => {
  if (error instanceof ApiError) return error;
  const real = error instanceof Error ? error : new Error(String(error));
  for (const recognise of recognisers) {
    const found = recognise(real);
    if (found) return new ApiError({ ...found, operation });
  }
  return new ApiError({
    kind: 'network',
    code: 'NetworkError',
    message: redactText(real.message),
    operation,
  });
};
