import { describe, expect, it } from 'vitest';
import type { Envelope } from '../../../lib/intake/envelope.ts';
import type { Fields } from '../../../lib/intake/json/read.ts';
import { atIndex, hashedId, messageId } from '../../../lib/intake/origin.ts';
import { openEnvelope } from '../../../lib/intake/triggers/index.ts';
import { base64, options, text } from './support.ts';

const open = (value: Fields): Envelope | undefined => openEnvelope(value, options);

/** An envelope of every kind with nothing but the marks that it is recognised by. */
const MARKS: readonly (readonly [string, Fields])[] = [
  ['eventbridge', { specversion: '1.0', source: 's', type: 't' }],
  ['destination', { requestContext: { functionArn: 'functions/other' }, requestPayload: text }],
  ['timer', { triggerTime: '2026-11-29T08:00:00Z', triggerName: 'tick', payload: text }],
  ['mns-topic', { Message: text, TopicName: 't', MessageId: 'M' }],
  ['mns-topic', { body: text, attrs: {} }],
  ['mns-queue', { messageBody: text }],
  ['rocketmq', { body: text, topic: 't', systemProperties: {} }],
  ['rocketmq', { body: text, topic: 't', msgId: 'M' }],
  ['mqtt', { body: text, props: { firstTopic: 't' } }],
  ['rabbitmq', { body: text, props: {} }],
  ['kafka', { value: text, topic: 't', offset: 1 }],
  ['http-event', { headers: {}, body: text }],
];

describe('an envelope is recognised by its shape', () => {
  it.each(MARKS)('%s: %j', (trigger, value) => {
    expect(open(value)).toMatchObject({ trigger });
  });

  it.each(
    MARKS.flatMap(([trigger, value]) =>
      Object.keys(value).map((mark) => [trigger, mark, value] as const),
    ),
  )('%s is not there without %s', (trigger, mark, value) => {
    const rest = Object.fromEntries(Object.entries(value).filter(([key]) => key !== mark));
    const found = open(rest)?.trigger;
    // An HTTP call without a body is one all the same: its sender is told.
    if (trigger === 'http-event' && mark === 'body') expect(found).toBe(trigger);
    else expect(found).not.toBe(trigger);
  });

  it.each<readonly [string, Fields]>([
    ['eventbridge', { specversion: 1, source: 's', type: 't' }],
    ['eventbridge', { specversion: '1.0', source: 5, type: 't' }],
    ['eventbridge', { specversion: '1.0', source: 's', type: null }],
    ['destination', { requestContext: 'x', requestPayload: text }],
    ['destination', { requestContext: {}, requestPayload: text }],
    ['timer', { triggerTime: 5, triggerName: 'tick', payload: text }],
    ['timer', { triggerTime: 'now', triggerName: 5, payload: text }],
    ['mns-topic', { body: text, attrs: {}, more: 1 }],
    ['mns-topic', { body: text, attrs: 'x' }],
    ['rocketmq', { body: text, topic: 't', systemProperties: [] }],
    ['mqtt', { body: text, props: { topic: 't' } }],
    ['rabbitmq', { body: text, props: 'x' }],
    ['http-event', { body: text, header: {} }],
  ])('nothing else is one: %s is not in %j', (trigger, value) => {
    expect(open(value)?.trigger).not.toBe(trigger);
  });
});

describe('an HTTP call as a message', () => {
  it.each([
    'headers',
    'httpHeaders',
    'request-headers',
    'MultiValueHeaders',
    'cookies',
    'COOKIE',
    'httpMethod',
    'queryString',
    'raw_query_string',
    'query-parameters',
    'queryStringParameters',
    'multiValueQueryStringParameters',
    'queries',
    'rawPath',
  ])('is known by %s', (member) => {
    expect(open({ [member]: {}, body: text })).toMatchObject({
      trigger: 'http-event',
      payload: text,
      origin: { via: 'direct' },
    });
  });

  it.each<readonly [unknown, boolean]>([
    [true, true],
    ['true', true],
    [false, false],
    ['yes', false],
    [1, false],
  ])('has Base64 for a body where isBase64Encoded is %j: %s', (isBase64Encoded, isDecoded) => {
    const { payload } = open({ headers: {}, isBase64Encoded, body: base64(text) }) ?? {};
    expect(payload).toEqual(isDecoded ? Buffer.from(text) : base64(text));
  });

  it('that says Base64 and is not keeps its body', () => {
    expect(open({ headers: {}, isBase64Encoded: true, body: '{}' })?.payload).toBe('{}');
    expect(open({ headers: {}, isBase64Encoded: true, body: { a: 1 } })?.payload).toEqual({ a: 1 });
  });

  it.each([undefined, null, ''])('without a body (%j) is a fault', (body) => {
    expect(open({ headers: {}, body })).toMatchObject({ payload: '', fault: expect.any(String) });
  });

  it('with a compressed body is a fault', () => {
    const body = base64(Buffer.from([0x1f, 0x8b, 8]));
    expect(open({ headers: {}, isBase64Encoded: true, body })?.fault).toContain('gzip');
    expect(open({ headers: {}, body: text })?.fault).toBeUndefined();
  });
});

