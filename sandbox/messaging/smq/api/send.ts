import * as v from 'valibot';
import type { HttpAnswer } from '../../../http/types.ts';
import { outOfRange, SmqFault } from '../fault.ts';
import { md5 } from '../message.ts';
import type { Queue, Sending } from '../queue.ts';
import { answer } from './answers.ts';
import type { Operation, SmqCall } from './call.ts';
import { wholeNumber } from './numbers.ts';
import { readXml } from './xml.ts';

/** SMQ: a message, and a batch altogether. */
const MAX_BYTES = 64 * 1024;
const MAX_BATCH = 16;

const Message = v.object({
  MessageBody: v.string(),
  DelaySeconds: v.optional(v.string()),
  Priority: v.optional(v.string()),
});
type Message = v.InferOutput<typeof Message>;

/** One element comes as itself, several come as a list. */
const Messages = v.object({
  Message: v.union([
    v.array(Message),
    v.pipe(
      Message,
      v.transform((only) => [only]),
    ),
  ]),
});

const sendingOf = ({ DelaySeconds, Priority }: Message): Sending => ({
  ...(DelaySeconds === undefined
    ? {}
    : { delaySeconds: wholeNumber('DelaySeconds', DelaySeconds, 0, 604_800) }),
  ...(Priority === undefined ? {} : { priority: wholeNumber('Priority', Priority, 1, 16) }),
});

const checkSize = ({ attributes }: Queue, { MessageBody }: Message): void => {
  const most = attributes.maximumMessageSize;
  if (MessageBody === '') throw new SmqFault('InvalidArgument', 'MessageBody is required.');
  if (Buffer.byteLength(MessageBody) > most) throw outOfRange('MessageBody', 1, most);
};

const sendOne = ({ send, name }: SmqCall, message: Message, sending: Sending) => {
  const { messageId, receiptHandle } = send(name, message.MessageBody, sending);
  return {
    MessageId: messageId,
    MessageBodyMD5: md5(message.MessageBody),
    ReceiptHandle: receiptHandle,
  };
};

const run = (call: SmqCall): HttpAnswer => {
  const queue = call.store.queue(call.name);
  const message = readXml(call.request.body, 'Message', Message);
  checkSize(queue, message);
  return answer(201, 'Message', sendOne(call, message, sendingOf(message)));
};

/** All of a batch is checked before any of it is sent. */
const runBatch = (call: SmqCall): HttpAnswer => {
  const queue = call.store.queue(call.name);
  const { Message: messages } = readXml(call.request.body, 'Messages', Messages);
  if (messages.length > MAX_BATCH) throw outOfRange('Messages', 1, MAX_BATCH);
  for (const message of messages) checkSize(queue, message);
  const bytes = messages.reduce((sum, each) => sum + Buffer.byteLength(each.MessageBody), 0);
  if (bytes > MAX_BYTES) throw outOfRange('Messages', 1, MAX_BYTES);
  const ready = messages.map((message) => ({ message, sending: sendingOf(message) }));
  const sent = ready.map(({ message, sending }) => sendOne(call, message, sending));
  return answer(201, 'Messages', { Message: sent });
};

export const sendMessage: Operation = { action: 'SendMessage', run };
export const batchSendMessage: Operation = { action: 'BatchSendMessage', run: runBatch };
