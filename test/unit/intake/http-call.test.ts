import { describe, expect, it } from 'vitest';
import { cloudEventsOf } from '../../../lib/intake/http/cloud-events.ts';
import { foreignEncoding } from '../../../lib/intake/http/content-encoding.ts';
import { readIdempotencyKey } from '../../../lib/intake/http/idempotency-key.ts';
import type { HttpCall } from '../../../lib/intake/types.ts';
import { event, http, itemsOf, options, read, request, text } from './support.ts';

const callOf = (payload: unknown): HttpCall => {
  const intake = read(payload);
  if (intake.kind !== 'http') throw new Error('not an HTTP call');
  return intake.call;
};

describe('the path of a call', () => {
  it.each([
    ['/peerings', '', '/peerings'],
    ['/', '', '/'],
    ['/peerings/pcc-x/accept', '', '/peerings/pcc-x/accept'],
    ['/peerings/pcc%2Dx', '', '/peerings/pcc-x'],
    ['/peerings/pcc-x%2Faccept', '', '/peerings/pcc-x%2Faccept'],
    ['/peerings/pcc-x%2faccept', '', '/peerings/pcc-x%2faccept'],
    ['/peerings%2Fpcc-x', '', '/peerings%2Fpcc-x'],
    ['/peerings/%2e%2e/healthz', '', '/peerings/%2e%2e/healthz'],
    ['/peerings/pcc-%00x', '', '/peerings/pcc-%00x'],
    ['/peerings/%E6%9D%AD', '', '/peerings/杭'],
    ['/peerings/%zz', '', '/peerings/%zz'],
    ['/peerings?requestId=1', '', '/peerings'],
    ['/api/peerings', '/api', '/peerings'],
    ['/net/api/peerings/pcc-x/routes', '/net/api', '/peerings/pcc-x/routes'],
    ['/api/healthz', '/api', '/healthz'],
    ['/api/openapi.json', '/api', '/openapi.json'],
    ['/peerings/peerings', '', '/peerings/peerings'],
    ['/other', '', '/other'],
    ['peerings', '', '/peerings'],
    ['//evil.example/peerings', '', '//evil.example/peerings'],
    ['//peerings', '', '//peerings'],
    ['/%2F%2Fevil.example/peerings', '', '/%2F%2Fevil.example/peerings'],
    ['/a%0d%0ab/peerings', '', '/a%0d%0ab/peerings'],
  ])('%s has the prefix "%s" and the path %s', (rawPath, prefix, path) => {
    const context = { http: { method: 'GET' } };
    expect(callOf(http('/', '', { rawPath, requestContext: context }))).toMatchObject({
      prefix,
      path,
    });
  });

  it('is the decoded one where the encoded one is missing', () => {
    const over = { rawPath: undefined, requestContext: { http: { path: '/api/peerings' } } };
    expect(callOf(http('/', '', over))).toMatchObject({ prefix: '/api', path: '/peerings' });
  });
});

describe('a call whose caller reads no answer', () => {
  it.each<readonly [object, boolean]>([
    [{ 'X-Fc-Invocation-Type': 'Async' }, true],
    [{ 'x-fc-invocation-type': 'async' }, true],
    [{ 'X-Fc-Invocation-Type': 'Sync' }, false],
    [{ Prefer: 'respond-async' }, true],
    [{ Prefer: 'wait=5, respond-async' }, true],
    [{ Prefer: 'respond-async-not' }, false],
    [{}, false],
  ])('is told by its headers: %j %s', (headers, isAsync) => {
    expect(callOf(http('/peerings', text, { headers })).isAsync).toBe(isAsync);
  });
});

describe('the Idempotency-Key', () => {
  it.each<readonly [string | undefined, string | undefined]>([
    [undefined, undefined],
    ['', undefined],
    ['""', undefined],
    ['K', 'K'],
    ['K,K', 'K'],
    ['K, K', 'K'],
    ['"K"', 'K'],
    ['"K", K', 'K'],
    ['"a,b"', 'a,b'],
    ['"a,b","a,b"', 'a,b'],
    ['"a\\"b"', 'a"b'],
    [' K ', 'K'],
  ])('%j is the key %j', (header, key) => {
    expect(readIdempotencyKey(header)).toEqual({ ok: true, key });
  });

  it.each(['K,L', '"K", "L"', 'K,K,L'])('%j is refused', (header) => {
    expect(readIdempotencyKey(header).ok).toBe(false);
  });

  it('that came in two spellings of its header is one', () => {
    const headers = { 'Idempotency-Key': 'K', 'idempotency-key': 'K' };
    const call = callOf(http('/peerings', text, { headers }));
    expect(readIdempotencyKey(call.headers['idempotency-key'])).toEqual({ ok: true, key: 'K' });
  });
});

describe('the Content-Encoding of a body', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['identity', undefined],
    ['gzip', 'gzip'],
    ['GZIP', 'gzip'],
    ['identity, br', 'br'],
    ['gzip, deflate', 'gzip, deflate'],
  ])('%j is named where it is not undone: %j', (header, named) => {
    expect(foreignEncoding(header)).toBe(named);
  });
});

describe('CloudEvents over HTTP', () => {
  const call = (type: string, body: unknown, headers: object = {}) =>
    callOf(
      http('/peerings', JSON.stringify(body), { headers: { 'Content-Type': type, ...headers } }),
    );
  const [expected] = itemsOf(event(request));
  const id = expected && 'id' in expected ? expected.id : undefined;

  it.each([
    ['structured', 'application/cloudevents+json; charset=utf-8', event(request), {}],
    ['batched', 'application/cloudevents-batch+json', [event(request)], {}],
    [
      'binary',
      'application/json',
      request,
      { 'ce-specversion': '1.0', 'ce-source': 'somebody', 'ce-id': 'e1', 'ce-type': 'x' },
    ],
  ])('are items in %s mode, by the door http', (mode, type, body, headers) => {
    expect(cloudEventsOf(call(type, body, headers), options)).toMatchObject({
      mode,
      items: [{ kind: 'request', body: request, id, origin: { via: 'http' } }],
    });
  });

  it('are one item for each event of a batch, good or bad', () => {
    const batch = call('application/cloudevents-batch+json', [
      event(request),
      event(5),
      event('x'),
    ]);
    expect(cloudEventsOf(batch, options)?.items.map(({ kind }) => kind)).toEqual([
      'request',
      'invalid',
      'invalid',
    ]);
  });

  it('are done as they stand where they are ours', () => {
    const ours = call('application/cloudevents+json', event({ peerflow: 'event' }));
    expect(cloudEventsOf(ours, options)?.items).toMatchObject([{ kind: 'ours' }]);
  });

  it('are something else than plain JSON', () => {
    expect(cloudEventsOf(call('application/json', event(request)), options)).toBeUndefined();
  });
});

describe('an invocation that the platform wrapped as an HTTP call', () => {
  const wrapped = (body: string, over: object = {}) =>
    http('/2023-03-30/functions/peerflow-request/invocations', body, over);

  it('is its body, which is an item whatever it looks like', () => {
    expect(itemsOf(wrapped(text))).toMatchObject([{ kind: 'request', body: request }]);
    expect(itemsOf(wrapped(JSON.stringify(http('/peerings', text))))).toMatchObject([
      { kind: 'request', origin: { via: 'http' } },
    ]);
    expect(itemsOf(wrapped('{"peerflow":"watch"}'))).toMatchObject([{ kind: 'invalid' }]);
  });
});
