import { addRoute, createRouter, findRoute } from 'rou3';
import type { HttpCall } from '../intake/types.ts';
import type { Context } from '../peering/context.ts';
import { empty, type HttpAnswer, json } from './answer.ts';
import type { Endpoint } from './case.ts';
import { httpIdentity } from './identity.ts';
import { httpFailures, problem } from './problem.ts';
import { getList, getOne } from './read.ts';
import { write } from './write.ts';

const healthz: Endpoint = async ({ ctx }) =>
  json(200, {
    status: 'ok',
    configuration: 'ok',
    regions: ctx.settings.regions,
    sinks: ctx.publisher.sinks.length,
    functions: ctx.settings.functions,
  });

const ROUTES: readonly (readonly [method: string, path: string, endpoint: Endpoint])[] = [
  ['POST', '/peerings', write('create')],
  ['GET', '/peerings', getList],
  ['GET', '/peerings/:instanceId', getOne],
  ['PATCH', '/peerings/:instanceId', write('modify')],
  ['DELETE', '/peerings/:instanceId', write('delete')],
  ['POST', '/peerings/:instanceId/accept', write('accept')],
  ['POST', '/peerings/:instanceId/reject', write('reject')],
  ['GET', '/healthz', healthz],
];

const router = createRouter<Endpoint>();
for (const [method, path, endpoint] of ROUTES) addRoute(router, method, path, endpoint);

const METHODS = ['GET', 'POST', 'PATCH', 'DELETE'];

const allowedOn = (path: string): readonly string[] => {
  const known = METHODS.filter((method) => findRoute(router, method, path));
  return known.length === 0
    ? []
    : [...known, ...(known.includes('GET') ? ['HEAD'] : []), 'OPTIONS'];
};

const dispatch = async (
  ctx: Context,
  call: HttpCall,
  invocationId: string,
): Promise<HttpAnswer> => {
  const { method, path } = call;
  const id = httpIdentity(call, invocationId);
  const allowed = allowedOn(path);
  if (allowed.length === 0)
    return problem({ failure: httpFailures.notFound(path.slice(0, 200)), requestId: id.value });
  const allow = { allow: allowed.join(', ') };
  if (method === 'OPTIONS') return empty(204, allow);
  const found = findRoute(router, method === 'HEAD' ? 'GET' : method, path);
  if (!found)
    return problem({
      failure: httpFailures.methodNotAllowed(method, path),
      requestId: id.value,
      headers: allow,
    });
  const params: Readonly<Record<string, string>> = { ...found.params };
  const answer = await found.data({ ctx, call, params, id });
  return method === 'HEAD' ? { ...answer, body: '' } : answer;
};

/** Answers one HTTP call. The caller's X-Request-Id comes back, else the invocation's own. */
export const handleHttp = async (
  ctx: Context,
  call: HttpCall,
  invocationId: string,
): Promise<HttpAnswer> => {
  const answer = await dispatch(ctx, call, invocationId);
  const echoed = call.headers['x-request-id'];
  const requestId = echoed && /^[\x21-\x7e]{1,255}$/.test(echoed) ? echoed : invocationId;
  return { ...answer, headers: { ...answer.headers, 'x-request-id': requestId } };
};
