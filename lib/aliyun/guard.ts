import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import * as v from 'valibot';
import { classify } from '../peering/errors/classify.ts';
import { ApiError } from '../peering/model/failure.ts';
import { TOO_LARGE, toApiError } from './errors.ts';

const LONG_INTEGER = /\d{16}/;
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const IS_LONG_INTEGER = /^-?\d{16,}$/;

/**
 * JSON with integers of sixteen and more digits as strings: account ids have up to eighteen, and
 * `JSON.parse` rounds what lies beyond 2^53. Throws SyntaxError on anything that is not JSON, before the
 * pattern runs: over valid JSON, where every string is closed, it is linear.
 */
export const longIntegersAsText = (text: string): unknown => {
  const parsed: unknown = JSON.parse(text);
  if (!LONG_INTEGER.test(text)) return parsed;
  return JSON.parse(
    text.replace(TOKEN, (token) => (IS_LONG_INTEGER.test(token) ? `"${token}"` : token)),
  );
};

const malformed = (operation: string, message: string, cause?: unknown): ApiError =>
  new ApiError({
    kind: 'malformed',
    operation,
    code: 'MalformedResponse',
    message: `${operation} ${message}`,
    cause,
  });

/** An answer's text as JSON with exact account ids. Throws `ApiError` (`MalformedResponse`). */
export const jsonOf = (operation: string, text: unknown): unknown => {
  try {
    return longIntegersAsText(String(text));
  } catch (error) {
    throw malformed(operation, 'gave an answer that is not JSON', error);
  }
};

/** An answer as the schema makes it, or `ApiError` (`MalformedResponse`) that names what it lacks. */
export const checked = <S extends v.GenericSchema>(
  operation: string,
  schema: S,
  json: unknown,
): v.InferOutput<S> => {
  const parsed = v.safeParse(schema, json);
  if (parsed.success) return parsed.output;
  const where = parsed.issues[0].path?.map(({ key }) => key).join('.') ?? 'a body';
  throw malformed(operation, `answered without ${where}`);
};

/** The largest answer that is read, in bytes; a full page of any list stays far below. */
export const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** Headers by which a request of the official clients is known. */
const SDK_HEADERS = ['x-acs-signature-nonce', 'x-mns-version', 'x-fc-account-id'];

class AnswerTooLarge extends Error {
  readonly code = TOO_LARGE;
}

/** By this description the HTTP client of the SDKs keeps a read timer on the socket. */
const READ_TIMER = 'TIMER::READ_TIMER';

/**
 * The core never stops the read timer of a call that has its answer: it fires during a later call on the
 * same kept-alive socket, takes that call's timer away, and clients that look for it report a ReadTimeout.
 */
const stopReadTimer = (socket: object): void => {
  for (const key of Object.getOwnPropertySymbols(socket)) {
    if (key.description !== READ_TIMER) continue;
    clearTimeout(Reflect.get(socket, key));
    Reflect.set(socket, key, null);
  }
};

/** Counts what arrives, and breaks the connection when it is too much. */
const limit = (answer: IncomingMessage): void => {
  // The clients ask for no encoding: an answer in one is not inflated to whatever size it claims.
  delete answer.headers['content-encoding'];
  const push = answer.push.bind(answer);
  let bytes = 0;
  answer.push = (chunk: unknown, encoding?: BufferEncoding): boolean => {
    bytes += chunk instanceof Uint8Array ? chunk.length : 0;
    if (bytes <= MAX_ANSWER_BYTES) return push(chunk, encoding);
    answer.destroy(new AnswerTooLarge(`An answer has more than ${MAX_ANSWER_BYTES} bytes`));
    return false;
  };
};

const has = (value: unknown, ...names: readonly string[]): boolean =>
  typeof value === 'object' && value !== null && names.every((name) => name in value);

/** By their parts: loading node:http for its classes would cost every cold start. */
const isRequest = (value: unknown): value is ClientRequest => has(value, 'hasHeader');
const isAnswer = (value: unknown): value is IncomingMessage => has(value, 'push', 'headers');

const onAnswer = (message: unknown): void => {
  if (typeof message !== 'object' || message === null) return;
  if (!('request' in message && 'response' in message)) return;
  const { request, response } = message;
  if (!(isRequest(request) && isAnswer(response))) return;
  if (!SDK_HEADERS.some((name) => request.hasHeader(name))) return;
  const { socket } = response;
  response.once('end', () => stopReadTimer(socket));
  limit(response);
};

let subscribed = false;

/**
 * From now on no answer to a call of an official client is read beyond 4 MB, and no timer outlives its
 * call: the clients have no limit of their own, and read error bodies before anybody else sees them.
 * Node.js announces every answer on the channel `http.client.response.finish` when its headers have
 * arrived.
 */
export const limitAnswers = (): void => {
  if (subscribed) return;
  subscribed = true;
  subscribe('http.client.response.finish', onAnswer);
};

/** No call takes longer, whatever the socket does: the SDKs only know idle timeouts. */
const CALL_DEADLINE_MS = 12_000;

const RESET = /ECONNRESET|EPIPE|socket hang up/;

export interface CallGuards {
  /** Repeating the call changes nothing more: a read, or a write with a ClientToken. */
  readonly idempotent: boolean;
  /** Milliseconds that one attempt may take; 12 s by default. */
  readonly timeoutMs?: number;
}

const isReset = (error: unknown): boolean =>
  error instanceof Error &&
  (RESET.test(error.message.slice(0, 200)) || ('code' in error && RESET.test(String(error.code))));

const withDeadline = async <T>(
  operation: string,
  timeoutMs: number,
  work: Promise<T>,
): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new ApiError({
            kind: 'timeout',
            operation,
            code: 'Timeout',
            message: `${operation} took longer than ${timeoutMs} ms`,
          }),
        ),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** Calls of this process so far, and how many of them the services throttled. */
const counts = { calls: 0, throttledCalls: 0 };

/** How many calls of the cloud this process made so far; the difference of two is an invocation's. */
export const callCounts = (): Readonly<typeof counts> => ({ ...counts });

const attempt = async <T>(
  operation: string,
  timeoutMs: number,
  call: () => Promise<T>,
): Promise<T> => {
  counts.calls += 1;
  return withDeadline(operation, timeoutMs, call());
};

/** The failure of a call, counted. */
const failureOf = (error: unknown, operation: string): ApiError => {
  const failure = toApiError(error, operation);
  if (classify(failure).reason === 'throttled') counts.throttledCalls += 1;
  return failure;
};

/**
 * Runs one SDK call: with a deadline of our own, every failure as `ApiError`, and for idempotent calls
 * one immediate retry on a reset, because a pooled socket may be dead after the instance was frozen.
 */
export const guarded = async <T>(
  operation: string,
  { idempotent, timeoutMs = CALL_DEADLINE_MS }: CallGuards,
  call: () => Promise<T>,
): Promise<T> => {
  try {
    return await attempt(operation, timeoutMs, call);
  } catch (error) {
    if (!idempotent || !isReset(error)) throw failureOf(error, operation);
  }
  try {
    return await attempt(operation, timeoutMs, call);
  } catch (error) {
    throw failureOf(error, operation);
  }
};
