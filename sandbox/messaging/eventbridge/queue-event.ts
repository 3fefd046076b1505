import { randomUUID } from 'node:crypto';
import type { QueueReading } from '../../platform/ports.ts';
import type { QueueMessage } from '../smq/message.ts';
import { aliyunAttributes } from './envelope.ts';

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

const bodyOf = (body: string, isBase64: boolean): string =>
  isBase64 && BASE64.test(body) ? Buffer.from(body, 'base64').toString('utf8') : body;

/**
 * The CloudEvent that EventBridge makes of an SMQ message. IsBase64Decode: a body that is Base64 is
 * decoded, any other stays as it is.
 */
export const queueEvent = (
  message: QueueMessage,
  { queue, source, isBase64Decode }: QueueReading,
  { accountId, regionId }: { readonly accountId: string; readonly regionId: string },
) => ({
  id: randomUUID(),
  source,
  specversion: '1.0',
  type: 'mns:Queue:SendMessage',
  datacontenttype: 'application/json; charset=utf-8',
  subject: `acs:mns:${regionId}:${accountId}:queues/${queue}`,
  time: new Date(message.enqueuedAt).toISOString(),
  ...aliyunAttributes({ accountId, regionId, bus: source, at: message.enqueuedAt }),
  data: {
    requestId: randomUUID().replaceAll('-', '').slice(0, 24).toUpperCase(),
    messageId: message.messageId,
    messageBody: bodyOf(message.body, isBase64Decode),
  },
});
