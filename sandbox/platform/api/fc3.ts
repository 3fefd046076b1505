import { randomUUID } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import type { HttpAnswer, HttpRequest, Service } from '../../http/types.ts';
import { createRouter } from '../../router.ts';
import { toHttpEvent } from '../http-trigger/event.ts';
import type { AsyncQueue } from '../invoke/async-queue.ts';
import type { Deployed } from '../invoke/deployed.ts';
import { functionArn } from '../invoke/destination.ts';
import type { PlatformPorts } from '../ports.ts';
import type { Switches } from '../switches.ts';
import { asyncConfigView, functionView } from './configuration.ts';
import { fc3Error, fcFault, json, orError } from './errors.ts';
import { callFunction, needQualifier, readAsked } from './invocation.ts';

export interface Fc3Options {
  all(): readonly Deployed[];
  find(name: string): Deployed | undefined;
  readonly queue: AsyncQueue;
  readonly ports: Pick<PlatformPorts, 'callerOf' | 'allows'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly switches: Switches;
}

type Run = (
  deployed: Deployed,
  request: HttpRequest,
  requestId: string,
) => HttpAnswer | Promise<HttpAnswer>;

interface Operation {
  readonly action: string;
  readonly run: Run;
}

const hasHttpTrigger = ({ spec }: Deployed): boolean =>
  spec.triggers.some((each) => each.triggerType === 'http');

const qualifierOf = ({ query }: HttpRequest): string => query.get('qualifier') || 'LATEST';

const getFunction: Run = (deployed, request, requestId) => {
  needQualifier(deployed, qualifierOf(request));
  return json(200, requestId, functionView(deployed.spec));
};

/** Per qualifier; what LATEST has is not inherited. */
const getAsyncInvokeConfig: Run = (deployed, request, requestId) => {
  const qualifier = qualifierOf(request);
  needQualifier(deployed, qualifier);
  const view = asyncConfigView(deployed.spec);
  if (view !== undefined) return json(200, requestId, view);
  const message = `async config for function '${deployed.spec.name}' with qualifier '${qualifier}' does not exist`;
  throw fcFault(404, 'AsyncConfigNotExists', message);
};

/**
 * Function Compute 3.0 (API 2023-03-30), signed with ACS3-HMAC-SHA256: InvokeFunction, GetFunction,
 * GetAsyncInvokeConfig and ListFunctions (one page).
 *
 * With the switch `wrap`, a function that has an HTTP trigger gets an HTTP event around the
 * payload: recorded so in 2023, never documented.
 */
export const createFc3 = ({ all, find, queue, ports, clock, switches }: Fc3Options): Service => {
  const invoke: Run = (deployed, request, requestId) => {
    const asked = readAsked(request);
    needQualifier(deployed, asked.qualifier);
    const event =
      switches.wrap && hasHttpTrigger(deployed)
        ? toHttpEvent(request, { spec: deployed.spec, requestId, now: clock.now() })
        : request.body;
    return callFunction(deployed, event, asked, { requestId, queue });
  };

  const route = createRouter<Operation>({
    'POST /2023-03-30/functions/:name/invocations': { action: 'InvokeFunction', run: invoke },
    'GET /2023-03-30/functions/:name': { action: 'GetFunction', run: getFunction },
    'GET /2023-03-30/functions/:name/async-invoke-config': {
      action: 'GetAsyncInvokeConfig',
      run: getAsyncInvokeConfig,
    },
  });

  /** The function of a call, if its caller may do that with it. */
  const choose = (request: HttpRequest, action: string, name: string): Deployed => {
    const caller = ports.callerOf(request);
    const deployed = find(name);
    if (deployed === undefined)
      throw fcFault(404, 'FunctionNotFound', `function '${name}' does not exist`);
    const { spec } = deployed;
    if (spec.accountId !== caller.accountId)
      throw fcFault(403, 'AccessDenied', `the function '${name}' belongs to another account`);
    const resource = functionArn(spec);
    if (!ports.allows(caller, `fc:${action}`, resource))
      throw fcFault(403, 'AccessDenied', `the caller may not fc:${action} on ${resource}`);
    return deployed;
  };

  /** RAM has one resource for a list: every function of the account and region. */
  const listFunctions = (request: HttpRequest, requestId: string): HttpAnswer => {
    const caller = ports.callerOf(request);
    const own = all().filter(({ spec }) => spec.accountId === caller.accountId);
    const [first] = own;
    const resource = first ? functionArn(first.spec).replace(/[^/]+$/, '*') : '*';
    if (!ports.allows(caller, 'fc:ListFunctions', resource))
      throw fcFault(403, 'AccessDenied', `the caller may not fc:ListFunctions on ${resource}`);
    return json(200, requestId, { functions: own.map(({ spec }) => functionView(spec)) });
  };

  const isList = ({ method, path }: HttpRequest): boolean =>
    method === 'GET' && /^\/2023-03-30\/functions\/?$/.test(path);

  return async (request) => {
    if (isList(request)) {
      const requestId = randomUUID();
      return orError(fc3Error, requestId, async () => listFunctions(request, requestId));
    }
    const { route: operation, names } = route(request) ?? {};
    if (operation === undefined) return undefined;
    const requestId = randomUUID();
    return orError(fc3Error, requestId, async () =>
      operation.run(choose(request, operation.action, names?.name ?? ''), request, requestId),
    );
  };
};
