import { validateHeaderName, validateHeaderValue } from 'node:http';
import * as v from 'valibot';
import { type HttpAnswer, json } from '../../http.ts';
import { isRecord } from '../../schema.ts';
import type { InvocationResult } from '../instance/instance.ts';

const Answer = v.object({
  statusCode: v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(999)),
  headers: v.optional(v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])), {}),
  isBase64Encoded: v.optional(v.boolean(), false),
  body: v.optional(v.string(), ''),
});

/** HTTP trigger: all response headers together, in bytes. */
const HEADER_LIMIT = 8 * 1024;

const RESERVED = /^(x-fc-.*|connection|content-length|date|keep-alive|server|upgrade)$/i;

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const badResponse = (Message: string): HttpAnswer => json(502, { Code: 'BadResponse', Message });

/** Names and values of headers together, in bytes. */
export const sizeOf = (headers: Readonly<Record<string, string>>): number =>
  Object.entries(headers).reduce((sum, [name, text]) => sum + name.length + text.length, 0);

const headerFault = (headers: Readonly<Record<string, string>>): string | undefined => {
  const bytes = sizeOf(headers);
  if (bytes > HEADER_LIMIT) return `response headers of ${bytes} bytes exceed ${HEADER_LIMIT}`;
  try {
    for (const [name, value] of Object.entries(headers)) {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    }
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

const structured = (answer: v.InferOutput<typeof Answer>): HttpAnswer => {
  const headers = Object.fromEntries(
    Object.entries(answer.headers)
      .filter(([name]) => !RESERVED.test(name))
      .map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
  const fault = headerFault(headers);
  if (fault !== undefined) return badResponse(fault);
  const body = Buffer.from(answer.body, answer.isBase64Encoded ? 'base64' : 'utf8');
  return { status: answer.statusCode, headers, body };
};

/**
 * What an HTTP client sees of a function's result.
 *
 * Function Compute 3.0: an object with `statusCode`, `headers`, `body`, `isBase64Encoded` becomes
 * the response; a plain string becomes 200 text. What a client sees of a function that failed is not
 * documented: here it is 502 with the error as body.
 */
export const toHttpAnswer = (result: InvocationResult): HttpAnswer => {
  if (!result.ok) {
    const headers = { 'content-type': 'application/json', 'x-fc-error-type': result.errorType };
    return { status: 502, headers, body: result.body };
  }
  const { body } = result;
  const parsed = parse(body.toString());
  if (!isRecord(parsed) || !('statusCode' in parsed)) {
    const isJson = typeof parsed === 'object' && parsed !== null;
    const type = isJson ? 'application/json' : 'text/plain; charset=utf-8';
    return { status: 200, headers: { 'content-type': type }, body };
  }
  const answer = v.safeParse(Answer, parsed);
  return answer.success
    ? structured(answer.output)
    : badResponse(answer.issues.map((each) => each.message).join('; '));
};
