import { describe, expect, it } from 'vitest';
import { accountPrincipal, doorOf, inheritOrigin, timeOf } from '../../../lib/intake/origin.ts';
import type { Origin } from '../../../lib/peering/model/request.ts';
import { event, http, itemsOf, read, request, smq, text } from './support.ts';

const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const TIME = '2026-11-29T08:00:00.000Z';
const ARRIVAL = Date.parse(TIME);

const originOf = (payload: unknown): Origin | undefined => {
  const [item] = itemsOf(payload);
  return item?.kind === 'ours' ? undefined : item?.origin;
};

const stream = (type: string, data: unknown, over: object = {}) => [
  event(data, { type, source: 'acs:any', ...over }),
];

const TOPIC = { TopicName: 'orders', MessageId: 'M', Message: text, PublishTime: 5 };

describe('the door of a request', () => {
  it.each<readonly [string, unknown]>([
    ['direct', request],
    ['direct', [request]],
    ['smq:peerflow-requests', [smq(text)]],
    ['smq:peerflow-requests', smq(text)],
    ['smq:peerflow-requests', [smq(text, 'M1', { source: 'acs:mns' })]],
    ['smq:peerflow-requests', [smq(JSON.stringify(event(request, { source: 'orders' })))]],
    ['smq:unknown', [{ requestId: 'R', messageId: 'M', messageBody: text }]],
    ['smq-topic:orders', { TopicName: 'orders', MessageId: 'M', Message: text, PublishTime: 5 }],
    ['smq-topic:unknown', { body: text, attrs: {} }],
    // Attributes that the publisher chose lie beside the fields.
    ['smq-topic:orders', { ...TOPIC, specversion: '1.0', source: 'x', type: 'y', data: text }],
    ['smq-topic:orders', { ...TOPIC, triggerTime: 'x', triggerName: 'y', payload: text }],
    ['eventbridge:orders', event(request, { source: 'orders' })],
    [
      'eventbridge:my.http',
      event({ httpMethod: 'POST', headers: {}, body: text }, { source: 'my.http' }),
    ],
    [
      'rocketmq:orders',
      stream('mq:Topic:SendMessage', { topic: 'orders', systemProperties: {}, body: text }),
    ],
    ['rocketmq:orders', { topic: 'orders', msgId: 'M', body: text }],
    ['kafka:orders', stream('alikafka:Topic:Message', { topic: 'orders', offset: 1, value: text })],
    ['kafka:orders', { topic: 'orders', partition: 1, offset: 1, value: text }],
    [
      'rabbitmq:housekeeping',
      stream('amqp:Queue:SendMessage', {
        envelope: { exchange: '', routingKey: 'housekeeping' },
        body: request,
        props: {},
      }),
    ],
    [
      'rabbitmq:orders',
      stream(
        'amqp:Queue:SendMessage',
        { envelope: { exchange: 'x', routingKey: 'y' }, body: request, props: {} },
        { subject: 'acs:amqp:cn-hangzhou:1:/instances/i/vhosts/v/queues/orders' },
      ),
    ],
    [
      'destination:other',
      {
        timestamp: 1,
        requestContext: { functionArn: 'acs:fc:cn-hangzhou:1:functions/other', condition: '' },
        requestPayload: '',
        responsePayload: text,
      },
    ],
    ['timer', { triggerTime: TIME, triggerName: 'nightly', payload: text }],
    ['http', http('/2023-03-30/functions/peerflow-request/invocations', text)],
  ])('is %s', (via, payload) => {
    expect(originOf(payload)?.via).toBe(via);
  });

  it('is the bus for an event on a bus that only looks like one of a queue', () => {
    const forged = smq(text, 'M', { source: 'MNS-Function-t', aliyuneventbusname: 'my-bus' });
    expect(originOf(forged)?.via).toBe('eventbridge:MNS-Function-t');
    expect(originOf(event({ messageBody: text }, { source: 'orders' }))?.via).toBe(
      'eventbridge:orders',
    );
  });

  it('is of the outermost envelope, whatever an inner one says', () => {
    const inner = smq(text, 'M', { subject: 'acs:mns:cn-hangzhou:1:queues/trusted' });
    expect(originOf(event(inner, { source: 'orders' }))?.via).toBe('eventbridge:orders');
    expect(originOf([smq(JSON.stringify(http('/peerings', text)))])?.via).toBe(
      'smq:peerflow-requests',
    );
  });

  it('shows characters that cannot be seen', () => {
    expect(originOf(event(request, { source: 'a\u200bb' }))?.via).toBe('eventbridge:a\\u200bb');
  });

  it('stays short enough for a task, however long its escapes are', () => {
    const source = '\u200b'.repeat(500);
    expect(originOf(event(request, { source }))?.via.length).toBeLessThanOrEqual(200);
  });

  it('is told of an invalid message too', () => {
    expect(originOf([smq('hello')])?.via).toBe('smq:peerflow-requests');
  });
});

describe('the arrival of a request', () => {
  it.each<readonly [string, unknown, number | undefined]>([
    ['the time of an event', event(request), ARRIVAL],
    ['the time of a queue message', [smq(text)], ARRIVAL],
    [
      'the time of a topic message',
      { TopicName: 't', MessageId: 'M', Message: text, PublishTime: 5 },
      5,
    ],
    [
      'the time of a Kafka record, not of its event',
      stream('alikafka:Topic:Message', { topic: 't', offset: 1, timestamp: 7, value: text }),
      7,
    ],
    ['the time of a tick', { triggerTime: TIME, triggerName: 'n', payload: text }, ARRIVAL],
    ['absent for a direct invocation', request, undefined],
    ['absent for a time that is none', event(request, { time: 'soon' }), undefined],
    ['absent for a time beyond all', event(request, { time: '9'.repeat(16) }), undefined],
  ])('is %s', (_, payload, arrival) => {
    expect(originOf(payload)?.arrival).toBe(arrival);
  });
});

