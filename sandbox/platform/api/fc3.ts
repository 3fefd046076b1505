import type { Cloud } from '../../assemble.ts';
import { CloudFault } from '../../cloud/fault.ts';
import { type HttpAnswer, type HttpRequest, json } from '../../http.ts';
import { createRouter } from '../../router.ts';
import type { Service } from '../../services.ts';
import { toHttpEvent } from '../http-trigger.ts';
import type { Deployed } from '../invoke/deployed.ts';
import { functionArn } from '../invoke/destination.ts';
import type { FunctionSpec } from '../manifest/load.ts';
import {
  callFunction,
  denied,
  invocationAnswer,
  readAsked,
  requireLatest,
  requireRight,
} from './invocation.ts';

type Run = (
  deployed: Deployed,
  request: HttpRequest,
  requestId: string,
) => HttpAnswer | Promise<HttpAnswer>;

/** What GetFunction answers. */
const functionView = (spec: FunctionSpec): object => {
  const { code: _, triggers: __, asyncInvokeConfig: ___, region: ____, ...props } = spec.props;
  return {
    ...props,
    functionArn: functionArn(spec),
    role: spec.role ?? '',
    environmentVariables: spec.environment,
    instanceConcurrency: 1,
    state: 'Active',
    lastUpdateStatus: 'Successful',
  };
};

const getFunction: Run = ({ spec }) => json(200, functionView(spec));

/** Per qualifier; what LATEST has is not inherited. */
const getAsyncInvokeConfig: Run = ({ spec }) => {
  if (spec.props.asyncInvokeConfig === undefined)
    throw new CloudFault(
      'AsyncConfigNotExists',
      `async config for function '${spec.name}' with qualifier 'LATEST' does not exist`,
      404,
    );
  const body = {
    functionArn: `${functionArn(spec)}/LATEST`,
    asyncTask: false,
    destinationConfig: {},
    ...spec.asyncInvoke,
    qualifier: 'LATEST',
  };
  return json(200, body);
};

/**
 * Function Compute 3.0 (API 2023-03-30), signed with ACS3-HMAC-SHA256: InvokeFunction, GetFunction,
 * GetAsyncInvokeConfig and ListFunctions (one page).
 *
 * With the switch `wrap`, a function that has an HTTP trigger gets an HTTP event around the
 * payload: recorded so in 2023, never documented.
 *
 * @param all by name
 */
export const createFc3 = (
  { access, clock, switches }: Cloud,
  all: ReadonlyMap<string, Deployed>,
): Service => {
  const invoke: Run = (deployed, request, requestId) => {
    const { spec } = deployed;
    const asked = readAsked(request);
    const isWrapped =
      switches.wrap && spec.triggers.some(({ triggerType }) => triggerType === 'http');
    const event = isWrapped
      ? toHttpEvent(request, { spec, requestId, now: clock.now() })
      : request.body;
    const facts = { requestId, mode: 'sync' };
    return callFunction(deployed, event, asked, facts, invocationAnswer);
  };

  /** Calls of one function, if their caller may do that with it. */
  const onFunction =
    (action: string, run: Run) =>
    (request: HttpRequest, requestId: string, name: string): HttpAnswer | Promise<HttpAnswer> => {
      const caller = access.callerOf('Fc', request);
      const deployed = all.get(name);
      if (deployed === undefined)
        throw new CloudFault('FunctionNotFound', `function '${name}' does not exist`, 404);
      const { spec } = deployed;
      if (spec.accountId !== caller.accountId)
        throw denied(`the function '${name}' belongs to another account`);
      requireRight(access, caller, `fc:${action}`, functionArn(spec));
      requireLatest(deployed, request.query.get('qualifier') || 'LATEST');
      return run(deployed, request, requestId);
    };

  /** RAM has one resource for a list: every function of the account and region. */
  const listFunctions = (request: HttpRequest): HttpAnswer => {
    const caller = access.callerOf('Fc', request);
    const specs = [...all.values()].map(({ spec }) => spec);
    const own = specs.filter(({ accountId }) => accountId === caller.accountId);
    const [first] = own;
    const resource = first ? functionArn(first).replace(/[^/]+$/, '*') : '*';
    requireRight(access, caller, 'fc:ListFunctions', resource);
    return json(200, { functions: own.map(functionView) });
  };

  const functions = '/2023-03-30/functions';
  const route = createRouter({
    [`GET ${functions}`]: listFunctions,
    [`GET ${functions}/`]: listFunctions,
    [`POST ${functions}/:name/invocations`]: onFunction('InvokeFunction', invoke),
    [`GET ${functions}/:name`]: onFunction('GetFunction', getFunction),
    [`GET ${functions}/:name/async-invoke-config`]: onFunction(
      'GetAsyncInvokeConfig',
      getAsyncInvokeConfig,
    ),
  });

  return async (request, { requestId }) => {
    const found = route(request);
    return found?.route(request, requestId, found.names.name ?? '');
  };
};
