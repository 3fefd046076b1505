// Payloads as the services document them (Function Compute 3.0, formats of events), filled with requests.

type Body = object;
type Payload = unknown;

const text = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);
const base64 = (value: unknown): string => Buffer.from(text(value)).toString('base64');

const OWNER = '164901546557****';

const timer = (payload: string) => ({
  triggerTime: '2023-12-26T07:49:00Z',
  triggerName: 'timer-trigger',
  payload,
});

const topic = (message: string, id: string, attributes: object = {}) => ({
  ...attributes,
  TopicOwner: OWNER,
  Message: message,
  Subscriber: OWNER,
  PublishTime: 1550216480040,
  SubscriptionName: 'test-fc-subscribe',
  MessageMD5: 'BA4BA9B48AC81F0F9C66F6C909C3****',
  TopicName: 'Mytopic',
  MessageId: id,
});

const cloudEvent = (id: string, source: string, type: string, data: unknown) => ({
  id,
  source,
  specversion: '1.0',
  type,
  datacontenttype: 'application/json; charset=utf-8',
  subject: `acs:mns:cn-hangzhou:${OWNER}:queues/zeus`,
  time: '2021-04-08T06:28:17.093Z',
  aliyunaccountid: OWNER,
  aliyunpublishtime: '2021-10-15T07:06:34.028Z',
  aliyunoriginalaccountid: OWNER,
  aliyuneventbusname: source,
  aliyunregionid: 'cn-chengdu',
  aliyunpublishaddr: '42.120.XX.XX',
  data,
});

const queueData = (messageBody: string, messageId: string) => ({
  requestId: '606EA3074344430D4C81****',
  messageId,
  messageBody,
});

const queue = (body: string, id: string) =>
  cloudEvent(
    `c2g71017-${id}`,
    'MNS-Function-mnstrigger',
    'mns:Queue:SendMessage',
    queueData(body, id),
  );

const event = (id: string, data: unknown) =>
  cloudEvent(id, 'landing-zone', 'peering:Connection:Requested', data);

const rocketMq = (body: string, id: string) =>
  cloudEvent(`94ebc15f-${id}`, 'RocketMQ-Function-rocketmq-trigger', 'mq:Topic:SendMessage', {
    topic: 'TopicName',
    systemProperties: {
      MIN_OFFSET: '0',
      TRACE_ON: 'true',
      MAX_OFFSET: '8',
      MSG_REGION: 'cn-hangzhou',
      KEYS: 'systemProperties.KEYS',
      CONSUME_START_TIME: 1628577790396,
      TAGS: 'systemProperties.TAGS',
      UNIQ_KEY: id,
      INSTANCE_ID: `MQ_INST_${OWNER}_BXhFHryi`,
    },
    userProperties: {},
    body,
  });

const rabbitMq = (body: unknown, id: string) =>
  cloudEvent(`bj694332-${id}`, 'RabbitMQ-Function-rabbitmq-trigger', 'amqp:Queue:SendMessage', {
    envelope: { deliveryTag: 98, exchange: '', redeliver: false, routingKey: 'housekeeping' },
    body,
    props: { contentEncoding: 'UTF-8', messageId: id },
  });

const kafka = (value: unknown, id: string) =>
  cloudEvent(`8e215af8-${id}`, 'acs:alikafka', 'alikafka:Topic:Message', {
    topic: '****',
    partition: 7,
    offset: 25,
    timestamp: 1655952591589,
    headers: { headers: [], isReadOnly: false },
    key: 'keytest',
    value,
  });

const destination = (asked: string, answered: string, functionError: string) => ({
  timestamp: 1660120276975,
  requestContext: {
    requestId: 'xxx',
    functionArn: `acs:fc:cn-hangzhou:${OWNER}:functions/somebody-elses`,
    condition: functionError,
    approximateInvokeCount: 3,
  },
  requestPayload: asked,
  responseContext: { statusCode: 200, functionError },
  responsePayload: answered,
});

const FAILED = 'UnhandledInvocationError';

