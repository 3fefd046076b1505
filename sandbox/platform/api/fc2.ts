import type { Cloud } from '../../assemble.ts';
import { CloudFault } from '../../cloud/fault.ts';
import type { HttpRequest } from '../../http.ts';
import { createRouter } from '../../router.ts';
import type { Service } from '../../services.ts';
import { denied, readAsked, requireRight } from './invocation.ts';

/** One invocation that arrived at a Function Compute 2.0 function. */
export interface Fc2Invocation {
  readonly service: string;
  readonly functionName: string;
  readonly qualifier: string;
  readonly async: boolean;
  readonly requestId: string;
  readonly payload: Buffer;
}

interface Fc2Options extends Cloud {
  /** Functions that somebody else deployed, as `service/function`. */
  readonly declared: ReadonlySet<string>;
  /** Every accepted invocation is appended here. */
  readonly received: Fc2Invocation[];
}

const route = createRouter({
  'POST /2016-08-15/services/:service/functions/:name/invocations': true,
});

/**
 * InvokeFunction of Function Compute 2.0 (API 2016-08-15), signed with `FC key:signature`.
 *
 * Services are not deployed here: a function that was declared takes an invocation, which is kept for
 * reading. Functions of 3.0 have no service, so this API does not reach them.
 */
export const createFc2 = (options: Fc2Options): Service => {
  const { declared, access, journal, received, accountId, regionId } = options;

  const authorise = (request: HttpRequest, name: string): void => {
    const caller = access.callerOf('Fc2', request);
    const resource = `acs:fc:${regionId}:${accountId}:${name}`;
    if (caller.accountId !== accountId) throw denied(`${name} belongs to another account`);
    requireRight(access, caller, 'fc:InvokeFunction', resource);
  };

  const need = (service: string, functionName: string): void => {
    if (declared.has(`${service}/${functionName}`)) return;
    const message = `function '${functionName}' does not exist in service '${service}'`;
    throw new CloudFault('FunctionNotFound', message, 404);
  };

  const keep = (invocation: Fc2Invocation): void => {
    received.push(invocation);
    const { service, functionName, async, payload } = invocation;
    const summary = `${service}/${functionName} ${async ? 'async' : 'sync'} received`;
    const detail = { ...invocation, function: functionName, payload: payload.toString() };
    journal.record({ kind: 'invoke', summary, detail });
  };

  return async (request, { requestId }) => {
    const names = route(request)?.names;
    if (names === undefined) return undefined;
    const [service = '', qualifier = 'LATEST'] = (names.service ?? '').split('.');
    const { name: functionName = '' } = names;
    authorise(request, `services/${service}.${qualifier}/functions/${functionName}`);
    need(service, functionName);
    const { async } = readAsked(request);
    keep({ service, functionName, qualifier, async, requestId, payload: request.body });
    return { status: async ? 202 : 200, body: '' };
  };
};
