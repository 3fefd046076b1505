import { foreignEncoding } from '../intake/http/call.ts';
import { type Fields, inspect, isObject, readJson } from '../intake/json/read.ts';
import type { HttpCall } from '../intake/types.ts';
import type { Failure, RequestFinding } from '../peering/model/failure.ts';
import { httpFailures, type ProblemFacts } from './problem.ts';

/** Bytes of a body. */
export const MAX_BYTES = 128 * 1024;

type Refusal = Pick<ProblemFacts, 'failure' | 'errors' | 'headers'>;

export type ReadBody =
  | { readonly ok: true; readonly body: Fields }
  | ({ readonly ok: false } & Refusal);

type Call = Pick<HttpCall, 'method' | 'headers' | 'body'>;

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

const unreadable = (error: RequestFinding): ReadBody =>
  fail(httpFailures.notReadable(error.detail), error);

/** Why the bytes of a body are not even looked at. */
export const refusedBytes = ({ headers, body }: Call): Refusal | undefined => {
  if (body.length > MAX_BYTES) return { failure: httpFailures.tooLarge(body.length) };
  const encoding = body.length === 0 ? undefined : foreignEncoding(headers['content-encoding']);
  if (encoding === undefined) return undefined;
  return { failure: httpFailures.encoded(encoding), headers: { 'accept-encoding': 'identity' } };
};

/**
 * The JSON object of a call; an empty body is an empty object. Read as any other trigger's payload:
 * bounded in size, depth and values, integers beyond 2^53 exact. Never throws.
 */
export const readBody = (call: Call): ReadBody => {
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
