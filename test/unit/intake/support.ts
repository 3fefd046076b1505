import { readEvent } from '../../../lib/intake/index.ts';
import type { Intake, InvalidItem, Item, RequestItem } from '../../../lib/intake/types.ts';

export const options = { functions: ['peerflow-request', 'peerflow-poller'] };

/** An event as its bytes: text and bytes as they are, anything else as JSON. */
export const bytesOf = (event: unknown): Buffer => {
  if (Buffer.isBuffer(event)) return event;
  return Buffer.from(typeof event === 'string' ? event : JSON.stringify(event));
};

export const read = (event: unknown): Intake => readEvent(bytesOf(event), options);

export const itemsOf = (event: unknown): readonly Item[] => {
  const intake = read(event);
  if (intake.kind === 'http') throw new Error('an HTTP call has no items');
  return intake.items;
};

export const requestsOf = (event: unknown): readonly RequestItem[] =>
  itemsOf(event).filter((item) => item.kind === 'request');

export const invalidOf = (event: unknown): readonly InvalidItem[] =>
  itemsOf(event).filter((item) => item.kind === 'invalid');

export const base64 = (value: string | Buffer): string => Buffer.from(value).toString('base64');

export const request = { regionId: 'cn-hangzhou', vpcId: 'vpc-a', acceptingVpcId: 'vpc-b' };
export const text = JSON.stringify(request);

export const event = (data: unknown, over: object = {}) => ({
  id: 'e1',
  source: 'somebody',
  specversion: '1.0',
  type: 'orders:Created',
  datacontenttype: 'application/json',
  time: '2026-11-29T08:00:00.000Z',
  data,
  ...over,
});

/** A message of an SMQ queue as an event stream brings it. */
export const smq = (messageBody: string, messageId = 'M1', over: object = {}) =>
  event(
    { requestId: 'R', messageId, messageBody },
    {
      type: 'mns:Queue:SendMessage',
      source: 'MNS-Function-t',
      aliyuneventbusname: 'MNS-Function-t',
      aliyunaccountid: '1210123456123456',
      subject: 'acs:mns:cn-hangzhou:1210123456123456:queues/peerflow-requests',
      ...over,
    },
  );

/** A call of the HTTP trigger. */
export const http = (path: string, body = '', over: object = {}) => ({
  version: 'v1',
  rawPath: path,
  headers: { 'Content-Type': 'application/json' },
  queryParameters: {},
  body,
  isBase64Encoded: false,
  requestContext: {
    http: { method: 'POST', path: decodeURIComponent(path) },
    requestId: '1-x',
    timeEpoch: '1693896071895',
  },
  ...over,
});
