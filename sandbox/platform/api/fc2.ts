import { randomUUID } from 'node:crypto';
import type { HttpRequest, Service } from '../../http/types.ts';
import type { Journal } from '../../journal.ts';
import { createRouter } from '../../router.ts';
import type { AsyncQueue } from '../invoke/async-queue.ts';
import type { Deployed } from '../invoke/deployed.ts';
import type { PlatformPorts } from '../ports.ts';
import { fc2Error, fcFault, orError } from './errors.ts';
import { type Asked, callFunction, readAsked } from './invocation.ts';

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
  /** True for `service/function` that somebody else deployed. */
  isDeclared(name: string): boolean;
  readonly queue: AsyncQueue;
  readonly ports: Pick<PlatformPorts, 'callerOfFc2' | 'allows'>;
  readonly journal: Journal;
  readonly accountId: string;
  readonly regionId: string;
  /** Every accepted invocation is appended here. */
  readonly received: Fc2Invocation[];
}

const route = createRouter({
  'POST /2016-08-15/services/:service/functions/:name/invocations': true,
});

interface Target {
  readonly service: string;
  readonly functionName: string;
  readonly qualifier: string;
}

const readTarget = (request: HttpRequest): Target | undefined => {
  const { route: found, names } = route(request) ?? {};
  if (!found) return undefined;
  const [service = '', qualifier = 'LATEST'] = (names?.service ?? '').split('.');
  return { service, functionName: names?.name ?? '', qualifier };
};

/**
 * InvokeFunction of Function Compute 2.0 (API 2016-08-15), signed with `FC key:signature`.
 *
 * Services are not deployed here: a function that was declared takes an invocation, which is kept for
 * reading, and one that the deployment file calls `service$function` or `function` runs.
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

  const authorise = (request: HttpRequest, { service, functionName, qualifier }: Target): void => {
    const caller = ports.callerOfFc2(request);
    const name = `services/${service}.${qualifier}/functions/${functionName}`;
    const resource = `acs:fc:${options.regionId}:${options.accountId}:${name}`;
    if (caller.accountId !== options.accountId)
      throw fcFault(403, 'AccessDenied', `${name} belongs to another account`);
    if (!ports.allows(caller, 'fc:InvokeFunction', resource))
      throw fcFault(403, 'AccessDenied', `the caller may not fc:InvokeFunction on ${resource}`);
  };

  const chosen = ({ service, functionName }: Target): Deployed | undefined => {
    const deployed = find(`${service}$${functionName}`) ?? find(functionName);
    if (deployed !== undefined || options.isDeclared(`${service}/${functionName}`)) return deployed;
    const message = `function '${functionName}' does not exist in service '${service}'`;
    throw fcFault(404, 'FunctionNotFound', message);
  };

  return async (request) => {
    const target = readTarget(request);
    if (target === undefined) return undefined;
    const requestId = randomUUID();
    return orError(fc2Error, requestId, async () => {
      authorise(request, target);
      const deployed = chosen(target);
      const asked: Asked = { ...readAsked(request), qualifier: target.qualifier };
      keep({ ...target, async: asked.async, requestId, payload: request.body });
      if (deployed) return callFunction(deployed, request.body, asked, { requestId, queue });
      const headers = { 'x-fc-request-id': requestId };
      return { status: asked.async ? 202 : 200, headers, body: '' };
    });
  };
};
