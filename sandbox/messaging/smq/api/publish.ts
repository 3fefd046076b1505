import * as v from 'valibot';
import type { HttpAnswer } from '../../../http/types.ts';
import { outOfRange, SmqFault } from '../fault.ts';
import { md5 } from '../message.ts';
import { answer } from './answers.ts';
import type { Operation, SmqCall } from './call.ts';
import { readXml } from './xml.ts';

const MAX_BYTES = 64 * 1024;

const Message = v.object({
  MessageBody: v.string(),
  MessageTag: v.optional(v.pipe(v.string())),
  MessageAttributes: v.optional(v.record(v.string(), v.string())),
});

const run = ({ request, store, name, publish }: SmqCall): HttpAnswer => {
  store.topic(name);
  const message = readXml(request.body, 'Message', Message);
  const { MessageBody: body, MessageTag: tag, MessageAttributes: attributes } = message;
  if (body === '') throw new SmqFault('InvalidArgument', 'MessageBody is required.');
  if (Buffer.byteLength(body) > MAX_BYTES) throw outOfRange('MessageBody', 1, MAX_BYTES);
  if ((tag ?? '').length > 16) throw outOfRange('MessageTag', 0, 16);
  const messageId = publish(name, { body, tag, attributes });
  return answer(201, 'Message', { MessageId: messageId, MessageBodyMD5: md5(body) });
};

export const publishMessage: Operation = { action: 'PublishMessage', run };
