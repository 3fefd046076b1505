export type ErrorType = 'HandledInvocationError' | 'UnhandledInvocationError';

/** How one call of a handler ended. `body` is what a synchronous caller gets. */
export type InvocationResult =
  | { readonly ok: true; readonly body: Buffer }
  | { readonly ok: false; readonly errorType: ErrorType; readonly body: Buffer };

const failed = (errorType: ErrorType, body: object): InvocationResult => ({
  ok: false,
  errorType,
  body: Buffer.from(JSON.stringify(body)),
});

/** Function Compute 3.0: an error that a handler threw, with its type and stack. */
export const threw = (error: {
  readonly handled: boolean;
  readonly errorMessage: string;
  readonly errorType: string;
  readonly stackTrace: readonly string[];
}): InvocationResult => {
  const { errorMessage, errorType, stackTrace } = error;
  return failed(error.handled ? 'HandledInvocationError' : 'UnhandledInvocationError', {
    errorMessage,
    errorType,
    stackTrace,
  });
};

/** Function Compute 3.0: the process ended while it owed an answer. */
export const exited = (durationMs: number): InvocationResult =>
  failed('UnhandledInvocationError', {
    errorMessage: `Process exited unexpectedly before completing request (duration: ${Math.round(durationMs)}ms, maxMemoryUsage: 0MB)`,
  });

/** Function Compute: the handler took longer than the function's timeout. */
export const timedOut = (seconds: number): InvocationResult =>
  failed('UnhandledInvocationError', {
    errorMessage: `Function timed out after ${seconds} seconds (maxMemoryUsage: 0MB)`,
  });
