import type { Origin } from '../../peering/model/origin.ts';
import { type Fields, isObject, textOf } from '../json/fields.ts';
import { timeOf, traceparentOf } from '../origin.ts';
import type { HttpCall } from '../types.ts';
import { splitPath } from './path.ts';
import { httpPrincipal } from './principal.ts';

/** Repeated headers and parameters come joined with commas already; a list would be the same thing. */
const joinedText = (value: unknown): string | undefined => {
  if (Array.isArray(value)) return value.map((each) => textOf(each) ?? '').join(',');
  return value === '' ? '' : textOf(value);
};

/** Names differ in case only where somebody sent a header twice: their values are joined too. */
const strings = (fields: unknown, named = (name: string) => name): Record<string, string> => {
  const values = new Map<string, string>();
  for (const [name, each] of Object.entries(isObject(fields) ? fields : {})) {
    const value = joinedText(each);
    if (value === undefined || name === '__proto__') continue;
    const earlier = values.get(named(name));
    values.set(named(name), earlier === undefined ? value : `${earlier},${value}`);
  }
  return Object.fromEntries(values);
};

/** The decoded path has lost which slashes were encoded: it counts only where there is no other. */
const pathOf = (http: Fields, rawPath: unknown): string => {
  const raw = textOf(rawPath);
  if (raw !== undefined) return raw.split('?', 1)[0] ?? '/';
  return (textOf(http.path) ?? '/').split('/').map(encodeURIComponent).join('/');
};

const bodyOf = ({ body, isBase64Encoded }: Fields): Buffer => {
  const isBase64 = isBase64Encoded === true || isBase64Encoded === 'true';
  return Buffer.from(textOf(body) ?? '', isBase64 ? 'base64' : 'utf8');
};

type Headers = Readonly<Record<string, string>>;

/** Callers of an asynchronous invocation, and those who prefer not to wait (RFC 7240), read no answer. */
const isAsync = (headers: Headers): boolean =>
  /^async$/i.test((headers['x-fc-invocation-type'] ?? '').trim()) ||
  (headers.prefer ?? '').split(',').some((each) => /^\s*respond-async\s*(;|$)/i.test(each));

const originOf = (headers: Headers, context: Fields): Origin => ({
  via: 'http',
  arrival: timeOf(context.timeEpoch),
  traceparent: traceparentOf(headers.traceparent?.trim()),
  principal: httpPrincipal(headers),
});

/**
 * A Function Compute 3.0 HTTP trigger event, recognised by its version and its HTTP context; `undefined` for
 * anything else. Never throws: a field of the wrong type counts as absent.
 */
export const readHttp = (value: Fields): HttpCall | undefined => {
  const { version, requestContext, queryParameters, rawPath } = value;
  if (version !== 'v1' || !isObject(requestContext)) return undefined;
  const { http, requestId } = requestContext;
  if (!isObject(http)) return undefined;
  const headers = strings(value.headers, (name) => name.toLowerCase());
  return {
    method: (textOf(http.method) ?? 'GET').toUpperCase(),
    ...splitPath(pathOf(http, rawPath)),
    query: strings(queryParameters),
    headers,
    body: bodyOf(value),
    requestId: textOf(requestId),
    isAsync: isAsync(headers),
    origin: originOf(headers, requestContext),
  };
};

const INVOCATION = /^\/2023-03-30\/functions\/[^/]+\/invocations\/?$/;

/** True for an InvokeFunction call that the platform delivered in the shape of an HTTP request. */
export const isWrappedInvocation = ({ path }: HttpCall): boolean => INVOCATION.test(path);
