import { randomBytes } from 'node:crypto';
import { validateHeaderName, validateHeaderValue } from 'node:http';
import * as v from 'valibot';
import { CloudFault } from '../cloud/fault.ts';
import { decodedPath, type Handler, type HttpAnswer, type HttpRequest, json } from '../http.ts';
import { FUNCTION_COMPUTE, identified } from '../services.ts';
import { failureOf, isRecord, jsonIn } from '../values.ts';
import { callFunction, invalid, readAsked, requireRight } from './api/invocation.ts';
import type { InvocationResult } from './instance/instance.ts';
import type { Deployed } from './invoke/deployed.ts';
import { functionArn } from './invoke/destination.ts';
import type { FunctionSpec } from './manifest/load.ts';
import type { TriggerOf } from './manifest/schema.ts';
import type { PlatformOptions } from './platform.ts';

const TEXT_TYPES = [
  /^text\//,
  /^application\/(json|xml|javascript|x-www-form-urlencoded)$/,
  /\+(json|xml)$/,
];

const isUtf8 = (body: Buffer): boolean => Buffer.from(body.toString('utf8')).equals(body);

/** HTTP trigger: bodies of binary content types travel as Base64. Without a type the bytes decide. */
const isText = (contentType: string | undefined, body: Buffer): boolean => {
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  return (type === '' || TEXT_TYPES.some((each) => each.test(type))) && isUtf8(body);
};

/** `content-type` → `Content-Type`: the casing that events show. */
const canonical = (name: string): string =>
  name.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase());

const headersOf = ({ headers }: HttpRequest, fcHeaders: boolean): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => fcHeaders || !name.startsWith('x-fc-'))
      .map(([name, value]) => [canonical(name), value]),
  );

const queryOf = (query: URLSearchParams): Record<string, string> =>
  Object.fromEntries([...new Set(query.keys())].map((key) => [key, query.getAll(key).join(',')]));

/** Request ids of HTTP calls: `1-{seconds}-{random}`, both in hexadecimal. */
const httpRequestId = (now: number): string =>
  `1-${Math.floor(now / 1000).toString(16)}-${randomBytes(6).toString('hex')}`;

const domainOf = (spec: FunctionSpec): { domainName: string; domainPrefix: string } => {
  const domainPrefix = `${spec.name.toLowerCase()}-sandbox`;
  return { domainPrefix, domainName: `${domainPrefix}.${spec.region}.fcapp.run` };
};

/**
 * The event that a function with an HTTP trigger gets, as bytes.
 *
 * Function Compute 3.0, payload version `v1`: `rawPath` still encoded, repeated queries and headers
 * joined with commas, `timeEpoch` in milliseconds as a string. `now` is milliseconds since the epoch.
 */
export const toHttpEvent = (
  request: HttpRequest,
  facts: {
    readonly spec: FunctionSpec;
    readonly requestId: string;
    readonly now: number;
    /** False: the function does not see `x-fc-*` headers, of which the documentation says nothing. */
    readonly fcHeaders?: boolean;
  },
): Buffer => {
  const text = isText(request.headers['content-type'], request.body);
  const event = {
    version: 'v1',
    rawPath: request.path,
    headers: headersOf(request, facts.fcHeaders ?? true),
    queryParameters: queryOf(request.query),
    body: request.body.toString(text ? 'utf8' : 'base64'),
    isBase64Encoded: !text,
    requestContext: {
      accountId: facts.spec.accountId,
      ...domainOf(facts.spec),
      http: {
        method: request.method,
        path: decodedPath(request.path),
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: facts.requestId,
      time: `${new Date(facts.now).toISOString().slice(0, 19)}Z`,
      timeEpoch: String(facts.now),
    },
  };
  return Buffer.from(JSON.stringify(event));
};

const Answer = v.object({
  statusCode: v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(999)),
  headers: v.optional(v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])), {}),
  isBase64Encoded: v.optional(v.boolean(), false),
  body: v.optional(v.string(), ''),
});

/** HTTP trigger limits, in bytes: all headers of a request or a response together; path with query. */
const HEADER_LIMIT = 8 * 1024;
const URL_LIMIT = 4 * 1024;

const RESERVED = /^(x-fc-.*|connection|content-length|date|keep-alive|server|upgrade)$/i;

const badResponse = (Message: string): HttpAnswer => json(502, { Code: 'BadResponse', Message });

/** Names and values of headers together, in bytes. */
const sizeOf = (headers: Readonly<Record<string, string>>): number =>
  Object.entries(headers).reduce((sum, [name, text]) => sum + name.length + text.length, 0);

const headerFault = (headers: Readonly<Record<string, string>>): string | undefined => {
  const bytes = sizeOf(headers);
  if (bytes > HEADER_LIMIT) return `response headers of ${bytes} bytes exceed ${HEADER_LIMIT}`;
  return failureOf(() => {
    for (const [name, value] of Object.entries(headers)) {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    }
  });
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
  const parsed = jsonIn(body.toString());
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

/** Answers the requests that arrive at one function's HTTP trigger. */
export const createHttpTrigger = (
  deployed: Deployed,
  { triggerName, triggerConfig: { authType, methods } }: TriggerOf<'http'>,
  { access, clock, switches, auth, journal }: PlatformOptions,
): Handler => {
  const { spec } = deployed;
  const resource = `${functionArn(spec)}/triggers/${triggerName}`;

  const admit = (request: HttpRequest): void => {
    const { method, headers, url } = request;
    if (auth && authType === 'function')
      requireRight(access, access.callerOf('Fc', request), 'fc:InvokeFunction', resource);
    const message = `the HTTP trigger does not take ${method}`;
    if (!methods.some((each) => each === method))
      throw new CloudFault('MethodNotAllowed', message, 405);
    if (sizeOf(headers) > HEADER_LIMIT || url.length > URL_LIMIT)
      throw invalid(
        `headers of at most ${HEADER_LIMIT} and a path with query of at most ${URL_LIMIT} bytes are allowed`,
      );
  };

  const run = async (request: HttpRequest, requestId: string): Promise<HttpAnswer> => {
    try {
      admit(request);
      const asked = readAsked(request);
      const { fcHeaders } = switches;
      const event = toHttpEvent(request, { spec, requestId, now: clock.now(), fcHeaders });
      const facts = { requestId, mode: 'http' };
      return await callFunction(deployed, event, asked, facts, toHttpAnswer);
    } catch (error) {
      if (error instanceof CloudFault) return FUNCTION_COMPUTE.error(error, { request, requestId });
      throw error;
    }
  };

  return async (request) => {
    const requestId = httpRequestId(clock.now());
    const service = FUNCTION_COMPUTE;
    const answer = identified({ service, requestId }, await run(request, requestId));
    const { method, url } = request;
    const { status } = answer;
    const detail = { function: spec.name, method, url, status, requestId };
    journal.record({ kind: 'http', summary: `${method} ${url} ${status}`, detail });
    return answer;
  };
};
