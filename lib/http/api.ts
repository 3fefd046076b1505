import { parse } from 'regexparam';
import * as v from 'valibot';
import type { HttpCall } from '../intake/types.ts';
import type { Context } from '../peering/context.ts';
import { instanceField } from '../peering/request/fields.ts';
import { empty, finalise, type HttpAnswer, languageOf, type Reply } from './answer.ts';
import { forEvents } from './async.ts';
import {
  answering,
  asksOnly,
  crossSite,
  httpIdentity,
  isCrossSite,
  isSafe,
  strayParameters,
} from './call.ts';
import type { Endpoint, HttpCase, HttpDeps } from './context.ts';
import { openApi, page } from './endpoints/documents.ts';
import { healthz } from './endpoints/healthz.ts';
import { preflight } from './endpoints/preflight.ts';
import { getList, getOne, getRoutes } from './endpoints/read.ts';
import { repairRoutes } from './endpoints/repair-routes.ts';
import { postPeerings, write } from './endpoints/write.ts';
import { LIST_PARAMETERS } from './list/query.ts';
import { answerUnexpected, httpFailures, invalidRequest, problem } from './problem.ts';

export const METHODS = ['GET', 'POST', 'PATCH', 'DELETE'] as const;
export type Method = (typeof METHODS)[number];

export interface Route<Operation extends string = string> {
  /** Names the operation in the OpenAPI document. */
  readonly operation: Operation;
  readonly method: Method;
  /** Parameters begin with a colon. */
  readonly path: string;
  /** Query parameters; any other one is refused. */
  readonly query: readonly string[];
  readonly endpoint: Endpoint;
}

const PEERING = '/peerings/:instanceId';

/**
 * Every call there is: the router serves this table and the OpenAPI document is made from it. HEAD goes
 * with GET, OPTIONS with every path.
 */
export const ROUTES = [
  {
    operation: 'createPeering',
    method: 'POST',
    path: '/peerings',
    query: [],
    endpoint: postPeerings,
  },
  {
    operation: 'listPeerings',
    method: 'GET',
    path: '/peerings',
    query: LIST_PARAMETERS,
    endpoint: getList,
  },
  {
    operation: 'preflightPeering',
    method: 'POST',
    path: '/peerings/preflight',
    query: [],
    endpoint: preflight,
  },
  { operation: 'getPeering', method: 'GET', path: PEERING, query: [], endpoint: getOne },
  {
    operation: 'modifyPeering',
    method: 'PATCH',
    path: PEERING,
    query: [],
    endpoint: write('modify'),
  },
  {
    operation: 'deletePeering',
    method: 'DELETE',
    path: PEERING,
    query: ['force', 'dryRun'],
    endpoint: write('delete'),
  },
  {
    operation: 'acceptPeering',
    method: 'POST',
    path: `${PEERING}/accept`,
    query: [],
    endpoint: write('accept'),
  },
  {
    operation: 'rejectPeering',
    method: 'POST',
    path: `${PEERING}/reject`,
    query: [],
    endpoint: write('reject'),
  },
  {
    operation: 'getRoutes',
    method: 'GET',
    path: `${PEERING}/routes`,
    query: [],
    endpoint: getRoutes,
  },
  {
    operation: 'repairRoutes',
    method: 'POST',
    path: `${PEERING}/routes`,
    query: [],
    endpoint: repairRoutes,
  },
  {
    operation: 'getOpenApi',
    method: 'GET',
    path: '/openapi.json',
    query: [],
    endpoint: openApi,
  },
  { operation: 'getHealth', method: 'GET', path: '/healthz', query: ['deep'], endpoint: healthz },
  { operation: 'getPage', method: 'GET', path: '/', query: [], endpoint: page },
] as const satisfies readonly Route[];

export type Operation = (typeof ROUTES)[number]['operation'];

/** A row of the route table that serves a call. */
export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

type Pattern = Readonly<ReturnType<typeof compile>>;

const compile = (path: string) => {
  const { keys, pattern } = parse(path.replaceAll('.', '\\.'));
  // Paths are distinguished by case, as their parts are in the cloud.
  return { keys, pattern: new RegExp(pattern.source) };
};

