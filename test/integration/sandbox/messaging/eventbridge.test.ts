import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { policyDocument } from '../../../../sandbox/cloud/ram/policy.ts';
import { cloud, manage, OTHER, OWN, putEvents } from './support.ts';

const isoTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);

describe('putEvents through the official client', () => {
  it('puts events on their buses, with the attributes of the bus', async () => {
    const sandbox = await cloud({ eventBridge: { buses: ['orders'] } });
    const sent = await putEvents(sandbox, [
      { id: 'a-1', data: { n: 1 } },
      { id: 'a-2', bus: 'orders' },
    ]);
    expect(sent).toMatchObject({
      failedEntryCount: 0,
      entryList: [{ eventId: 'a-1' }, { eventId: 'a-2' }],
    });
    expect(sandbox.eventBridge.events('app')).toEqual([
      {
        id: 'a-1',
        source: 'test',
        type: 'test',
        time: isoTime,
        specversion: '1.0',
        datacontenttype: 'application/json; charset=utf-8',
        data: { n: 1 },
        aliyuneventbusname: 'app',
        aliyunaccountid: OWN,
        aliyunoriginalaccountid: OWN,
        aliyunregionid: 'cn-hangzhou',
        aliyunpublishtime: isoTime,
        aliyunpublishaddr: '127.0.0.1',
      },
    ]);
    expect(sandbox.eventBridge.events('orders')).toMatchObject([{ id: 'a-2' }]);
  });

  it('fails the entries that are wrong, and no other', async () => {
    const sandbox = await cloud();
    const { failedEntryCount, entryList } = await putEvents(sandbox, [
      { id: 'good-1' },
      { id: 'under_score' },
      { id: 'x'.repeat(129) },
      { id: 'source', source: 's'.repeat(129) },
      { id: 'type', type: 't'.repeat(65) },
      { id: 'subject', subject: 's'.repeat(513) },
      { id: 'time', time: 'now' },
      { id: 'timeless', time: undefined },
      { id: 'xml', datacontenttype: 'application/xml' },
      { id: 'bus', bus: 'nobody' },
      { id: 'large', data: 'x'.repeat(64 * 1024) },
      { id: 'good-2' },
    ]);
    expect(failedEntryCount).toBe(10);
    expect(entryList.map(({ errorCode }) => errorCode)).toEqual([
      undefined,
      ...Array(8).fill('InvalidArgument'),
      'EventBusNotExist',
      'InvalidArgument',
      undefined,
    ]);
    expect(entryList[10]?.errorMessage).toContain('65536 are allowed');
    expect(sandbox.eventBridge.events().map(({ id }) => id)).toEqual(['good-1', 'good-2']);
  });

  it.each([
    ['17 events', Array.from({ length: 17 }, (_, n) => ({ id: `e-${n}` }))],
    [
      'more than 256 KB',
      Array.from({ length: 5 }, (_, n) => ({ id: `e-${n}`, data: 'x'.repeat(60_000) })),
    ],
    ['nothing', []],
  ])('refuses %s altogether', async (_, events) => {
    const sandbox = await cloud();
    await expect(putEvents(sandbox, events)).rejects.toMatchObject({ code: 'InvalidArgument' });
    expect(sandbox.eventBridge.events()).toEqual([]);
  });

  it('refuses keys that are unknown, wrong, of another account or not allowed to', async () => {
    const sandbox = await cloud();
    const { keys } = sandbox.world;
    const { securityToken: _, ...withoutToken } = keys.issue({ accountId: OWN });
    const narrow = keys.issue({ accountId: OWN, allow: ['mns:*'] });
    for (const [given, code] of [
      [{ accessKeyId: 'nobody', accessKeySecret: 'x' }, 'InvalidAccessKeyId'],
      [{ accessKeyId: 'LTAIown', accessKeySecret: 'wrong' }, 'SignatureDoesNotMatch'],
      [withoutToken, 'SecurityTokenInvalid'],
      [sandbox.credentials(OTHER), 'AccessDenied'],
      [narrow, 'AccessDenied'],
    ] as const)
      await expect(putEvents(sandbox, [{ id: 'a' }], given)).rejects.toMatchObject({ code });
    const ended = keys.issue({ accountId: OWN, lastsMs: 1_000 });
    sandbox.clock.advance(1_000);
    await expect(putEvents(sandbox, [{ id: 'a' }], ended)).rejects.toMatchObject({
      code: 'StsAccessIdExpired',
    });
    expect(sandbox.eventBridge.events()).toEqual([]);
  });

  it.each([
    [{}, 400, 'MissingAuthorizationHeader'],
    [{ authorization: 'acs:LTAIown:abc' }, 400, 'InvalidDateHeader'],
    [
      { authorization: 'acs:LTAIown:abc', date: new Date(Date.now() - 16 * 60_000).toUTCString() },
      403,
      'RequestTimeTooSkewed',
    ],
  ])('refuses headers %j', async (headers, status, code) => {
    const { endpoint } = await cloud();
    const response = await fetch(`${endpoint}/openapi/putEvents`, {
      method: 'POST',
      headers,
      body: '[]',
    });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code, requestId: expect.any(String) });
  });
});

