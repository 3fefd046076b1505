import { type Fields, isObject, textOf } from './json/fields.ts';
import type { HttpCall } from './old-types.ts';

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

/** `rawPath` is as the client sent it, so it may be no valid encoding at all. */
const pathOf = (http: Fields, rawPath: unknown): string => {
  const decoded = textOf(http.path);
  if (decoded !== undefined) return decoded;
  const raw = textOf(rawPath) ?? '/';
  try {
    return decodeURIComponent(raw);
  } catch {
    return raw;
  }
};

const bodyOf = ({ body, isBase64Encoded }: Fields): Buffer => {
  const isBase64 = isBase64Encoded === true || isBase64Encoded === 'true';
  return Buffer.from(textOf(body) ?? '', isBase64 ? 'base64' : 'utf8');
};

/**
 * A Function Compute 3.0 HTTP trigger event, told by its version and its HTTP context; `undefined` for
 * anything else. Never throws: a field of the wrong type counts as absent.
 */
export const readHttp = (value: Fields): HttpCall | undefined => {
  const { version, requestContext, queryParameters, headers, rawPath } = value;
  if (version !== 'v1' || !isObject(requestContext)) return undefined;
  const { http, requestId } = requestContext;
  if (!isObject(http)) return undefined;
  return {
    method: (textOf(http.method) ?? 'GET').toUpperCase(),
    path: pathOf(http, rawPath),
    query: strings(queryParameters),
    headers: strings(headers, (name) => name.toLowerCase()),
    body: bodyOf(value),
    requestId: textOf(requestId),
  };
};
