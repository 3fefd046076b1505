import type { HttpCall } from '../intake/types.ts';
import type { Failure } from '../peering/model/failure.ts';
import { httpFailures } from './problem.ts';

const MAX_BYTES = 128 * 1024;
const MAX_DEPTH = 64;

type Body = Readonly<Record<string, unknown>>;
export type ReadBody =
  | { readonly ok: true; readonly body: Body }
  | { readonly ok: false; readonly failure: Failure };

const isJsonType = (type: string): boolean => /^application\/([\w.-]+\+)?json\b/i.test(type.trim());

const isObject = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Numbers beyond 2^53 become BigInt, so that the schema can say that JSON would have rounded them. */
const unsafeIntegers = (text: string): unknown => {
  const marked = text.replace(/"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g, (token) =>
    token.startsWith('"') || Number.isSafeInteger(Number(token)) ? token : `{"$big":"${token}"}`,
  );
  return JSON.parse(marked, (_, value: unknown) =>
    isObject(value) && typeof value.$big === 'string' && /^-?\d{16,}$/.test(value.$big)
      ? BigInt(value.$big)
      : value,
  );
};

const isTooDeep = (text: string): boolean => {
  let depth = 0;
  for (const char of text.replace(/"(?:[^"\\]|\\.)*"/g, '')) {
    if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
};

const fail = (failure: Failure): ReadBody => ({ ok: false, failure });

/** The JSON object of a call; an empty body is an empty object. Never throws. */
export const readBody = ({ headers, body }: HttpCall): ReadBody => {
  const type = headers['content-type'];
  if (body.length > MAX_BYTES) return fail(httpFailures.tooLarge(body.length));
  if (body.length === 0) return { ok: true, body: {} };
  if (type && !isJsonType(type)) return fail(httpFailures.unsupportedMediaType(type.slice(0, 100)));
  const text = body.toString('utf8');
  if (isTooDeep(text)) return fail(httpFailures.notReadable(`nested deeper than ${MAX_DEPTH}`));
  try {
    const value = unsafeIntegers(text);
    return isObject(value)
      ? { ok: true, body: value }
      : fail(httpFailures.notReadable('it is something else'));
  } catch (error) {
    return fail(httpFailures.notReadable(error instanceof Error ? error.message : String(error)));
  }
};