describe('a destination', () => {
  const record = (context: object, response: unknown, responsePayload: unknown = '') =>
    open({
      timestamp: 5,
      requestContext: { functionArn: 'acs:fc:cn-hangzhou:1:functions/other/LATEST', ...context },
      requestPayload: 'asked',
      responseContext: response,
      responsePayload,
    });

  it.each<readonly [string, object, unknown, unknown]>([
    ['the function threw', {}, { functionError: 'UnhandledInvocationError' }, 'answer'],
    ['the status is an error', {}, { statusCode: 500 }, 'answer'],
    ['the status is 300', {}, { statusCode: 300 }, 'answer'],
    ['the condition is not success, and nothing was answered', { condition: 'TimeOut' }, {}, ''],
    ['the condition only begins like success', { condition: 'Successless' }, {}, ''],
    ['the condition is odd', { condition: 'NoSuccess' }, 'no record', undefined],
  ])('holds what was asked where %s', (_, context, response, answer) => {
    expect(record(context, response, answer)).toMatchObject({
      payload: 'asked',
      origin: { via: 'destination:other', arrival: 5 },
    });
  });

  it.each<readonly [string, object, unknown, unknown]>([
    ['nothing says that it failed', {}, {}, 'answer'],
    ['the status is fine', { condition: '' }, { statusCode: 299 }, 'answer'],
    ['the status is text', {}, { statusCode: '500' }, 'answer'],
    ['the condition is success', { condition: 'Success' }, {}, ''],
    ['the condition is succeeded', { condition: 'succeeded' }, {}, ''],
    ['the condition is OK', { condition: 'OK' }, {}, ''],
    ['the condition is not success, yet there is an answer', { condition: 'Odd' }, {}, 'answer'],
  ])('holds what was answered where %s', (_, context, response, answer) => {
    expect(record(context, response, answer)).toMatchObject({ payload: answer, isOurs: false });
  });

  it.each([
    ['acs:fc:cn-hangzhou:1:functions/peerflow-request', 'peerflow-request', true],
    ['acs:fc:cn-hangzhou:1:services/s.LATEST/functions/peerflow-request', 'peerflow-request', true],
    ['acs:fc:cn-hangzhou:1:functions/peerflow-request.LATEST', 'peerflow-request', true],
    ['acs:fc:cn-hangzhou:1:functions/other', 'other', false],
    ['nothing', 'unknown', false],
  ])('of %s comes from %s', (functionArn, name, isOurs) => {
    expect(record({ functionArn }, {}, 'answer')).toMatchObject({
      isOurs,
      origin: { via: `destination:${name}` },
    });
  });
});

describe('what an envelope says about its payload', () => {
  it('is that the Kafka connector cut it', () => {
    const record = { value: text, topic: 't', offset: 1 };
    for (const overflowFlag of [true, 'true'])
      expect(open({ ...record, overflowFlag })?.fault).toContain('overflowFlag');
    for (const overflowFlag of [false, 'false', undefined])
      expect(open({ ...record, overflowFlag })?.fault).toBeUndefined();
  });

  it('is the place in the log of Kafka, which is no other record’s', () => {
    const record = { value: text, topic: 't', partition: 0, offset: 1, timestamp: 5 };
    const ids = [
      record,
      { ...record, topic: 'u' },
      { ...record, partition: 1 },
      { ...record, offset: 2 },
      { ...record, timestamp: 6 },
    ].map((each) => open(each)?.id?.value);
    expect(new Set(ids).size).toBe(ids.length);
    expect(open(record)).toMatchObject({ origin: { via: 'kafka:t', arrival: 5 } });
  });

  it('is the id of the message before the one that the system gave it', () => {
    const message = { body: text, topic: 't', systemProperties: { UNIQ_KEY: 'U' } };
    expect(open(message)?.id?.value).toBe('U');
    expect(open({ ...message, msgId: 'M' })?.id?.value).toBe('M');
    expect(open({ messageBody: text, messageId: 'Q' })?.id?.value).toBe('Q');
    expect(open({ body: text, props: { messageId: 'R' } })?.id?.value).toBe('R');
    expect(open({ body: text, props: {} })?.id).toBeUndefined();
  });

  it.each<readonly [unknown, boolean]>([
    ['a free text', true],
    ['', true],
    [5, true],
    [null, true],
    [text, false],
    [base64(text), false],
    [' [1]', false],
    [{ a: 1 }, false],
    [[], false],
  ])('is whether a tick with the payload %j is a plain one: %s', (payload, isOurs) => {
    expect(
      open({ triggerTime: '2026-11-29T08:00:00Z', triggerName: 'tick', payload }),
    ).toMatchObject({
      isOurs,
      origin: { via: 'timer', arrival: Date.parse('2026-11-29T08:00:00Z') },
    });
  });

  it('is what a topic of SMQ knows of the message', () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    expect(
      open({
        Message: text,
        TopicName: 'orders',
        MessageId: 'M',
        PublishTime: 7,
        TopicOwner: '1210123456123456',
        traceparent,
      }),
    ).toMatchObject({
      payload: text,
      id: { value: 'M', kind: 'message' },
      origin: {
        via: 'smq-topic:orders',
        arrival: 7,
        traceparent,
        principal: 'account:1210123456123456',
      },
    });
    expect(open({ body: text, attrs: { traceparent } })).toMatchObject({
      payload: text,
      origin: { via: 'smq-topic:unknown', traceparent },
    });
  });

  it('is data, or the bytes of data_base64', () => {
    const event = { specversion: '1.0', source: 's', type: 't' };
    expect(open({ ...event, data: text, data_base64: base64('x') })?.payload).toBe(text);
    expect(open({ ...event, data_base64: base64(text) })?.payload).toEqual(Buffer.from(text));
    expect(open({ ...event, data_base64: '!' })?.payload).toBe('!');
    expect(open({ ...event, data_base64: 5 })?.payload).toBeUndefined();
  });
});

