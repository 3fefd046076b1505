import * as v from 'valibot';
import { type CloudFault, smqFault } from '../../../cloud/fault.ts';
import type { HttpAnswer } from '../../../http/types.ts';
import { isReceiptHandle, md5, type QueueMessage } from '../message.ts';
import type { Queue, Sending } from '../queue.ts';
import { answer, bare } from './answers.ts';
import type { Operation, SmqCall } from './call.ts';
import { outOfRange, queryNumber, wholeNumber } from './numbers.ts';
import { describeQueue } from './queues.ts';
import { oneOrMore, readXml } from './xml.ts';

/** SMQ: a batch altogether, in bytes and messages; the longest poll in seconds. */
const MAX_BYTES = 64 * 1024;
const MAX_BATCH = 16;
const MAX_WAIT_SECONDS = 30;

const Message = v.object({
  MessageBody: v.string(),
  DelaySeconds: v.optional(v.string()),
  Priority: v.optional(v.string()),
});
type Message = v.InferOutput<typeof Message>;

const sendingOf = ({ DelaySeconds, Priority }: Message): Sending => ({
  ...(DelaySeconds === undefined
    ? {}
    : { delaySeconds: wholeNumber('DelaySeconds', DelaySeconds, 0, 604_800) }),
  ...(Priority === undefined ? {} : { priority: wholeNumber('Priority', Priority, 1, 16) }),
});

/** A body as a queue takes it: not empty, and as it is sent (Base64 or not) within the queue's limit. */
export const checkBody = ({ attributes }: Queue, body: string): void => {
  const most = attributes.maximumMessageSize;
  if (body === '') throw smqFault('InvalidArgument', 'MessageBody is required.');
  if (Buffer.byteLength(body) > most) throw outOfRange('MessageBody', 1, most);
};

const MAX_TAG = 16;

const Publication = v.object({
  MessageBody: v.string(),
  MessageTag: v.optional(v.string()),
  MessageAttributes: v.optional(v.record(v.string(), v.string())),
});

const publish = (call: SmqCall): HttpAnswer => {
  call.store.topic(call.name);
  const message = readXml(call.request.body, 'Message', Publication);
  const { MessageBody: body, MessageTag: tag, MessageAttributes: attributes } = message;
  if (body === '') throw smqFault('InvalidArgument', 'MessageBody is required.');
  if (Buffer.byteLength(body) > MAX_BYTES) throw outOfRange('MessageBody', 1, MAX_BYTES);
  if ((tag ?? '').length > MAX_TAG) throw outOfRange('MessageTag', 0, MAX_TAG);
  const messageId = call.publish(call.name, { body, tag, attributes });
  return answer(201, 'Message', { MessageId: messageId, MessageBodyMD5: md5(body) });
};

const sendOne = ({ send, name }: SmqCall, message: Message, sending: Sending) => {
  const { messageId, receiptHandle } = send(name, message.MessageBody, sending);
  return {
    MessageId: messageId,
    MessageBodyMD5: md5(message.MessageBody),
    ReceiptHandle: receiptHandle,
  };
};

const send = (call: SmqCall): HttpAnswer => {
  call.store.queue(call.name);
  const message = readXml(call.request.body, 'Message', Message);
  return answer(201, 'Message', sendOne(call, message, sendingOf(message)));
};

/** All of a batch is checked before any of it is sent. */
const sendAll = (call: SmqCall): HttpAnswer => {
  const queue = call.store.queue(call.name);
  const schema = v.object({ Message: oneOrMore(Message) });
  const { Message: messages } = readXml(call.request.body, 'Messages', schema);
  if (messages.length > MAX_BATCH) throw outOfRange('Messages', 1, MAX_BATCH);
  for (const { MessageBody } of messages) checkBody(queue, MessageBody);
  const bytes = messages.reduce((sum, each) => sum + Buffer.byteLength(each.MessageBody), 0);
  if (bytes > MAX_BYTES) throw outOfRange('Messages', 1, MAX_BYTES);
  const ready = messages.map((message) => ({ message, sending: sendingOf(message) }));
  const sent = ready.map(({ message, sending }) => sendOne(call, message, sending));
  return answer(201, 'Messages', { Message: sent });
};

const peeked = (message: QueueMessage) => ({
  MessageId: message.messageId,
  MessageBodyMD5: md5(message.body),
  MessageBody: message.body,
  EnqueueTime: message.enqueuedAt,
  FirstDequeueTime: message.firstDequeuedAt ?? 0,
  DequeueCount: message.dequeueCount,
  Priority: message.priority,
});

