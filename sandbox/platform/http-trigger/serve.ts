import { CloudFault } from '../../cloud/fault.ts';
import type { Handler, HttpAnswer, HttpRequest } from '../../http.ts';
import { FUNCTION_COMPUTE } from '../../services.ts';
import { callFunction, invalid, readAsked, requireRight } from '../api/invocation.ts';
import type { AsyncQueue } from '../invoke/async-queue.ts';
import type { Deployed } from '../invoke/deployed.ts';
import { functionArn } from '../invoke/destination.ts';
import type { TriggerOf } from '../manifest/schema.ts';
import type { PlatformOptions } from '../platform.ts';

import { httpRequestId, sizeOf, toHttpAnswer, toHttpEvent } from './event.ts';

export interface HttpTriggerOptions
  extends Pick<PlatformOptions, 'access' | 'clock' | 'switches' | 'auth' | 'journal'> {
  readonly queue: AsyncQueue;
}

/** HTTP trigger limits, in bytes. */
const HEADER_LIMIT = 8 * 1024;
const URL_LIMIT = 4 * 1024;

/** Answers the requests that arrive at one function's HTTP trigger. */
export const createHttpTrigger = (
  deployed: Deployed,
  { triggerName, triggerConfig: { authType, methods } }: TriggerOf<'http'>,
  { queue, access, clock, switches, auth, journal }: HttpTriggerOptions,
): Handler => {
  const { spec } = deployed;
  const resource = `${functionArn(spec)}/triggers/${triggerName}`;

  const admit = (request: HttpRequest): void => {
    const { method, headers, url } = request;
    if (auth && authType === 'function')
      requireRight(access, access.callerOf('Fc', request), 'fc:InvokeFunction', resource);
    const message = `the HTTP trigger does not take ${method}`;
    if (!methods.some((each) => each === method))
      throw new CloudFault('MethodNotAllowed', message, 405);
    if (sizeOf(headers) > HEADER_LIMIT || url.length > URL_LIMIT)
      throw invalid(
        `headers of at most ${HEADER_LIMIT} and a path with query of at most ${URL_LIMIT} bytes are allowed`,
      );
  };

  const run = async (request: HttpRequest, requestId: string): Promise<HttpAnswer> => {
    try {
      admit(request);
      const asked = { ...readAsked(request), qualifier: 'LATEST' };
      const { fcHeaders } = switches;
      const event = toHttpEvent(request, { spec, requestId, now: clock.now(), fcHeaders });
      const facts = { requestId, queue, mode: 'http' };
      return await callFunction(deployed, event, asked, facts, toHttpAnswer);
    } catch (error) {
      if (error instanceof CloudFault) return FUNCTION_COMPUTE.error(error, { request, requestId });
      throw error;
    }
  };

  return async (request) => {
    const requestId = httpRequestId(clock.now());
    const answer = await run(request, requestId);
    const { method, url } = request;
    const { status } = answer;
    const detail = { function: spec.name, method, url, status, requestId };
    journal.record({ kind: 'http', summary: `${method} ${url} ${status}`, detail });
    return answer;
  };
};
