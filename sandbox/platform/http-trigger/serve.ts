import type { Clock } from '../../clock.ts';
import type { HttpAnswer, HttpRequest } from '../../http/types.ts';
import type { Journal } from '../../journal.ts';
import { fc3Error, fcFault, invalid, orError, throttled } from '../api/errors.ts';
import { acknowledge, readAsked } from '../api/invocation.ts';
import type { AsyncQueue } from '../invoke/async-queue.ts';
import type { Deployed } from '../invoke/deployed.ts';
import { functionArn } from '../invoke/destination.ts';
import type { HttpTriggerSpec } from '../manifest/schema.ts';
import type { PlatformPorts } from '../ports.ts';
import type { Switches } from '../switches.ts';
import { toHttpAnswer } from './answer.ts';
import { httpRequestId, toHttpEvent } from './event.ts';

export interface HttpTriggerOptions {
  readonly deployed: Deployed;
  readonly trigger: HttpTriggerSpec;
  readonly queue: AsyncQueue;
  readonly ports: Pick<PlatformPorts, 'callerOf' | 'allows'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly switches: Switches;
  /** False: signatures of `authType: function` are not asked for. */
  readonly auth: boolean;
  readonly journal: Journal;
}

/** HTTP trigger limits, in bytes. */
const HEADER_LIMIT = 8 * 1024;
const URL_LIMIT = 4 * 1024;

const checkSize = ({ headers, url }: HttpRequest): void => {
  const size = Object.entries(headers).reduce(
    (sum, [name, text]) => sum + name.length + text.length,
    0,
  );
  if (size <= HEADER_LIMIT && url.length <= URL_LIMIT) return;
  throw invalid(
    `headers of at most ${HEADER_LIMIT} and a path with query of at most ${URL_LIMIT} bytes are allowed`,
  );
};

/** Answers the requests that arrive at one function's HTTP trigger. */
export const createHttpTrigger = (
  options: HttpTriggerOptions,
): ((request: HttpRequest) => Promise<HttpAnswer>) => {
  const { deployed, trigger, queue, ports, clock, switches, journal } = options;
  const { authType, methods } = trigger.triggerConfig;
  const signed = options.auth && authType === 'function';
  const resource = `${functionArn(deployed.spec)}/triggers/${trigger.triggerName}`;

  const admit = (request: HttpRequest): void => {
    const caller = signed ? ports.callerOf(request) : undefined;
    if (caller !== undefined && !ports.allows(caller, 'fc:InvokeFunction', resource))
      throw fcFault(403, 'AccessDenied', `the caller may not fc:InvokeFunction on ${resource}`);
    if (!methods.some((each) => each === request.method)) {
      const message = `the HTTP trigger does not take ${request.method}`;
      throw fcFault(405, 'MethodNotAllowed', message);
    }
    checkSize(request);
  };

  const run = async (request: HttpRequest, requestId: string): Promise<HttpAnswer> => {
    admit(request);
    const asked = { ...readAsked(request), qualifier: 'LATEST' };
    const { fcHeaders } = switches;
    const facts = { spec: deployed.spec, requestId, now: clock.now(), fcHeaders };
    const event = toHttpEvent(request, facts);
    if (asked.async) return acknowledge(deployed, event, asked, { requestId, queue });
    const { qualifier } = asked;
    const outcome = await deployed.run({ event, requestId, qualifier, mode: 'http' });
    if (outcome === 'throttled') throw throttled();
    return toHttpAnswer(outcome);
  };

  return async (request) => {
    const requestId = httpRequestId(clock.now());
    const answer = await orError(fc3Error, requestId, () => run(request, requestId));
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
