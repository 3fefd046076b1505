import type { HttpAnswer, HttpRequest } from '../../http/types.ts';
import type { Journal } from '../../journal.ts';
import { fc3Error, isRefusal, type Refusal, readAsked, refuse, THROTTLED } from '../api/headers.ts';
import type { AsyncQueue } from '../invoke/async-queue.ts';
import type { Deployed } from '../invoke/deployed.ts';
import type { HttpTriggerSpec } from '../manifest/schema.ts';
import type { PlatformPorts } from '../ports.ts';
import { toHttpAnswer } from './answer.ts';
import { httpRequestId, toHttpEvent } from './event.ts';

export interface HttpTriggerOptions {
  readonly deployed: Deployed;
  readonly trigger: HttpTriggerSpec;
  readonly queue: AsyncQueue;
  readonly ports: Pick<PlatformPorts, 'verifyAcs3'>;
  /** False: signatures of `authType: function` are not asked for. */
  readonly auth: boolean;
  readonly journal: Journal;
}

/** HTTP trigger limits, in bytes. */
const HEADER_LIMIT = 8 * 1024;
const URL_LIMIT = 4 * 1024;

const oversize = ({ headers, url }: HttpRequest): Refusal | undefined => {
  const size = Object.entries(headers).reduce(
    (sum, [name, text]) => sum + name.length + text.length,
    0,
  );
  if (size <= HEADER_LIMIT && url.length <= URL_LIMIT) return undefined;
  const message = `headers of at most ${HEADER_LIMIT} and a path with query of at most ${URL_LIMIT} bytes are allowed`;
  return { status: 400, code: 'InvalidArgument', message };
};

/** Answers the requests that arrive at one function's HTTP trigger. */
export const createHttpTrigger = (
  options: HttpTriggerOptions,
): ((request: HttpRequest) => Promise<HttpAnswer>) => {
  const { deployed, trigger, queue, ports, journal } = options;
  const { authType, methods } = trigger.triggerConfig;
  const signed = options.auth && authType === 'function';

  const admit = (request: HttpRequest): Refusal | undefined => {
    const caller = signed ? ports.verifyAcs3(request) : undefined;
    if (caller !== undefined && !caller.ok) return caller;
    if (!methods.some((each) => each === request.method)) {
      const message = `the HTTP trigger does not take ${request.method}`;
      return { status: 405, code: 'MethodNotAllowed', message };
    }
    return oversize(request);
  };

  const run = async (request: HttpRequest, requestId: string): Promise<HttpAnswer> => {
    const refused = admit(request);
    if (refused !== undefined) return refuse(refused, requestId, fc3Error);
    const asked = readAsked(request);
    if (isRefusal(asked)) return refuse(asked, requestId, fc3Error);
    const event = toHttpEvent(request, { spec: deployed.spec, requestId, now: Date.now() });
    const { qualifier, delaySeconds } = { ...asked, qualifier: trigger.qualifier ?? 'LATEST' };
    if (asked.async) {
      queue.enqueue(deployed, { event, qualifier, delaySeconds, requestId });
      return { status: 202 };
    }
    const outcome = await deployed.run({ event, requestId, qualifier, mode: 'http' });
    return outcome === 'throttled' ? refuse(THROTTLED, requestId, fc3Error) : toHttpAnswer(outcome);
  };

  return async (request) => {
    const requestId = httpRequestId(Date.now());
    const answer = await run(request, requestId);
    journal.record({
      kind: 'http',
      summary: `${request.method} ${request.url} ${answer.status}`,
      detail: {
        function: deployed.spec.name,
        method: request.method,
        url: request.url,
        status: answer.status,
        requestId,
      },
    });
    return { ...answer, headers: { ...answer.headers, 'x-fc-request-id': requestId } };
  };
};
