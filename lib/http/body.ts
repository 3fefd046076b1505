import { type Fields, isObject } from '../intake/json/fields.ts';
import { inspect } from '../intake/json/inspect.ts';
import { readJson } from '../intake/json/read.ts';
import type { HttpCall } from '../intake/types.ts';
import type { Failure, RequestFinding } from '../peering/model/failure.ts';
import { httpFailures } from './problem.ts';

const MAX_BYTES = 128 * 1024;

export type ReadBody =
  | { readonly ok: true; readonly body: Fields }
  | {
      readonly ok: false;
      readonly failure: Failure;
      readonly errors?: readonly RequestFinding[];
    };

const isJsonType = (type: string): boolean => /^application\/([\w.-]+\+)?json\b/i.test(type.trim());

const fail = (failure: Failure, error?: RequestFinding): ReadBody => ({
  ok: false,
  failure,
  ...(error ? { errors: [error] } : {}),
});

const unreadable = (error: RequestFinding): ReadBody =>
  fail(httpFailures.notReadable(error.detail), error);

/**
 * The JSON object of a call; an empty body is an empty object. Read as any other trigger's payload:
 * bounded in size, depth and values, integers beyond 2^53 exact. Never throws.
 */
export const readBody = ({ headers, body }: Pick<HttpCall, 'headers' | 'body'>): ReadBody => {
  const type = headers['content-type'];
  if (body.length > MAX_BYTES) return fail(httpFailures.tooLarge(body.length));
  if (body.length === 0) return { ok: true, body: {} };
  if (type && !isJsonType(type)) return fail(httpFailures.unsupportedMediaType(type.slice(0, 100)));
  const json = readJson(body);
  if (!json.ok) return unreadable(json.error);
  if (!isObject(json.value)) return unreadable({ pointer: '', detail: 'is no JSON object' });
  const finding = inspect(json.value);
  return finding ? unreadable(finding) : { ok: true, body: json.value };
};