describe('the trace context of a request', () => {
  it('is that of the innermost event that has one', () => {
    expect(originOf(event(request, { traceparent: TRACE }))?.traceparent).toBe(TRACE);
    const inner = JSON.stringify(event(request, { traceparent: TRACE }));
    expect(originOf([smq(inner)])?.traceparent).toBe(TRACE);
  });

  it.each([
    TRACE.toUpperCase(),
    `ff${TRACE.slice(2)}`,
    '00-00000000000000000000000000000000-00f067aa0ba902b7-01',
    '00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01',
    `${TRACE}\r\nX: y`,
    '',
    7,
  ])('is absent where it breaks the syntax: %j', (traceparent) => {
    expect(originOf(event(request, { traceparent }))?.traceparent).toBeUndefined();
  });

  it('comes from the header of an HTTP call', () => {
    const intake = read(http('/peerings', text, { headers: { Traceparent: TRACE } }));
    expect(intake.kind === 'http' && intake.call.origin).toMatchObject({
      via: 'http',
      traceparent: TRACE,
      arrival: 1693896071895,
    });
  });
});

describe('the principal of a request', () => {
  it('stays short enough for a task, however long its escapes are', () => {
    const headers = { 'X-Jwt-Sub': '\u200b'.repeat(500) };
    const intake = read(http('/peerings', text, { headers }));
    const principal = intake.kind === 'http' ? (intake.call.origin.principal ?? '') : '';
    expect(principal).toMatch(/^jwt:/);
    expect(principal.length).toBeLessThanOrEqual(200);
  });

  it('is the account that the outermost envelope names', () => {
    expect(originOf([smq(text)])?.principal).toBe('account:1210123456123456');
    const inner = event(request, { aliyunaccountid: '42' });
    expect(originOf(event(inner))?.principal).toBeUndefined();
  });

  const token = (claims: unknown) =>
    `Bearer e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;

  it.each<readonly [object, string | undefined]>([
    [{ 'X-Jwt-Sub': 'ops@example.com' }, 'jwt:ops@example.com'],
    [{ 'X-Jwt-Sub': 'x'.repeat(200) }, `jwt:${'x'.repeat(128)}`],
    [{ 'X-Jwt-Sub': '\u200b'.repeat(128) }, `jwt:${'\\u200b'.repeat(22)}`.slice(0, 132)],
    [{ 'X-Jwt-Sub': '', Authorization: token({ sub: 'ci' }) }, 'jwt:ci'],
    [{ Authorization: `x ${token({ sub: 'ci' })}` }, undefined],
    [{ Authorization: `${token({ sub: 'ci' })} x` }, undefined],
    [{ Authorization: 'Basic abc' }, undefined],
    [{ Authorization: token({ sub: 'ci' }) }, 'jwt:ci'],
    [{ Authorization: token({ sub: 'a\nb' }) }, 'jwt:a\\u000ab'],
    [{ Authorization: token('x') }, undefined],
    [{ Authorization: 'Bearer x.y.z' }, undefined],
    [{ Authorization: 'Basic dXNlcjpwYXNz' }, undefined],
    [{}, undefined],
  ])('is the subject of the JWT of an HTTP call: %j', (headers, principal) => {
    const intake = read(http('/peerings', text, { headers }));
    expect(intake.kind === 'http' && intake.call.origin.principal).toBe(principal);
  });
});

describe('what an envelope says of itself', () => {
  it.each<readonly [unknown, number | undefined]>([
    [0, undefined],
    [1, 1],
    ['1', 1],
    [8.64e15, 8.64e15],
    [8.64e15 + 2, undefined],
    ['1970-01-01T00:00:00Z', undefined],
    ['2026-11-29T08:00:00Z', ARRIVAL],
    ['soon', undefined],
    [{}, undefined],
    [undefined, undefined],
  ])('the time %j is %j', (value, time) => {
    expect(timeOf(value)).toBe(time);
  });

  it.each<readonly [unknown, string | undefined]>([
    ['1210123456123456', 'account:1210123456123456'],
    [5, 'account:5'],
    ['1'.repeat(20), `account:${'1'.repeat(20)}`],
    ['1'.repeat(21), undefined],
    ['a1', undefined],
    ['1a', undefined],
    [undefined, undefined],
  ])('the account %j is %j', (value, principal) => {
    expect(accountPrincipal(value)).toBe(principal);
  });

  it.each<readonly [unknown, string]>([
    ['orders', 'smq:orders'],
    ['', 'smq:unknown'],
    ['x'.repeat(200), `smq:${'x'.repeat(128)}`],
    ['\u200b'.repeat(200), `smq:${'\\u200b'.repeat(27).slice(0, 160)}`],
  ])('the door of %j is %s', (name, door) => {
    expect(doorOf('smq', name)).toBe(door);
  });

  it('gives its own time and trace where the outer one has none', () => {
    const inner = { via: 'kafka:t', arrival: 5, traceparent: TRACE, principal: 'account:1' };
    expect(inheritOrigin(undefined, inner)).toBe(inner);
    expect(inheritOrigin({ via: 'http' }, inner)).toEqual({
      via: 'http',
      arrival: 5,
      traceparent: TRACE,
    });
    expect(inheritOrigin({ via: 'http', arrival: 7, traceparent: 'x' }, inner)).toEqual({
      via: 'http',
      arrival: 7,
      traceparent: 'x',
    });
  });
});