const received = (message: QueueMessage) => ({
  ...peeked(message),
  ReceiptHandle: message.receiptHandle,
  NextVisibleTime: message.visibleAt,
});

type Shape = typeof received | typeof peeked;

const answerWith = (messages: readonly QueueMessage[], call: SmqCall, shape: Shape): HttpAnswer => {
  const [first] = messages;
  if (first === undefined) throw smqFault('MessageNotExist');
  return call.request.query.has('numOfMessages')
    ? answer(200, 'Messages', { Message: messages.map(shape) })
    : answer(200, 'Message', shape(first));
};

const mostOf = ({ request }: SmqCall): number =>
  queryNumber(request.query, 'numOfMessages', 1, MAX_BATCH) ?? 1;

const peek = (call: SmqCall): HttpAnswer =>
  answerWith(call.store.queue(call.name).peek(mostOf(call)), call, peeked);

/** Long polling: `waitseconds`, else the queue's own PollingWaitSeconds. */
const receive = async (call: SmqCall): Promise<HttpAnswer> => {
  const queue = call.store.queue(call.name);
  const most = mostOf(call);
  const asked = queryNumber(call.request.query, 'waitseconds', 0, MAX_WAIT_SECONDS);
  const wait = asked ?? queue.attributes.pollingWaitSeconds;
  return answerWith(await call.polls.receive(queue, most, wait * 1000), call, received);
};

/** The documentation writes this parameter with either first letter. */
const handleIn = ({ query }: SmqCall['request']): string => {
  const handle = query.get('ReceiptHandle') ?? query.get('receiptHandle');
  if (!handle) throw smqFault('MissingReceiptHandle');
  return handle;
};

/** What is wrong with a handle that hides no message. */
const stale = (handle: string): CloudFault =>
  smqFault(isReceiptHandle(handle) ? 'MessageNotExist' : 'ReceiptHandleError');

const remove = ({ request, store, name }: SmqCall): HttpAnswer => {
  const queue = store.queue(name);
  const handle = handleIn(request);
  if (!queue.delete(handle)) throw stale(handle);
  return bare(204);
};

/** 204 only if every message is gone; else the handles that failed, and the others are deleted. */
const removeAll = ({ request, store, name }: SmqCall): HttpAnswer => {
  const queue = store.queue(name);
  const schema = v.object({ ReceiptHandle: oneOrMore(v.string()) });
  const { ReceiptHandle: handles } = readXml(request.body, 'ReceiptHandles', schema);
  if (handles.length > MAX_BATCH) throw outOfRange('ReceiptHandles', 1, MAX_BATCH);
  const failed = handles.filter((handle) => !queue.delete(handle));
  if (failed.length === 0) return bare(204);
  const errors = failed.map((handle) => {
    const { code, message } = stale(handle);
    return { ErrorCode: code, ErrorMessage: message, ReceiptHandle: handle };
  });
  return answer(404, 'Errors', { Error: errors });
};

const change = ({ request, store, name }: SmqCall): HttpAnswer => {
  const queue = store.queue(name);
  const handle = handleIn(request);
  const seconds = queryNumber(request.query, 'visibilityTimeout', 1, 43_200);
  if (seconds === undefined) throw smqFault('MissingVisibilityTimeout');
  const message = queue.changeVisibility(handle, seconds * 1000);
  if (message === undefined) throw stale(handle);
  return answer(200, 'ChangeVisibility', {
    ReceiptHandle: message.receiptHandle,
    NextVisibleTime: message.visibleAt,
  });
};

export const operations = {
  describeQueue: { action: 'GetQueueAttributes', run: describeQueue },
  publish: { action: 'PublishMessage', run: publish },
  send: { action: 'SendMessage', run: send },
  sendAll: { action: 'BatchSendMessage', right: 'SendMessage', run: sendAll },
  peek: { action: 'PeekMessage', run: peek },
  receive: { action: 'ReceiveMessage', run: receive },
  delete: { action: 'DeleteMessage', run: remove },
  deleteAll: { action: 'BatchDeleteMessage', right: 'DeleteMessage', run: removeAll },
  changeVisibility: { action: 'ChangeMessageVisibility', run: change },
} as const satisfies Record<string, Operation>;
