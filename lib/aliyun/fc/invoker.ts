import { ApiError } from '../../peering/model/api-error.ts';
import type { Invoker } from '../../peering/ports.ts';
import type { CoreClient } from '../core.ts';
import { invoke, OPERATION } from './invocation.ts';

/** What an asynchronous invocation was acknowledged with. */
const ACCEPTED = 202;

/**
 * Function Compute 3.0 asynchronous invocation. A retry on a reset may invoke twice, which is harmless:
 * asynchronous invocation promises at least once anyway.
 */
export const createInvoker = (client: CoreClient): Invoker => ({
  invokeAsync: async (functionName, payload, delaySeconds, qualifier) => {
    const { statusCode } = await invoke(client, {
      functionName,
      qualifier,
      type: 'Async',
      headers: delaySeconds > 0 ? { 'x-fc-async-delay': String(Math.floor(delaySeconds)) } : {},
      payload: JSON.stringify(payload),
      idempotent: true,
    });
    if (statusCode !== ACCEPTED)
      throw new ApiError({
        kind: 'malformed',
        operation: OPERATION,
        code: 'MalformedResponse',
        message: `${functionName} was not invoked: HTTP ${statusCode} instead of ${ACCEPTED}`,
        status: 502,
      });
  },
});
