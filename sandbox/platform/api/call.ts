import type { HttpAnswer } from '../../http/types.ts';
import type { AsyncQueue } from '../invoke/async-queue.ts';
import type { Deployed, Outcome } from '../invoke/deployed.ts';
import { type Asked, type ErrorForm, refuse, THROTTLED } from './headers.ts';

const toAnswer = (outcome: Outcome, requestId: string, form: ErrorForm): HttpAnswer => {
  if (outcome === 'throttled') return refuse(THROTTLED, requestId, form);
  return {
    status: 200,
    headers: {
      'content-type': 'application/octet-stream',
      'x-fc-request-id': requestId,
      ...(outcome.ok ? {} : { 'x-fc-error-type': outcome.errorType }),
    },
    body: outcome.body,
  };
};

/**
 * Invokes a function as a call of the API asked for it.
 *
 * Function Compute: 202 acknowledges an asynchronous call; a synchronous one answers 200 whatever
 * the function did, and `X-Fc-Error-Type` says that it failed.
 */
export const callFunction = async (
  deployed: Deployed,
  event: Buffer,
  asked: Asked,
  facts: { readonly requestId: string; readonly queue: AsyncQueue; readonly form: ErrorForm },
): Promise<HttpAnswer> => {
  const { requestId, queue, form } = facts;
  const { qualifier, delaySeconds } = asked;
  if (asked.async) {
    queue.enqueue(deployed, { event, qualifier, delaySeconds, requestId });
    return { status: 202, headers: { 'x-fc-request-id': requestId } };
  }
  const outcome = await deployed.run({ event, requestId, qualifier, mode: 'sync' });
  return toAnswer(outcome, requestId, form);
};