const patterns = new Map<string, Pattern>();

/** Compiled when it is first asked for: a cold start pays for the paths before its own only. */
const patternOf = (path: string): Pattern => {
  const known = patterns.get(path) ?? compile(path);
  patterns.set(path, known);
  return known;
};

/** A path segment that cannot be a connection id names nothing: no call of the API is spent on it. */
const isNameable = ({ instanceId }: Match['params']): boolean =>
  instanceId === undefined || v.is(instanceField, instanceId);

const onMethod = (method: string, path: string, isPageOn: boolean): Match | undefined => {
  for (const route of ROUTES) {
    if (route.method !== method || (route.operation === 'getPage' && !isPageOn)) continue;
    const { keys, pattern } = patternOf(route.path);
    const found = pattern.exec(path);
    if (!found) continue;
    const params = Object.fromEntries(keys.map((key, at) => [key, found[at + 1] ?? '']));
    if (isNameable(params)) return { route, params };
  }
  return undefined;
};

/** The route of a call; HEAD goes with GET. */
export const match = (
  { method, path }: Pick<HttpCall, 'method' | 'path'>,
  isPageOn: boolean,
): Match | undefined => onMethod(method === 'HEAD' ? 'GET' : method, path, isPageOn);

const allowedOn = (path: string, isPageOn: boolean): readonly string[] => {
  const known = METHODS.filter((method) => onMethod(method, path, isPageOn));
  const head = known.includes('GET') ? ['HEAD'] : [];
  return known.length === 0 ? [] : [...known, ...head, 'OPTIONS'];
};

/** What a path allows, to those who ask and to those who tried something else. */
export const withoutMatch = (
  { method, path }: Pick<HttpCall, 'method' | 'path'>,
  requestId: string,
  isPageOn: boolean,
): Reply => {
  const allowed = allowedOn(path, isPageOn);
  if (allowed.length === 0) return problem({ failure: httpFailures.notFound(path), requestId });
  const headers = { allow: allowed.join(', ') };
  if (method === 'OPTIONS') return empty(204, headers);
  return problem({ failure: httpFailures.methodNotAllowed(method, path), requestId, headers });
};

type Unmatched = Omit<HttpCase, 'params'>;

/** Everything that is wrong with a call before its endpoint looks at it. */
const refusal = ({ call, id }: Unmatched, found: Match | undefined): Reply | undefined => {
  if (isCrossSite(call)) return problem({ failure: crossSite(), requestId: id.value });
  if (!found) return undefined;
  const strays = strayParameters(call, found.route.query);
  const errors = id.fault && !isSafe(call) ? [...strays, id.fault] : strays;
  return errors.length > 0 ? invalidRequest(errors, id.value) : undefined;
};

const dispatch = async (it: Unmatched): Promise<Reply> => {
  const { call, deps, id } = it;
  const found = match(call, deps.isPageOn);
  const refused = refusal(it, found);
  if (refused) return refused;
  if (!found) return withoutMatch(call, id.value, deps.isPageOn);
  const serve = found.route.endpoint;
  return serve({ ...it, params: found.params });
};

const guarded = (it: Unmatched): Promise<Reply> =>
  dispatch(it).catch((error: unknown) => answerUnexpected(it.ctx, error, it.id.value));

/**
 * Answers one HTTP call; whatever happens, it is an answer. Rejects only for a caller who reads none
 * (`call.isAsync`), where neither an event nor a task announces what became of the call.
 */
export const handleHttp = async (
  ctx: Context,
  call: HttpCall,
  invocation: HttpCase['invocation'],
  deps: HttpDeps,
): Promise<HttpAnswer> => {
  const id = httpIdentity(call, invocation.requestId);
  const language = languageOf(call.headers['accept-language']);
  const isAnnounced = call.isAsync && !asksOnly(call);
  const it = {
    ...{ deps, invocation, id, language, call: { ...call, isAsync: isAnnounced } },
    ctx: isAnnounced ? ctx : answering(ctx),
  };
  const reply = isAnnounced ? await forEvents(it, dispatch) : await guarded(it);
  return finalise(call, reply, { language, invocationId: invocation.requestId });
};
