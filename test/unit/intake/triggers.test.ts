import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../lib/intake/index.ts';
import type { Intake } from '../../../lib/intake/types.ts';

const options = { functions: ['peerflow-request', 'peerflow-poller'] };
const read = (event: unknown): Intake =>
  readEvent(Buffer.from(typeof event === 'string' ? event : JSON.stringify(event)), options);

const wish = { regionId: 'cn-hangzhou', vpcId: 'vpc-a', acceptingVpcId: 'vpc-b' };
const text = JSON.stringify(wish);
const base64 = Buffer.from(text).toString('base64');

const event = (data: unknown, over: object = {}) => ({
  id: 'e1',
  source: 'somebody',
  specversion: '1.0',
  type: 'orders:Created',
  datacontenttype: 'application/json',
  data,
  ...over,
});
const smq = (messageBody: string, messageId = 'M1') =>
  event({ requestId: 'R', messageId, messageBody }, { type: 'mns:Queue:SendMessage' });
const destination = (over: object = {}) => ({
  timestamp: 1,
  requestContext: {
    requestId: 'q',
    functionArn: 'acs:fc:cn-hangzhou:1:functions/other',
    condition: '',
  },
  requestPayload: '',
  responseContext: { statusCode: 200, functionError: '' },
  responsePayload: text,
  ...over,
});
const http = (path: string, body: string) => ({
  version: 'v1',
  rawPath: path,
  headers: { 'Content-Type': 'application/json', 'IDEMPOTENCY-KEY': '"k"' },
  queryParameters: { force: 'true' },
  body,
  isBase64Encoded: false,
  requestContext: { http: { method: 'post', path }, requestId: '1-x' },
});

const one = (payload: unknown) => {
  const intake = read(payload);
  if (intake.kind === 'http') throw new Error('an HTTP call has no items');
  return intake.items;
};

describe('a request is found whatever it comes in', () => {
  it.each<readonly [string, unknown, string | undefined]>([
    ['nothing at all', wish, undefined],
    ['an SMQ queue', [smq(text)], 'M1'],
    ['an SMQ queue, Base64', [smq(base64)], 'M1'],
    ['an SMQ queue, one event', smq(text), 'M1'],
    ['an SMQ topic as STREAM', text, undefined],
    ['an SMQ topic as STREAM with attributes', { body: text, attrs: { a: 'b' } }, undefined],
    [
      'an SMQ topic as JSON',
      {
        TopicOwner: '1',
        Message: text,
        PublishTime: 1,
        TopicName: 't',
        MessageId: 'T1',
        SubscriptionName: 's',
      },
      'T1',
    ],
    [
      'an SMQ topic as JSON with attributes',
      { key: 'value', TopicOwner: '1', Message: base64, TopicName: 't', MessageId: 'T2' },
      'T2',
    ],
    [
      'RocketMQ',
      [event({ topic: 't', systemProperties: { UNIQ_KEY: 'U1' }, userProperties: {}, body: text })],
      'U1',
    ],
    ['RabbitMQ', [event({ envelope: {}, body: wish, props: { messageId: 'B1' } })], 'B1'],
    [
      'API failures of another function',
      destination({
        requestPayload: text,
        responseContext: { statusCode: 200, functionError: 'X' },
      }),
      undefined,
    ],
    ['the result of another function', destination(), undefined],
    [
      'an invocation wrapped as HTTP',
      http('/2023-03-30/functions/peerflow-request/invocations', text),
      undefined,
    ],
    [
      'an event around a queue message',
      event({ messageId: 'M9', messageBody: JSON.stringify(event(wish)) }),
      undefined,
    ],
  ])('%s', (_, payload, id) => {
    const items = one(payload);
    expect(items).toMatchObject([{ kind: 'request', position: 0, body: wish }]);
    if (id !== undefined) expect(items).toMatchObject([{ id: { value: id, kind: 'message' } }]);
  });

  it.each<readonly [string, unknown]>([
    ['EventBridge', event(wish)],
    ['Kafka as JSON', [event({ topic: 't', partition: 7, offset: 25, value: wish })]],
    ['Kafka as text', [event({ topic: 't', partition: 7, offset: 25, value: text })]],
    ['Kafka as Base64', [event({ topic: 't', partition: 7, offset: 25, value: base64 })]],
    [
      'Kafka, strings in a list',
      [JSON.stringify(event({ topic: 't', partition: 7, offset: 25, value: text }))],
    ],
  ])('%s, under the hash of source and id', (_, payload) => {
    expect(one(payload)).toMatchObject([
      {
        kind: 'request',
        body: wish,
        id: { value: expect.stringMatching(/^h-[0-9a-f]{64}$/), kind: 'message' },
      },
    ]);
  });

  it('gives each of several requests in one message its place', () => {
    expect(
      one([smq(JSON.stringify([wish, wish]))]).map((item) => 'id' in item && item.id?.value),
    ).toEqual(['M1-0', 'M1-1']);
  });
});

describe('what is no request', () => {
  it('is an HTTP call', () => {
    expect(read(http('/peerings', text))).toMatchObject({
      kind: 'http',
      call: {
        method: 'POST',
        path: '/peerings',
        query: { force: 'true' },
        headers: { 'idempotency-key': '"k"' },
      },
    });
  });

  it('is a tick of the timer', () => {
    const tick = { triggerTime: '2026-01-01T00:00:00Z', triggerName: 'sweep' };
    expect(read({ ...tick, payload: '' })).toMatchObject({ kind: 'timer', items: [] });
    expect(read({ ...tick, payload: text })).toMatchObject({
      kind: 'timer',
      items: [{ body: wish }],
    });
  });

  it.each<readonly [string, unknown]>([
    ['an event of ours', event({ peerflow: 'event' }, { type: 'peerflow:Connection:Activated' })],
    ['an event of another deployment', event({ peerflow: 'event' }, { source: 'other' })],
    ['the data of an event without its envelope', { peerflow: 'event', connection: {} }],
    ['our own answer', { outcomes: [] }],
    [
      'the result of our function',
      destination({
        requestContext: { functionArn: 'acs:fc:r:1:functions/peerflow-poller', condition: '' },
        responsePayload: '{}',
      }),
    ],
  ])('is done in silence: %s', (_, payload) => {
    expect(one(payload)).toMatchObject([{ kind: 'ours' }]);
  });

  it.each<readonly [string, string]>([
    ['no JSON', 'hello'],
    ['a number', '5'],
    ['a list in a list', '[[{}]]'],
    ['too deep', `${'['.repeat(5_000)}${']'.repeat(5_000)}`],
    ['a polluting key', '{"__proto__":{"x":1}}'],
  ])('is poison with its bytes: %s', (_, payload) => {
    const [item] = one(payload);
    expect(item?.kind).toBe('invalid');
    const original = item?.kind === 'invalid' ? item.original() : undefined;
    expect(original?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(Buffer.from(original?.base64 ?? '', 'base64').length).toBeLessThanOrEqual(6 * 1024);
  });

  it('is never thrown at, whatever the bytes', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((json) => Buffer.from(json)),
        ),
        (bytes) => {
          expect(['http', 'timer', 'items']).toContain(readEvent(Buffer.from(bytes), options).kind);
        },
      ),
    );
  });
});

describe('a batch', () => {
  it('keeps account ids that JSON would round recognisable', () => {
    const [item] = one('{"acceptingAliUid":253460731706911258}');
    expect(item).toMatchObject({ body: { acceptingAliUid: 253460731706911258n } });
  });
});
