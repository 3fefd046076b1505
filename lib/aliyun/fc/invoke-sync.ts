import { ApiError } from '../../peering/model/api-error.ts';
import type { CoreClient } from '../core.ts';
import { invoke, OPERATION } from './invocation.ts';

/** How much of a function's own error is shown. */
const MAX_DETAIL = 300;

/**
 * Invokes a function and waits for what it returns, as text. Rejects with `ApiError`: `FunctionFailed`
 * where the function ran and failed, `Timeout` after `timeoutMs`.
 */
export type InvokeSync = (
  functionName: string,
  payload: string,
  timeoutMs: number,
) => Promise<string>;

/** Synchronous invocation on Function Compute 3.0, for health checks only. */
export const createInvokeSync =
  (client: CoreClient): InvokeSync =>
  async (functionName, payload, timeoutMs) => {
    const { body, headers } = await invoke(client, {
      functionName,
      type: 'Sync',
      payload,
      timeoutMs,
      idempotent: true,
    });
    const text = String(body);
    const failure = headers['x-fc-error-type'];
    if (failure === undefined) return text;
    throw new ApiError({
      kind: 'api',
      operation: OPERATION,
      code: 'FunctionFailed',
      message: `${functionName} failed (${failure}): ${text.slice(0, MAX_DETAIL)}`,
    });
  };
