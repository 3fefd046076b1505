import { describe, expect, it } from 'vitest';
import { foreignEncoding, readIdempotencyKey } from '../../../lib/intake/http/call.ts';
import { cloudEventsOf } from '../../../lib/intake/http/cloud-events.ts';
import type { HttpCall } from '../../../lib/intake/types.ts';
import { base64, event, http, itemsOf, options, read, request, text } from './support.ts';

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

describe('the event of an HTTP call', () => {
  it.each<readonly [string, object]>([
    ['of another version', { version: 'v2' }],
    ['without its context', { requestContext: 'x' }],
    ['without the HTTP part of it', { requestContext: { http: 'x' } }],
  ])('%s is none', (_, over) => {
    expect(read(http('/peerings', text, over)).kind).toBe('items');
  });

  it('that lacks what it should have is a GET of / without a body', () => {
    const over = {
      rawPath: undefined,
      headers: 'x',
      queryParameters: 5,
      body: undefined,
      requestContext: { http: {} },
    };
    expect(callOf(http('/', '', over))).toMatchObject({
      method: 'GET',
      path: '/',
      prefix: '',
      headers: {},
      query: {},
      body: Buffer.alloc(0),
      requestId: undefined,
    });
  });

  it('has headers by lower case, joined where they were repeated, and none that is no text', () => {
    const headers = {
      'X-A': ['1', 2, null],
      'x-b': '',
      'X-B': 'b',
      'x-c': {},
      'x-d': [],
    };
    const given = JSON.parse(
      JSON.stringify(http('/peerings')).replace('"headers":{', '"headers":{"__proto__":"x",'),
    );
    expect(callOf(http('/peerings', '', { headers })).headers).toEqual({
      'x-a': '1,2,',
      'x-b': ',b',
      'x-d': '',
    });
    expect(Object.keys(callOf(JSON.stringify(given)).headers)).not.toContain('__proto__');
  });

  it('has parameters as they are written, each spelling for itself', () => {
    const queryParameters = { State: 'a', state: 'b', empty: '', list: ['1', '2'] };
    expect(callOf(http('/peerings', '', { queryParameters })).query).toEqual({
      State: 'a',
      state: 'b',
      empty: '',
      list: '1,2',
    });
  });

  it.each<readonly [unknown, string]>([
    [true, 'plain'],
    ['true', 'plain'],
    [false, base64('plain')],
    ['no', base64('plain')],
    [undefined, base64('plain')],
  ])('has a body whose Base64 is %j', (isBase64Encoded, body) => {
    const call = callOf(http('/peerings', base64('plain'), { isBase64Encoded }));
    expect(call.body.toString()).toBe(body);
  });

  it('has text in UTF-8, and the trace of its caller', () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const call = callOf(
      http('/peerings', '网络', { headers: { traceparent: ` ${traceparent} ` } }),
    );
    expect(call.body.toString()).toBe('网络');
    expect(call.origin).toMatchObject({ via: 'http', traceparent, arrival: 1_693_896_071_895 });
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
    [{ Prefer: 'not respond-async' }, false],
    [{ Prefer: ' Respond-Async ;wait=1' }, true],
    [{ 'X-Fc-Invocation-Type': ' Async ' }, true],
    [{ 'X-Fc-Invocation-Type': 'NotAsync' }, false],
    [{ 'X-Fc-Invocation-Type': 'Asynchronous' }, false],
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
    ['" K "', 'K'],
    ['a"b"', 'a"b"'],
    ['"a"b', '"a"b'],
    [',,', undefined],
    ['"a\\\\b"', 'a\\b'],
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
    ['x'.repeat(100), 'x'.repeat(64)],
    ['a\nb', 'a\\u000ab'],
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

  it.each([
    ['text/plain, application/cloudevents+json', undefined],
    ['x-application/cloudevents-batch+json', undefined],
    ['application/cloudevents+jsonx', undefined],
    [' application/cloudevents+json', 'structured'],
    [' Application/CloudEvents-Batch+JSON ; charset=utf-8', 'batched'],
  ])('are told by the content type alone: %s is %s', (type, mode) => {
    expect(cloudEventsOf(call(type, [event(request)]), options)?.mode).toBe(mode);
  });

  it('in binary mode have their attributes in headers: the trace before that of the call, the time where it has none', () => {
    const traces = [
      '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      '00-4bf92f3577b34da6a3ce929d0e0e4737-00f067aa0ba902b7-01',
    ];
    const attributes = { 'ce-specversion': '1.0', 'ce-source': 's', 'ce-id': 'e' };
    const items = (headers: object) =>
      cloudEventsOf(call('application/json', request, { ...attributes, ...headers }), options)
        ?.items;
    expect(items({ 'ce-type': 't' })).toMatchObject([{ kind: 'request', body: request }]);
    expect(items({})).toMatchObject([{ kind: 'request', body: request }]);
    const [first] = items({ 'ce-type': 't', 'ce-traceparent': traces[0] }) ?? [];
    expect(first).toMatchObject({ origin: { traceparent: traces[0] } });
    const time = '2026-11-29T08:00:00Z';
    const timed = call('application/json', request, { ...attributes, 'ce-time': time });
    expect(cloudEventsOf({ ...timed, origin: { via: 'http' } }, options)?.items).toMatchObject([
      { origin: { arrival: Date.parse(time) } },
    ]);
    const other = cloudEventsOf(
      call('application/json', { peerflow: 'event' }, { ...attributes, 'ce-type': 'my:Type' }),
      options,
    );
    expect(other?.items).toMatchObject([{ kind: 'ours', type: 'my:Type' }]);
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
