import type { Cloud } from '../../assemble.ts';
import { CloudFault } from '../../cloud/fault.ts';
import type { HttpRequest } from '../../http.ts';
import { createRouter } from '../../router.ts';
import type { Service } from '../../services.ts';
import type { Deployed } from '../invoke/deployed.ts';
import {
  callFunction,
  denied,
  invocationAnswer,
  readAsked,
  requireLatest,
  requireRight,
} from './invocation.ts';

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
  /** By name; Function Compute 3.0 shows a 2.0 function under the name `service$function`. */
  readonly deployed: ReadonlyMap<string, Deployed>;
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
 * reading, and one that the deployment file calls `service$function` or `function` runs.
 */
export const createFc2 = (options: Fc2Options): Service => {
  const { deployed, declared, access, journal, received, accountId, regionId } = options;

  const authorise = (request: HttpRequest, name: string): void => {
    const caller = access.callerOf('Fc2', request);
    const resource = `acs:fc:${regionId}:${accountId}:${name}`;
    if (caller.accountId !== accountId) throw denied(`${name} belongs to another account`);
    requireRight(access, caller, 'fc:InvokeFunction', resource);
  };

  const chosen = (service: string, functionName: string): Deployed | undefined => {
    const found = deployed.get(`${service}$${functionName}`) ?? deployed.get(functionName);
    if (found !== undefined || declared.has(`${service}/${functionName}`)) return found;
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
    const found = chosen(service, functionName);
    if (found) requireLatest(found, qualifier);
    const asked = readAsked(request);
    const { async } = asked;
    keep({ service, functionName, qualifier, async, requestId, payload: request.body });
    const facts = { requestId, mode: 'sync' };
    if (found) return callFunction(found, request.body, asked, facts, invocationAnswer);
    return { status: async ? 202 : 200, body: '' };
  };
};
