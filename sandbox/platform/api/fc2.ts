import { randomUUID } from 'node:crypto';
import type { HttpRequest, Service } from '../../http/types.ts';
import type { Journal } from '../../journal.ts';
import type { AsyncQueue } from '../invoke/async-queue.ts';
import type { Deployed } from '../invoke/deployed.ts';
import type { PlatformPorts } from '../ports.ts';
import { callFunction } from './call.ts';
import { type Asked, fc2Error, isRefusal, readAsked, refuse } from './headers.ts';

/** One invocation that arrived at a Function Compute 2.0 function. */
export interface Fc2Invocation {
  readonly service: string;
  readonly functionName: string;
  readonly qualifier: string;
  readonly async: boolean;
  readonly requestId: string;
  readonly payload: Buffer;
}

export interface Fc2Options {
  /** Function Compute 3.0 shows a 2.0 function under the name `service$function`. */
  find(name: string): Deployed | undefined;
  readonly queue: AsyncQueue;
  readonly ports: Pick<PlatformPorts, 'verifyFc2'>;
  readonly journal: Journal;
  /** Every accepted invocation is appended here, also of functions that are declared nowhere. */
  readonly received: Fc2Invocation[];
}

const PATH = /^\/2016-08-15\/services\/([^/]+)\/functions\/([^/]+)\/invocations$/;

const readTarget = (
  request: HttpRequest,
): { service: string; functionName: string; qualifier: string } | undefined => {
  const path = PATH.exec(request.path);
  if (path?.[1] === undefined || path[2] === undefined || request.method !== 'POST')
    return undefined;
  const [service = '', qualifier = 'LATEST'] = path[1].split('.');
  return { service, functionName: path[2], qualifier };
};

/**
 * InvokeFunction of Function Compute 2.0 (API 2016-08-15), signed with `FC key:signature`.
 *
 * Services are not deployed here, so any of them takes an invocation: it is kept for reading, and
 * run where the deployment file declares `service$function` or `function`.
 */
export const createFc2 = (options: Fc2Options): Service => {
  const { find, queue, ports, journal, received } = options;

  const keep = (invocation: Fc2Invocation): void => {
    received.push(invocation);
    const { service, functionName, async, requestId } = invocation;
    journal.record({
      kind: 'invoke',
      summary: `${service}/${functionName} ${async ? 'async' : 'sync'} received`,
      detail: {
        ...invocation,
        function: functionName,
        payload: invocation.payload.toString(),
        requestId,
      },
    });
  };

  return async (request) => {
    const target = readTarget(request);
    if (target === undefined) return undefined;
    const requestId = randomUUID();
    const caller = ports.verifyFc2(request);
    if (!caller.ok) return refuse(caller, requestId, fc2Error);
    const read = readAsked(request);
    if (isRefusal(read)) return refuse(read, requestId, fc2Error);
    const asked: Asked = { ...read, qualifier: target.qualifier };
    keep({ ...target, async: asked.async, requestId, payload: request.body });
    const deployed = find(`${target.service}$${target.functionName}`) ?? find(target.functionName);
    if (deployed !== undefined) {
      return callFunction(deployed, request.body, asked, { requestId, queue, form: fc2Error });
    }
    return { status: asked.async ? 202 : 200, headers: { 'x-fc-request-id': requestId }, body: '' };
  };
};
