import { parse } from 'regexparam';
import * as v from 'valibot';
import type { HttpCall } from '../intake/types.ts';
import { instanceField } from '../peering/request/fields.ts';
import { empty, type Reply } from './answer.ts';
import { httpFailures, problem } from './problem.ts';
import { METHODS, ROUTES, type Route } from './routes.ts';

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

/** What is no connection id names nothing: no call is spent on it. */
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
