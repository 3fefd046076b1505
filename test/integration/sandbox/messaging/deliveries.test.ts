import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../../../sandbox/journal.ts';
import { type Deployed, deploy, LOG_EVENT } from '../support.ts';
import { mns, OWN, putEvents } from './support.ts';

const topic = (name: string, config: string): string => `triggers:
  - triggerName: topic
    triggerType: mns_topic
    sourceArn: acs:mns:cn-hangzhou:1:/topics/${name}
    triggerConfig: { ${config}, notifyStrategy: BACKOFF_RETRY }`;

const eventBridge = (source: string, pattern: string, schema: string, run: string): string =>
  `triggers:
  - triggerName: source
    triggerType: eventbridge
    triggerConfig:
      triggerEnable: true
      asyncInvocationType: false
      eventRuleFilterPattern: '${pattern}'
      eventSourceConfig: { ${source} }
      eventSinkConfig: { deliveryOption: { eventSchema: ${schema} } }
      runOptions: { ${run} }`;

const queue = (name: string): string =>
  `eventSourceType: MNS, eventSourceParameters: { sourceMNSParameters: { RegionId: cn-hangzhou, QueueName: ${name} } }`;
const BUS = 'eventSourceType: Default, eventSourceParameters: {}';
const RETRIES = 'retryStrategy: { PushRetryStrategy: BACKOFF_RETRY }';

const FAILS = `async (event, context) => { console.log(context.function.name + ' called'); throw new Error('no'); }`;

const HANDLERS = {
  json: { code: LOG_EVENT, props: topic('news', 'notifyContentFormat: JSON') },
  attrs: { code: LOG_EVENT, props: topic('news', 'notifyContentFormat: STREAM, filterTag: big') },
  raw: {
    code: LOG_EVENT,
    props: eventBridge(BUS, '{"type":["raw"]}', 'RawData', 'mode: event-driven'),
  },
  batch: {
    code: LOG_EVENT,
    props: eventBridge(
      queue('batches'),
      '{}',
      'CloudEvents',
      'mode: event-streaming, batchWindow: { CountBasedWindow: 3, TimeBasedWindow: 15 }',
    ),
  },
  strict: {
    code: FAILS,
    props: eventBridge(
      queue('strict'),
      '{}',
      'CloudEvents',
      `mode: event-streaming, errorsTolerance: NONE, ${RETRIES}`,
    ),
  },
  lenient: {
    code: FAILS,
    props: eventBridge(
      queue('lenient'),
      '{}',
      'CloudEvents',
      `mode: event-streaming, errorsTolerance: ALL, ${RETRIES}, deadLetterQueue: { Arn: 'acs:mns:cn-hangzhou:1:queues/dead' }`,
    ),
  },
  ruled: { code: LOG_EVENT },
} as const;

let deployed: Deployed;

beforeAll(async () => {
  deployed = await deploy(HANDLERS, {
    fixture: {
      accounts: [{ id: OWN, accessKeys: [{ id: 'LTAIown', secret: 'own' }] }],
      regions: [{ id: 'cn-hangzhou' }],
      vpcs: [],
      eventBridge: {
        buses: ['orders'],
        rules: [
          {
            name: 'to-function',
            eventBusName: 'orders',
            filterPattern: { source: ['test'] },
            targets: [
              {
                id: 'ruled',
                type: 'acs.fc.function',
                endpoint: `acs:fc:cn-hangzhou:${OWN}:functions/t-ruled`,
              },
            ],
          },
        ],
      },
    },
  });
});

afterAll(() => deployed.close());

const linesOf = (prefix: string): readonly string[] =>
  deployed.sandbox.journal.entries
    .filter(({ kind, summary }: JournalEntry) => kind === 'log' && summary.startsWith(prefix))
    .map(({ summary }) => summary.slice(prefix.length));

const eventsOf = (name: string): readonly unknown[] =>
  linesOf(`t-${name} `).map((line) => JSON.parse(JSON.parse(line).event));

