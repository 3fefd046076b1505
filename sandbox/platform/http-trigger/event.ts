import { randomBytes } from 'node:crypto';
import { decodedPath, type HttpRequest } from '../../http.ts';
import type { FunctionSpec } from '../manifest/load.ts';

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
export const httpRequestId = (now: number): string =>
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
