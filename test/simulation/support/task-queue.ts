import { ApiError } from '../../../lib/peering/model/failure.ts';
import type { TaskQueue } from '../../../lib/peering/ports.ts';
import { type Invocation, type Outside, overLine } from './invocation.ts';
import type { Platform } from './platform.ts';
import type { FaultRule } from './rules.ts';

const OPERATION = 'InvokeFunction';

const api = (code: string, status: number): ApiError =>
  new ApiError({ kind: 'api', operation: OPERATION, code, message: `${code} (simulated)`, status });

const errorOf = ({ kind, code }: FaultRule): ApiError => {
  switch (kind) {
    case 'throttled':
      return api(code ?? 'ResourceThrottled', 429);
    case 'conflict':
      return api('ConcurrentUpdateError', 409);
    case 'expired':
      return api('InvalidSecurityToken.Expired', 400);
    case 'denied':
      return api('AccessDenied', 403);
    case 'reset':
    case 'lost':
      return new ApiError({
        kind: 'network',
        operation: OPERATION,
        code: 'NetworkError',
        message: 'The connection failed (ECONNRESET)',
      });
    case 'hang':
      return new ApiError({
        kind: 'timeout',
        operation: OPERATION,
        code: 'Timeout',
        message: 'no answer',
      });
    default:
      return api(code ?? 'InternalServerError', 500);
  }
};

/** Function Compute's asynchronous queue as one run sees it; faults name `enqueue:{kind of task}`. */
export const taskQueueFor = (run: Invocation, outside: Outside, platform: Platform): TaskQueue => ({
  enqueue: ({ functionName, id, delaySeconds, payload }) =>
    overLine(run, outside, {
      operation: `enqueue:${id.split('-', 1)[0] ?? ''}`,
      errorOf,
      apply: () => {
        if (!Number.isInteger(delaySeconds) || delaySeconds < 0 || delaySeconds > 3599)
          throw api('InvalidArgument', 400);
        return platform.submit(functionName, payload, {
          id,
          delayMs: delaySeconds * 1000,
          by: run,
        });
      },
    }),
});