describe('the door of a message within an event', () => {
  const rabbit = { envelope: { exchange: 'x', routingKey: 'k' }, body: text, props: {} };
  const via = (data: unknown, over: object): string | undefined =>
    open({
      specversion: '1.0',
      id: 'e',
      source: 'acs:amqp',
      type: 'amqp:Queue:SendMessage',
      data,
      ...over,
    })?.origin.via;

  it.each<readonly [string, unknown, object, string]>([
    [
      'a stream names the queue in the subject',
      rabbit,
      { subject: 'acs:amqp:x/queues/q' },
      'rabbitmq:q',
    ],
    ['no subject names it', rabbit, {}, 'rabbitmq:unknown'],
    ['another exchange than the default one', rabbit, { subject: 'odd' }, 'rabbitmq:unknown'],
    [
      'the default exchange routes by the name',
      { ...rabbit, envelope: { exchange: '', routingKey: 'k' } },
      {},
      'rabbitmq:k',
    ],
    [
      'a queue of SMQ in the subject',
      { messageBody: text },
      { type: 'mns:Queue:SendMessage', subject: 'acs:mns:cn-hangzhou:1:queues/orders/messages' },
      'smq:orders',
    ],
    [
      'the subject of something else',
      { messageBody: text },
      { type: 'mns:Queue:SendMessage', subject: 'acs:oss:cn-hangzhou:1:queues/orders' },
      'smq:unknown',
    ],
    [
      'somebody wrote such an event on a bus',
      rabbit,
      { source: 'me', aliyuneventbusname: 'b' },
      'eventbridge:me',
    ],
    [
      'the stream is its own bus',
      rabbit,
      { source: 'me', aliyuneventbusname: 'me' },
      'rabbitmq:unknown',
    ],
    ['there is no bus', rabbit, { source: 'me' }, 'rabbitmq:unknown'],
    ['the type is of no service', rabbit, { type: 'orders:amqp:x' }, 'eventbridge:acs:amqp'],
    [
      'the source only looks like the cloud',
      rabbit,
      { source: 'xacs:amqp', aliyuneventbusname: 'b' },
      'eventbridge:xacs:amqp',
    ],
    [
      'MQTT has no name',
      { body: text, props: { firstTopic: 't' } },
      { type: 'mqtt:Topic:Message' },
      'eventbridge:acs:amqp',
    ],
  ])('where %s', (_, data, over, door) => {
    expect(via(data, over)).toBe(door);
  });
});

describe('the id of a message', () => {
  it('is the service’s own where it may be a request id, and its hash where not', () => {
    expect(messageId('M1')).toEqual({ value: 'M1', kind: 'message' });
    expect(messageId(5)).toEqual({ value: '5', kind: 'message' });
    expect(messageId('a b')?.value).toMatch(/^h-[0-9a-f]{64}$/);
    expect([messageId(''), messageId(undefined), messageId({})]).toEqual(Array(3).fill(undefined));
  });

  it('of several facts never runs together', () => {
    const ids = [
      hashedId('ab', 'c'),
      hashedId('a', 'bc'),
      hashedId('a', '', 'bc'),
      hashedId('abc'),
    ];
    expect(new Set(ids.map(({ value }) => value)).size).toBe(4);
    expect(hashedId('a', undefined)).toEqual(hashedId('a', ''));
    expect(ids[0]).toMatchObject({ kind: 'message', value: expect.stringMatching(/^h-/) });
  });

  it('of an entry has its place, within the rule of ids', () => {
    expect(atIndex({ value: 'M', kind: 'message' }, 3)).toEqual({ value: 'M-3', kind: 'message' });
    expect(atIndex({ value: 'x'.repeat(127), kind: 'message' }, 3)?.value).toMatch(/^h-/);
    expect(atIndex(undefined, 3)).toBeUndefined();
  });
});
