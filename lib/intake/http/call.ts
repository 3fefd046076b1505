import type { Origin } from '../../peering/model/request.ts';
import { printable } from '../../peering/printable.ts';
import { type Fields, isObject, textOf } from '../json/read.ts';
import { timeOf, traceparentOf } from '../origin.ts';
import type { HttpCall } from '../types.ts';

/**
 * The encoding that a body came in and that is not undone here, for a 415 that names it; `undefined` if the
 * body is as it is. Inflating what strangers send would cost memory that they choose.
 *
 * @param header `Content-Encoding`, lists included
 */
export const foreignEncoding = (header: string | undefined): string | undefined => {
  const encodings = (header ?? '')
    .split(',')
    .map((each) => each.trim().toLowerCase())
    .filter((each) => each !== '' && each !== 'identity');
  return encodings.length === 0 ? undefined : printable(encodings.join(', ').slice(0, 64));
};

export type IdempotencyKey =
  | { readonly ok: true; readonly key: string | undefined }
  | { readonly ok: false; readonly detail: string };

/** A string of structured fields (RFC 9651): quotes and escapes are not part of the key. */
const unquoted = (text: string): string => {
  const [, inner] = /^"((?:[^"\\]|\\["\\])*)"$/.exec(text) ?? [];
  return inner === undefined ? text : inner.replace(/\\(["\\])/g, '$1');
};

/** A quoted string that stands for itself, or everything up to the next comma. */
const MEMBER = /\s*(?:("(?:[^"\\]|\\.)*")\s*(?=,|$)|([^,]+))/g;

/** Values of a header that was sent several times come joined with commas; those within quotes are text. */
const values = (header: string): readonly string[] =>
  [...header.matchAll(MEMBER)]
    .map(([, quoted, bare]) => unquoted((quoted ?? bare ?? '').trim()).trim())
    .filter((each) => each !== '');

/**
 * The key of an `Idempotency-Key` header. A proxy or a retry layer may send it twice: identical values are
 * one key, different ones are refused, since no choice between them is right.
 *
 * @param header the values joined with commas; an empty header counts as none
 */
export const readIdempotencyKey = (header: string | undefined): IdempotencyKey => {
  const keys = new Set(values(header ?? ''));
  if (keys.size > 1)
    return { ok: false, detail: 'Idempotency-Key has several different values; send one' };
  return { ok: true, key: [...keys][0] };
};

/** The first segments of our paths: what stands before them is the prefix of a custom domain. */
const ROOTS: ReadonlySet<string> = new Set(['peerings', 'healthz', 'openapi.json']);

export interface Path {
  readonly path: string;
  /** Begins with a slash and does not end with one; empty without prefix. */
  readonly prefix: string;
}

/** What a segment may not turn into: another separator, or nothing that could be seen. */
const UNSAFE = /[/\\\p{Cc}]|^\.{1,2}$/u;

/** One segment decoded; as it was sent where decoding would change the structure of the path. */
const decoded = (segment: string): string => {
  try {
    const text = decodeURIComponent(segment);
    return UNSAFE.test(text) ? segment : text;
  } catch {
    return segment;
  }
};

/** A prefix goes into `Location`, where `//host` would lead somewhere else. */
const PREFIX = /^(?:\/[A-Za-z0-9._~-]{1,64}){1,8}$/;

/**
 * Our path within an encoded one. `/peerings/pcc-x%2Faccept` stays one segment: an encoded slash is data,
 * not structure (RFC 3986, 2.2).
 *
 * @param raw the path as it was sent, without query
 */
export const splitPath = (raw: string): Path => {
  const segments = raw
    .replace(/^(?!\/)/, '/')
    .split('/')
    .map(decoded);
  const root = segments.findIndex((segment) => ROOTS.has(segment));
  const prefix = segments.slice(0, Math.max(root, 0)).join('/');
  return PREFIX.test(prefix)
    ? { path: `/${segments.slice(root).join('/')}`, prefix }
    : { path: segments.join('/'), prefix: '' };
};

/** Where a trigger that passes claims on may put the subject (`claimPassBy: header:sub:x-jwt-sub`). */
const SUBJECT_HEADERS = ['x-jwt-sub', 'x-jwt-claim-sub'] as const;
const MAX_LENGTH = 128;

const claimsOf = (token: string): Fields => {
  try {
    const claims: unknown = JSON.parse(
      Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'),
    );
    return isObject(claims) ? claims : {};
  } catch {
    return {};
  }
};

const bearerSubject = (authorization: string | undefined): string | undefined => {
  const [, token] = /^Bearer ([\w-]+\.[\w-]+\.[\w-]*)$/i.exec(authorization ?? '') ?? [];
  return token === undefined ? undefined : textOf(claimsOf(token).sub);
};

/**
 * Who calls, for the log: the subject of the JWT. It is proved only where the trigger or the domain checks
 * tokens (`authType: jwt`); nothing is decided by it.
 */
export const httpPrincipal = (headers: Readonly<Record<string, string>>): string | undefined => {
  const passed = SUBJECT_HEADERS.map((name) => headers[name]).find((value) => value);
  const subject = passed ?? bearerSubject(headers.authorization);
  return subject === undefined
    ? undefined
    : `jwt:${printable(subject.slice(0, MAX_LENGTH)).slice(0, MAX_LENGTH)}`;
};

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
