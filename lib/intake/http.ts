import { type Fields, isObject } from './json.ts';
import type { HttpCall } from './types.ts';

const strings = (value: unknown, key = (name: string) => name): Record<string, string> =>
  Object.fromEntries(
    Object.entries(isObject(value) ? value : {}).flatMap(([name, each]) =>
      each === undefined || each === null || name === '__proto__'
        ? []
        : [[key(name), String(each)]],
    ),
  );

const decodedPath = (http: Fields, rawPath: unknown): string => {
  if (typeof http.path === 'string') return http.path;
  try {
    return decodeURIComponent(String(rawPath ?? '/'));
  } catch {
    return String(rawPath);
  }
};

/** A Function Compute 3.0 HTTP trigger event, told by its version and its HTTP context. */
export const readHttp = (value: unknown): HttpCall | undefined => {
  if (!isObject(value) || value.version !== 'v1' || !isObject(value.requestContext))
    return undefined;
  const { requestContext } = value;
  const { http } = requestContext;
  if (!isObject(http)) return undefined;
  const body = typeof value.body === 'string' ? value.body : '';
  return {
    method: String(http.method ?? 'GET').toUpperCase(),
    path: decodedPath(http, value.rawPath),
    query: strings(value.queryParameters),
    headers: strings(value.headers, (name) => name.toLowerCase()),
    body: Buffer.from(body, value.isBase64Encoded === true ? 'base64' : 'utf8'),
    requestId: typeof requestContext.requestId === 'string' ? requestContext.requestId : undefined,
  };
};
