import { classify } from '../peering/errors/classify.ts';
import { ApiError } from '../peering/model/failure.ts';
import { toApiError } from './errors.ts';

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
