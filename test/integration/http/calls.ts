import http from 'node:http';
import fc from 'fast-check';
import { formatCursor } from '../../../lib/http/list/query.ts';
import { document, type Operation, partAt } from '../../support/openapi.ts';
import { arbitraryOf } from '../../support/schema-arbitrary.ts';

/** One call to make, and the operation of the document that it belongs to. */
export interface Call {
  readonly op: Operation;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Answered {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** As sent: no client adds a content type, refuses a body, or follows anything. */
export const send = (base: string, { method, path, headers, body }: Omit<Call, 'op'>) =>
  new Promise<Answered>((resolve, reject) => {
    const length = body === '' ? {} : { 'content-length': Buffer.byteLength(body) };
    const request = http.request(
      `${base}${path}`,
      { method, headers: { ...headers, ...length } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    request.on('error', reject);
    request.end(body);
  });

const VPCS = ['vpc-a', 'vpc-b', 'vpc-c', 'vpc-far', 'vpc-partner'];
const regionOf = (vpcId: unknown) => (vpcId === 'vpc-far' ? 'cn-shanghai' : 'cn-hangzhou');
const often = <T>(known: fc.Arbitrary<T>, rare: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 4, arbitrary: known }, { weight: 1, arbitrary: rare });

const region = fc.constantFrom('cn-hangzhou', 'cn-shanghai', 'cn-beijing');
const known = {
  regionId: region,
  acceptingRegionId: region,
  vpcId: fc.constantFrom(...VPCS),
  acceptingVpcId: fc.constantFrom(...VPCS),
  acceptingAliUid: fc.constantFrom('1210123456123456', '253460731706911258', '1'),
};

/** What the cloud of the test takes, unless it is the wrong day: so that not all answers are faults. */
const plausible = (body: unknown): unknown => {
  if (!isFields(body) || !('vpcId' in body)) return body;
  const { bandwidth: _, linkType: __, resourceGroupId: ___, clientToken: ____, ...rest } = body;
  return {
    ...rest,
    regionId: regionOf(body.vpcId),
    acceptingRegionId: regionOf(body.acceptingVpcId),
    acceptingAliUid: '1210123456123456',
    tag: [],
  };
};

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One field more, less, or of another kind. */
const mutated = (body: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.tuple(body, fc.nat(20), fc.string(), fc.jsonValue()).map(([fields, at, name, value]) => {
    if (!isFields(fields)) return value;
    const keys = Object.keys(fields);
    const key = keys[at] ?? name;
    if (at % 3 === 0)
      return Object.fromEntries(Object.entries(fields).filter(([each]) => each !== key));
    return { ...fields, [at % 3 === 1 ? name : key]: value };
  });

const RUBBISH = [
  '',
  ' ',
  '{',
  '[]',
  'null',
  '{"a":1}{"a":1}',
  '{"__proto__":{"x":1}}',
  '{"acceptingAliUid":253460731706911258}',
  `${'['.repeat(200)}${']'.repeat(200)}`,
  `{"tag":${'['.repeat(70)}${']'.repeat(70)}}`,
  `{"name":"${'x'.repeat(140_000)}"}`,
  '\u0000\uFFFD',
];

const bodyOf = ({ requestBody }: Operation): fc.Arbitrary<string> => {
  const rubbish = fc.oneof(fc.constantFrom(...RUBBISH), fc.string(), fc.json());
  const schema = requestBody?.content['application/json']?.schema;
  if (schema === undefined) return often(fc.constant(''), rubbish);
  const sound = arbitraryOf(schema, partAt, known);
  return fc.oneof(
    { weight: 5, arbitrary: sound.map((body) => JSON.stringify(plausible(body))) },
    { weight: 3, arbitrary: sound.map((body) => JSON.stringify(body)) },
    { weight: 3, arbitrary: mutated(sound).map((body) => JSON.stringify(body)) },
    { weight: 2, arbitrary: rubbish },
  );
};

const printable = fc.stringMatching(/^[!-~]{1,40}$/);

const headers: fc.Arbitrary<Record<string, string>> = fc.record(
  {
    'content-type': often(
      fc.constantFrom(
        'application/json',
        'application/json; charset=utf-8',
        'application/problem+json',
        'application/cloudevents+json',
        'application/cloudevents-batch+json',
        'application/json-patch+json',
      ),
      fc.constantFrom('text/plain', 'application/xml', 'multipart/form-data', 'JSON', ''),
    ),
    'idempotency-key': fc.oneof(
      printable,
      printable.map((key) => `"${key}"`),
      fc.constantFrom('order-1', '"order-1"'),
      fc.constantFrom('""', '"', 'k'.repeat(2_000)),
    ),
    'x-request-id': fc.oneof(printable, fc.constantFrom('two words', 'x'.repeat(300))),
    'accept-language': fc.constantFrom('zh-CN', 'en', '*', ';;'),
    accept: fc.constantFrom('text/html', 'application/json', '*/*'),
    authorization: fc.constantFrom('Bearer x'),
    'if-match': fc.constantFrom('*', '"0"', 'x'),
    'sec-fetch-site': often(fc.constantFrom('same-origin', 'none'), fc.constantFrom('cross-site')),
    'content-encoding': often(fc.constant('identity'), fc.constantFrom('gzip', 'br')),
  },
  { requiredKeys: [] },
);

const filters = {
  regionId: region,
  vpcId: fc.constantFrom(...VPCS),
  nextToken: fc.constantFrom(
    formatCursor({ regionId: 'cn-hangzhou', skip: 0 }),
    formatCursor({ regionId: 'cn-shanghai', skip: 1 }),
    formatCursor({ regionId: 'cn-shanghai', token: 'x', skip: 0 }),
    'x',
  ),
};

const queryOf = ({ parameters }: Operation): fc.Arbitrary<string> => {
  const named = parameters.flatMap((each) =>
    each.in === 'query' ? [[String(each.name), arbitraryOf(each.schema, partAt, {})] as const] : [],
  );
  const sound = fc.record(
    { ...Object.fromEntries(named), ...(named.length > 1 ? filters : {}) },
    { requiredKeys: [] },
  );
  const odd = fc.dictionary(
    fc.oneof(fc.string(), fc.constantFrom(...named.map(([name]) => name), 'x')),
    fc.string(),
    { maxKeys: 2 },
  );
  return often<object>(sound, odd).map((query) => {
    const pairs = Object.entries(query).map(([name, value]) => [name, String(value)] as const);
    const text = new URLSearchParams(Object.fromEntries(pairs)).toString();
    return text === '' ? '' : `?${text}`;
  });
};

const pathOf = (template: string, ids: () => readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.nat(100),
      fc.oneof(
        { weight: 5, arbitrary: fc.constant(undefined) },
        { weight: 2, arbitrary: fc.stringMatching(/^pcc-[a-z0-9]{1,20}$/) },
        {
          weight: 1,
          arbitrary: fc.constantFrom('pcc-', 'preflight', 'pcc-%2F', '%00', 'x'.repeat(300)),
        },
      ),
      fc.boolean(),
    )
    .map(([at, other, slash]) => {
      const all = ids();
      const id = other ?? all[at % Math.max(all.length, 1)] ?? 'pcc-unknown';
      return `${template.replace('{instanceId}', id)}${slash && at > 80 ? '/' : ''}`;
    });

/** Every operation of the document once, in any order, with anything that might come with it. `ids` are known by then. */
export const anyRound = (ids: () => readonly string[]): fc.Arbitrary<readonly Call[]> => {
  const calls = Object.entries(document.paths).flatMap(([template, methods]) =>
    Object.entries(methods).map(([method, op]) =>
      fc.record({
        op: fc.constant(op),
        method: fc.constant(method.toUpperCase()),
        path: fc.tuple(pathOf(template, ids), queryOf(op)).map((parts) => parts.join('')),
        headers,
        body: bodyOf(op),
      }),
    ),
  );
  return fc
    .tuple(...calls)
    .chain((round) => fc.shuffledSubarray(round, { minLength: round.length }));
};
