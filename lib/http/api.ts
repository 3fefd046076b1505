import { parse } from 'regexparam';
import * as v from 'valibot';
import type { HttpCall } from '../intake/types.ts';
import type { Context } from '../peering/context.ts';
import { instanceField } from '../peering/request/fields.ts';
import { empty, type HttpAnswer } from './answer.ts';
import type { Endpoint, HttpCase } from './context.ts';
import { answerMishap } from './errors.ts';
import { finished } from './finalise.ts';
import { httpIdentity } from './identity.ts';
import { httpFailures, problem } from './problem.ts';
import { METHODS, ROUTES } from './routes.ts';
import { translated } from './translated.ts';

interface Match {
  readonly endpoint: Endpoint;
  readonly params: Readonly<Record<string, string>>;
}

type Pattern = Readonly<ReturnType<typeof compile>>;

const compile = (path: string) => {
  const { keys, pattern } = parse(path.replaceAll('.', '\\.'));
  // Paths are told apart by case, as their parts are in the cloud.
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

const match = (method: string, path: string): Match | undefined => {
  for (const route of ROUTES) {
    if (route.method !== method) continue;
    const { keys, pattern } = patternOf(route.path);
    const found = pattern.exec(path);
    if (!found) continue;
    const params = Object.fromEntries(keys.map((key, at) => [key, found[at + 1] ?? '']));
    if (isNameable(params)) return { endpoint: route.endpoint, params };
  }
  return undefined;
};

const allowedOn = (path: string): readonly string[] => {
  const known = METHODS.filter((method) => match(method, path));
  const head = known.includes('GET') ? ['HEAD'] : [];
  return known.length === 0 ? [] : [...known, ...head, 'OPTIONS'];
};

/** What a path allows, to those who ask and to those who tried something else. */
const withoutMatch = ({ method, path }: HttpCall, requestId: string) => {
  const allowed = allowedOn(path);
  if (allowed.length === 0)
    return problem({ failure: httpFailures.notFound(path.slice(0, 200)), requestId });
  const headers = { allow: allowed.join(', ') };
  if (method === 'OPTIONS') return empty(204, headers);
  return problem({ failure: httpFailures.methodNotAllowed(method, path), requestId, headers });
};

const dispatch = async (it: Omit<HttpCase, 'params'>): Promise<HttpAnswer> => {
  const { method, path } = it.call;
  const found = match(method === 'HEAD' ? 'GET' : method, path);
  return found
    ? found.endpoint({ ...it, params: found.params })
    : withoutMatch(it.call, it.id.value);
};

/** Answers one HTTP call; whatever happens, it is an answer. */
export const handleHttp = async (
  ctx: Context,
  call: HttpCall,
  invocation: HttpCase['invocation'],
): Promise<HttpAnswer> => {
  const id = httpIdentity(call, invocation.requestId);
  const answer = await dispatch({ ctx, call, invocation, id }).catch((error: unknown) =>
    answerMishap(ctx, error, id.value),
  );
  return finished(call, await translated(call, answer), invocation.requestId);
};