describe('buses', () => {
  it.each([
    [403, 'AccessDenied'],
    [400, 'InvalidArgument'],
  ] as const)(
    'default refuses events of applications with %i, and all of their batch',
    async (defaultBusStatus, code) => {
      const sandbox = await cloud({}, { switches: { defaultBusStatus } });
      const events = [{ id: 'a' }, { id: 'b', bus: 'default' }];
      await expect(putEvents(sandbox, events)).rejects.toMatchObject({ code });
      expect(sandbox.eventBridge.events()).toEqual([]);
    },
  );

  it('that are unknown refuse the whole call where the switch says so', async () => {
    const sandbox = await cloud({}, { switches: { unknownBus: 'call' } });
    const events = [{ id: 'a' }, { id: 'b', bus: 'nobody' }];
    await expect(putEvents(sandbox, events)).rejects.toMatchObject({ code: 'EventBusNotExist' });
    expect(sandbox.eventBridge.events()).toEqual([]);
  });

  it('take events of whom RAM allows it on that bus', async () => {
    const sandbox = await cloud({ eventBridge: { buses: ['orders'] } });
    const Resource = `acs:eventbridge:cn-hangzhou:${OWN}:eventbus/orders`;
    const Statement = [{ Effect: 'Allow', Action: 'eventbridge:PutEvents', Resource }];
    const policy = v.parse(policyDocument, { Version: '1', Statement });
    sandbox.world.ram.addRoles(OWN, [
      { name: 'worker', policies: [policy], trust: { Version: '1', Statement: [] } },
    ]);
    const keys = sandbox.world.keys.issue({ accountId: OWN, role: 'worker' });
    const sent = await putEvents(sandbox, [{ id: 'a', bus: 'orders' }], keys);
    expect(sent.failedEntryCount).toBe(0);
    await expect(putEvents(sandbox, [{ id: 'b' }], keys)).rejects.toMatchObject({
      code: 'AccessDenied',
    });
  });
});

describe('the management API 2020-04-01', () => {
  it('makes and shows buses', async () => {
    const sandbox = await cloud();
    const made = await manage(sandbox, 'CreateEventBus', { EventBusName: 'peerflow' });
    const EventBusARN = `acs:eventbridge:cn-hangzhou:${OWN}:eventbus/peerflow`;
    expect(made).toMatchObject({ Success: true, Code: 'Success', Data: { EventBusARN } });
    const shown = await manage(sandbox, 'GetEventBus', { EventBusName: 'peerflow' });
    expect(shown).toMatchObject({ Data: { EventBusName: 'peerflow', EventBusARN } });
    const all = await manage(sandbox, 'ListEventBuses', { Limit: '2' });
    expect(all).toMatchObject({
      Data: { Total: 3, NextToken: '2', EventBuses: [{ EventBusName: 'default' }, {}] },
    });
    expect((await putEvents(sandbox, [{ id: 'a', bus: 'peerflow' }])).failedEntryCount).toBe(0);
  });

  it('makes service-linked roles, and again', async () => {
    const sandbox = await cloud();
    const ProductName = 'AliyunServiceRoleForEventBridgeSendToMNS';
    for (let at = 0; at < 2; at += 1)
      expect(
        await manage(sandbox, 'CreateServiceLinkedRoleForProduct', { ProductName }),
      ).toMatchObject({ Success: true });
    expect([...sandbox.eventBridge.linkedRoles]).toEqual([ProductName]);
  });

  it.each([
    ['ListEventBuses', { Limit: 'all' }, 'InvalidArgument'],
    ['ListEventBuses', { Limit: '0' }, 'InvalidArgument'],
    ['ListEventBuses', { NextToken: 'next' }, 'InvalidArgument'],
    ['CreateEventBus', { EventBusName: 'app' }, 'EventBusAlreadyExist'],
    ['CreateEventBus', { EventBusName: 'default' }, 'InvalidArgument'],
    ['CreateEventBus', { EventBusName: 'eventbridge-reserved-x' }, 'InvalidArgument'],
    ['GetEventBus', { EventBusName: 'nobody' }, 'EventBusNotExist'],
    ['CreateServiceLinkedRoleForProduct', { ProductName: 'MNS' }, 'InvalidArgument'],
  ])('answers 200 with what is wrong: %s %j', async (action, query, Code) => {
    const sandbox = await cloud();
    const answer = await manage(sandbox, action, query);
    expect(answer).toMatchObject({ Success: false, Code, Message: expect.any(String) });
  });

  it('refuses whom RAM does not allow it', async () => {
    const sandbox = await cloud();
    const keys = sandbox.world.keys.issue({ accountId: OWN, allow: ['eventbridge:GetEventBus'] });
    const query = { EventBusName: 'app' };
    expect(await manage(sandbox, 'GetEventBus', query, keys)).toMatchObject({ Success: true });
    await expect(manage(sandbox, 'CreateEventBus', query, keys)).rejects.toMatchObject({
      statusCode: 403,
      code: 'NoPermission',
    });
  });
});

