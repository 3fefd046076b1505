import { foreignEncoding, readIdempotencyKey } from '../intake/http/call.ts';
import { type Fields, inspect, isObject, readJson } from '../intake/json/read.ts';
import type { HttpCall } from '../intake/types.ts';
import type { Context } from '../peering/context.ts';
import type { Failure, RequestFinding } from '../peering/model/failure.ts';
import type { IdKind } from '../peering/model/request.ts';
import { pointerTo } from '../peering/request/findings.ts';
import { type IdentityFacts, derivedRequestId as lawfulId } from '../peering/request/identify.ts';
import type { HttpCase } from './context.ts';
import { httpFailures, type ProblemFacts } from './problem.ts';

export interface HttpIdentity {
  readonly value: string;
  readonly kind: IdKind;
  /** What is wrong with the Idempotency-Key: a call that changes something is refused. */
  readonly fault?: RequestFinding;
}

/**
 * The id of an HTTP request: its Idempotency-Key, else the invocation's own request id. A key that
 * breaks the rule of ids is hashed, so that any key serves; an empty one counts as none.
 */
export const httpIdentity = (
  { headers, requestId }: Pick<HttpCall, 'headers' | 'requestId'>,
  invocationId: string,
): HttpIdentity => {
  const read = readIdempotencyKey(headers['idempotency-key']);
  const own = { value: lawfulId(requestId || invocationId), kind: 'invocation' as const };
  if (!read.ok) return { ...own, fault: { pointer: '', detail: read.detail } };
  return read.key === undefined ? own : { value: lawfulId(read.key), kind: 'explicit' };
};

/** What the identity of a request that came by HTTP is made of. */
export const identitySources = (
  { ctx, call, id }: HttpCase,
  own: string | undefined,
): IdentityFacts => ({
  own,
  derived: { value: id.value, kind: id.kind },
  origin: call.origin,
  invocationId: id.value,
  now: ctx.clock.now(),
});

type Call = Pick<HttpCall, 'method' | 'path' | 'headers' | 'query'>;

/** Methods that change nothing (RFC 9110, 9.2.1). */
export const isSafe = ({ method }: Pick<Call, 'method'>): boolean =>
  method === 'GET' || method === 'HEAD' || method === 'OPTIONS';

/** A link of another site may lead to the page: opening it shows that site nothing. */
const isNavigationToPage = ({ method, path, headers }: Call): boolean =>
  method === 'GET' && path === '/' && headers['sec-fetch-mode'] === 'navigate';

const hostOf = (origin: string): string | undefined => {
  try {
    return new URL(origin).host;
  } catch {
    return undefined;
  }
};

/** Where a browser says nothing about the site, its Origin has to name the very host that was called. */
const isForeignOrigin = ({ origin, host }: Call['headers']): boolean =>
  origin !== undefined && (host === undefined || hostOf(origin) !== host.toLowerCase());

/**
 * True for a call that a page of another site makes with the browser of somebody who may call: its cookies and
 * its network go along. Programs send neither header. Function Compute itself allows every origin (CORS), so
 * reads are refused as well.
 */
export const isCrossSite = (call: Call): boolean => {
  if (isNavigationToPage(call)) return false;
  const site = call.headers['sec-fetch-site']?.trim().toLowerCase();
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  return isForeignOrigin(call.headers);
};

export const crossSite = (): Failure => ({
  ...httpFailures.denied('The call comes from a page of another site.'),
  remedy: 'Call the API from a page of its own origin, or from a program.',
});

/** Signatures of the platform travel in the query, and a JWT may. */
const MEANT_FOR_OTHERS =
  /^(?:x-.*|(?:access|auth|id)?_?token|jwt|authorization|signature|signaturenonce|expires)$/i;

/**
 * What would go unread in the query: `POST .../accept?dryRun=true` must not accept.
 *
 * @param known the parameters of the operation
 */
export const strayParameters = (
  { query }: Pick<Call, 'query'>,
  known: readonly string[],
): readonly RequestFinding[] =>
  Object.keys(query)
    .filter((name) => !known.includes(name) && !MEANT_FOR_OTHERS.test(name))
    .map((name) => ({
      pointer: pointerTo(name),
      detail:
        known.length === 0
          ? 'is not a query parameter of this call; fields of a request go into the JSON body'
          : `is not a query parameter of this call; known are ${known.join(', ')}`,
    }));