const http = (method: string, path: string, body: string) => ({
  version: 'v1',
  rawPath: path,
  body,
  isBase64Encoded: false,
  headers: { 'Content-Type': 'application/json', 'User-Agent': 'Go-http-client/1.1' },
  queryParameters: {},
  requestContext: {
    accountId: '123456*********',
    domainName: 'id.cn-hangzhou.fcapp.run',
    domainPrefix: 'id',
    http: { method, path, protocol: 'HTTP/1.1', sourceIp: '11.11.11.**', userAgent: 'curl' },
    requestId: '1-64f6cd87-*************',
    time: '2023-09-05T06:41:11Z',
    timeEpoch: '1693896071895',
  },
});

/** A payload, made from as many requests as it takes: name, how many, how. */
export type PayloadCase = readonly [
  name: string,
  requests: number,
  make: (...requests: readonly Body[]) => Payload,
];

export const PAYLOADS: readonly PayloadCase[] = [
  ['direct invocation', 1, (a) => a],
  ['direct invocation with a list', 3, (...all) => all],
  [
    'direct invocation within an HTTP event',
    1,
    (a) => http('POST', '/2023-03-30/functions/peerflow-request/invocations', text(a)),
  ],
  ['HTTP', 1, (a) => http('POST', '/peerings', text(a))],
  ['timer with a request', 1, (a) => timer(text(a))],
  ['timer with a list', 2, (...all) => timer(text(all))],
  ['SMQ topic, STREAM', 1, (a) => text(a)],
  ['SMQ topic, STREAM, Base64', 1, (a) => base64(a)],
  [
    'SMQ topic, STREAM with attributes',
    1,
    (a) => ({ body: text(a), attrs: { Extend: '{"key":"value"}' } }),
  ],
  ['SMQ topic, JSON', 1, (a) => topic(text(a), 'T1')],
  ['SMQ topic, JSON with attributes, Base64', 1, (a) => topic(base64(a), 'T2', { key: 'value' })],
  ['SMQ queue', 2, (a, b) => [queue(text(a), 'Q1'), queue(text(b), 'Q2')]],
  ['SMQ queue, Base64', 1, (a) => [queue(base64(a), 'Q3')]],
  ['SMQ queue, single', 1, (a) => queue(text(a), 'Q4')],
  ['SMQ queue, a list in a message', 2, (...all) => [queue(text(all), 'Q5')]],
  ['SMQ queue, RawData', 2, (a, b) => [queueData(text(a), 'Q6'), queueData(text(b), 'Q7')]],
  ['EventBridge', 1, (a) => event('E1', a)],
  ['EventBridge, batch', 2, (a, b) => [event('E2', a), event('E3', b)]],
  ['EventBridge, RawData', 1, (a) => a],
  ['EventBridge, RawData batch', 2, (...all) => all],
  ['EventBridge around a topic message', 1, (a) => event('E4', topic(text(a), 'T3'))],
  ['RocketMQ', 2, (a, b) => [rocketMq(text(a), 'R1'), rocketMq(text(b), 'R2')]],
  [
    'RocketMQ of one’s own',
    1,
    (a) => [{ msgId: 'R3', topic: 't', systemProperties: {}, userProperties: {}, body: text(a) }],
  ],
  ['RabbitMQ, object', 1, (a) => [rabbitMq(a, 'M1')]],
  ['RabbitMQ, text', 1, (a) => [rabbitMq(text(a), 'M2')]],
  ['Kafka, JSON', 1, (a) => [kafka(a, 'K1')]],
  ['Kafka, text', 1, (a) => [kafka(text(a), 'K2')]],
  ['Kafka, binary', 1, (a) => [kafka(base64(a), 'K3')]],
  ['Kafka, as captured', 2, (a, b) => [text(kafka(a, 'K4')), text(kafka(text(b), 'K5'))]],
  [
    'MQTT',
    1,
    (a) => [{ props: { firstTopic: 'a', secondTopic: 'b', clientId: 'c' }, body: text(a) }],
  ],
  ['destination of a success', 1, (a) => destination('{}', text(a), '')],
  ['destination of a failure', 1, (a) => destination(text(a), '{"errorMessage":"no"}', FAILED)],
  ['destination through a queue', 1, (a) => [queue(text(destination(text(a), '', FAILED)), 'Q8')]],
];