/** Takes what is posted to it. */
const receiver = async () => {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    bodies.push(await text(request));
    response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, bodies, close };
};

describe('rules of the fixture', () => {
  const queueTarget = (name: string, more: object = {}) => ({
    id: name,
    type: 'acs.mns.queue' as const,
    endpoint: `acs:mns:cn-hangzhou:${OWN}:queues/${name}`,
    ...more,
  });

  it('route what matches to queues, whole', async () => {
    const sandbox = await cloud({
      smq: { queues: [{ name: 'encoded' }, { name: 'plain' }] },
      eventBridge: {
        buses: ['orders'],
        rules: [
          {
            name: 'paid',
            eventBusName: 'orders',
            filterPattern: { data: { state: ['paid'] } },
            targets: [queueTarget('encoded'), queueTarget('plain', { isBase64Encode: false })],
          },
          {
            name: 'off',
            eventBusName: 'app',
            status: 'DISABLE',
            filterPattern: {},
            targets: [queueTarget('plain')],
          },
        ],
      },
    });
    await putEvents(sandbox, [
      { id: 'a', bus: 'orders', data: { state: 'paid' } },
      { id: 'b', bus: 'orders', data: { state: 'open' } },
      { id: 'c', bus: 'app', data: { state: 'paid' } },
    ]);
    await sandbox.idle();
    const [event] = sandbox.eventBridge.events('orders');
    const texts = ['encoded', 'plain'].map((queue) =>
      sandbox.smq.messages(queue).map(({ body }) => body),
    );
    expect(texts[0]?.map((each) => JSON.parse(Buffer.from(each, 'base64').toString()))).toEqual([
      event,
    ]);
    expect(texts[1]?.map((each) => JSON.parse(each))).toEqual([event]);
  });

  it('route to topics, and over HTTP to this machine', async () => {
    const { url, bodies, close } = await receiver();
    const sandbox = await cloud({
      smq: {
        queues: [{ name: 'q' }],
        topics: [
          {
            name: 't',
            subscriptions: [
              {
                name: 's',
                endpoint: `acs:mns:cn-hangzhou:${OWN}:queues/q`,
                notifyContentFormat: 'SIMPLIFIED',
              },
            ],
          },
        ],
      },
      eventBridge: {
        rules: [
          {
            name: 'all',
            eventBusName: 'app',
            filterPattern: {},
            targets: [
              { id: 't', type: 'acs.mns.topic', endpoint: `acs:mns:cn-hangzhou:${OWN}:topics/t` },
              { id: 'h', type: 'http', endpoint: `${url}/hook` },
            ],
          },
        ],
      },
    });
    await putEvents(sandbox, [{ id: 'a' }]);
    await sandbox.idle();
    const [message] = sandbox.smq.messages('q');
    const fromTopic = Buffer.from(message?.body ?? '', 'base64').toString();
    expect([fromTopic, ...bodies].map((text) => JSON.parse(text).id)).toEqual(['a', 'a']);
    close();
  });

  it('bury what a target did not take after its retries', async () => {
    const sandbox = await cloud({
      smq: { queues: [{ name: 'dead' }] },
      eventBridge: {
        rules: [
          {
            name: 'lost',
            eventBusName: 'app',
            filterPattern: {},
            targets: [
              {
                id: 'nobody',
                type: 'acs.fc.function',
                endpoint: `acs:fc:cn-hangzhou:${OWN}:functions/nobody`,
                deadLetterQueue: { arn: `acs:mns:cn-hangzhou:${OWN}:queues/dead` },
              },
            ],
          },
        ],
      },
    });
    await putEvents(sandbox, [{ id: 'a' }]);
    for (let retry = 0; retry < 3; retry += 1) {
      expect(sandbox.smq.messages('dead')).toEqual([]);
      sandbox.clock.advance(20_000);
      await sandbox.idle(1_000);
    }
    expect(sandbox.smq.messages('dead').map(({ body }) => JSON.parse(body).id)).toEqual(['a']);
  });

  it.each([
    [{ buses: ['eventbridge-reserved-x'] }, '/eventBridge/buses/1'],
    [
      { rules: [{ name: 'r', eventBusName: 'nobody', filterPattern: {}, targets: [] }] },
      'event bus',
    ],
    [
      { rules: [{ name: 'r', filterPattern: { a: [{ like: 'b' }] }, targets: [] }] },
      '/eventBridge/rules/0/filterPattern: /a has no operator like',
    ],
    [
      {
        rules: [
          {
            name: 'r',
            filterPattern: {},
            targets: [queueTarget('q', { type: 'acs.fc.function' })],
          },
        ],
      },
      'endpoint must be the resource name of what type says',
    ],
  ])('that are wrong are named: %j', async (eventBridge, fault) => {
    await expect(cloud({ eventBridge })).rejects.toThrow(fault);
  });
});