/** Bytes of a body. */
export const MAX_BYTES = 128 * 1024;

type Refusal = Pick<ProblemFacts, 'failure' | 'errors' | 'headers'>;

export type ReadBody =
  | { readonly ok: true; readonly body: Fields }
  | ({ readonly ok: false } & Refusal);

type CallWithBody = Pick<HttpCall, 'method' | 'headers' | 'body'>;

const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;
/** Types that end in `+json` and mean something else than a request. */
const OTHER_JSON = /^application\/(?:json-patch|json-seq|cloudevents(?:-batch)?)\+json\s*(?:;|$)/i;

const isJsonType = (type: string): boolean => JSON_TYPE.test(type) && !OTHER_JSON.test(type);

/** What a method takes instead (RFC 5789, 3.1). */
const acceptedBy = (method: string): Readonly<Record<string, string>> =>
  method === 'PATCH'
    ? { 'accept-patch': 'application/json, application/merge-patch+json' }
    : { accept: 'application/json' };

const fail = (failure: Failure, error?: RequestFinding): ReadBody => ({
  ok: false,
  failure,
  ...(error ? { errors: [error] } : {}),
});

/** What is wrong with the body as a whole, or with a place in it. */
const unreadable = (error: RequestFinding): ReadBody =>
  fail(
    error.pointer === '' ? httpFailures.notReadable(error.detail) : httpFailures.invalid(1),
    error,
  );

/** Why the bytes of a body are not even looked at. */
export const refusedBytes = ({ headers, body }: CallWithBody): Refusal | undefined => {
  if (body.length > MAX_BYTES) return { failure: httpFailures.tooLarge(body.length) };
  const encoding = body.length === 0 ? undefined : foreignEncoding(headers['content-encoding']);
  if (encoding === undefined) return undefined;
  return { failure: httpFailures.encoded(encoding), headers: { 'accept-encoding': 'identity' } };
};

/**
 * The JSON object of a call; an empty body is an empty object. Read as any other trigger's payload:
 * bounded in size, depth and values, integers beyond 2^53 exact. Never throws.
 */
export const readBody = (call: CallWithBody): ReadBody => {
  const { method, headers, body } = call;
  const refused = refusedBytes(call);
  if (refused) return { ok: false, ...refused };
  if (body.length === 0) return { ok: true, body: {} };
  const type = headers['content-type']?.trim();
  if (type && !isJsonType(type)) {
    const failure = httpFailures.unsupportedMediaType(type.slice(0, 100));
    return { ok: false, failure, headers: acceptedBy(method) };
  }
  const json = readJson(body);
  if (!json.ok) return unreadable(json.error);
  if (!isObject(json.value)) return unreadable({ pointer: '', detail: 'must be a JSON object' });
  const finding = inspect(json.value);
  return finding ? unreadable(finding) : { ok: true, body: json.value };
};

const isDryRun = (call: HttpCall): boolean => {
  const flag = call.method === 'DELETE' ? call.query.dryRun : undefined;
  if (flag === 'true' || flag === '') return true;
  const read = readBody(call);
  return read.ok && (read.body.dryRun === true || read.body.DryRun === true);
};

/** A call whose answer alone says what became of it: no event tells of what changed nothing. */
export const asksOnly = (call: HttpCall): boolean =>
  isSafe(call) || /^\/peerings\/preflight\/?$/.test(call.path) || isDryRun(call);

/** How long an answer waits for sinks: those that have not answered by then count as lacking. */
const DELIVERY_MS = 1_000;

/** The same invocation with at most so much time: whoever waits for an answer must not wait for the end of it. */
export const within = (ctx: Context, ms: number): Context => {
  const end = ctx.clock.now() + ms;
  const remaining = () => Math.min(ctx.deadline.remaining(), Math.max(0, end - ctx.clock.now()));
  return { ...ctx, deadline: { remaining } };
};

/** The context of everything that an HTTP caller waits for. */
export const answering = (ctx: Context): Context => ({
  ...ctx,
  deliveryMs: Math.min(ctx.deliveryMs, DELIVERY_MS),
});
