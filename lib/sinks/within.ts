import { ApiError } from '../peering/model/api-error.ts';

/**
 * The promise, or a rejection with `ApiError` (`Timeout`) after `ms` milliseconds. The official clients
 * know idle timeouts only, so that an answer that trickles could hold an invocation for ever.
 */
export const within = async <T>(ms: number, promise: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new ApiError({
            kind: 'timeout',
            operation: 'publish',
            code: 'Timeout',
            message: `no answer within ${ms} ms`,
          }),
        ),
      ms,
    );
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
};