describe('what is published on a topic', () => {
  it('reaches functions in the format of their trigger, by tag, with attributes', async () => {
    const client = mns(deployed.sandbox);
    const attributes = { Extend: '{"key":"value"}' };
    await client.publishMessage('news', { MessageBody: 'c21hbGw=', MessageTag: 'small' });
    const { body } = await client.publishMessage('news', {
      MessageBody: 'YmlnIG9uZQ==',
      MessageTag: 'big',
      MessageAttributes: attributes,
    });
    await deployed.sandbox.idle();
    expect(eventsOf('attrs')).toEqual([{ body: 'YmlnIG9uZQ==', attrs: attributes }]);
    expect(eventsOf('json')).toHaveLength(2);
    expect(eventsOf('json')).toContainEqual({
      key: 'value',
      TopicOwner: OWN,
      Message: 'YmlnIG9uZQ==',
      Subscriber: OWN,
      PublishTime: expect.any(Number),
      SubscriptionName: 't-json-topic',
      MessageMD5: body.MessageBodyMD5,
      TopicName: 'news',
      MessageId: body.MessageId,
    });
  });
});

describe('what is put on a bus', () => {
  it('reaches functions through triggers and through rules', async () => {
    await putEvents(deployed.sandbox, [{ id: 'order-1', bus: 'orders', data: { n: 2 } }]);
    // The bus default hears of services of the cloud alone.
    const own = {
      source: 'acs.vpc',
      specversion: '1.0' as const,
      time: '2026-01-01T00:00:00Z',
      aliyuneventbusname: 'default',
    };
    deployed.sandbox.eventBridge.put({ ...own, id: 'raw-1', type: 'raw', data: { n: 1 } });
    deployed.sandbox.eventBridge.put({ ...own, id: 'other-1', type: 'other' });
    await deployed.sandbox.idle();
    expect(eventsOf('raw')).toEqual([{ n: 1 }]);
    expect(eventsOf('ruled')).toMatchObject([
      { id: 'order-1', data: { n: 2 }, aliyuneventbusname: 'orders', aliyunaccountid: OWN },
    ]);
  });
});

describe('what is sent to a queue', () => {
  it('reaches a function in batches, by count and by time', async () => {
    const { sandbox } = deployed;
    const client = mns(sandbox);
    const bodies = ['1', '2', '3', '4'].map((n) => ({
      MessageBody: Buffer.from(`${n}!`).toString('base64'),
    }));
    await client.batchSendMessage('batches', bodies);
    await sandbox.idle(1_000);
    expect(eventsOf('batch')).toMatchObject([
      ['1!', '2!', '3!'].map((messageBody) => ({ data: { messageBody } })),
    ]);
    sandbox.clock.advance(15_000);
    await sandbox.idle(1_000);
    expect(eventsOf('batch').slice(1)).toMatchObject([[{ data: { messageBody: '4!' } }]]);
    expect(sandbox.smq.messages('batches')).toEqual([]);
  });

  it.each([
    ['lenient', 8, ['bad1', 'bad2']],
    ['strict', 4, []],
  ])('and is never taken: %s', async (name, calls, dead) => {
    const { sandbox } = deployed;
    const client = mns(sandbox);
    sandbox.smq.createQueue('dead');
    for (const MessageBody of ['bad1', 'bad2']) await client.sendMessage(name, { MessageBody });
    for (let retry = 0; retry < 10; retry += 1) {
      await sandbox.idle(1_000);
      sandbox.clock.advance(20_000);
    }
    await sandbox.idle(1_000);
    expect(linesOf(`t-${name} called`)).toHaveLength(calls);
    expect(sandbox.smq.messages('dead').map(({ body }) => body)).toEqual(
      expect.arrayContaining([...dead]),
    );
    expect(sandbox.smq.messages(name)).toHaveLength(2 - dead.length);
  });
});
