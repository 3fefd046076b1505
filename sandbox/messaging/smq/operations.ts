import * as v from 'valibot';
import { type CloudFault, smqFault } from '../../cloud/fault.ts';
import type { HttpRequest } from '../../http.ts';
import { oneOrMore } from '../../schema.ts';
import { isReceiptHandle, md5, type Queue, type QueueMessage } from './queue.ts';
import { checkBody, outOfRange, type Smq } from './smq.ts';
import { type Fields, readXml } from './xml.ts';

/** One call of the API, allowed. */
export interface SmqCall {
  readonly request: HttpRequest;
  readonly smq: Smq;
  /** The queue or topic that the path names. */
  readonly name: string;
}

/** Status, root and fields of the answer. */
type Reply = readonly [status: number, root?: string, fields?: Fields];

export interface Operation {
  /** As the API calls it. */
  readonly action: string;
  /** RAM action without its prefix `mns:`, where it is called otherwise. */
  readonly right?: string;
  readonly run: (call: SmqCall) => Reply | Promise<Reply>;
}

/** SMQ: a batch altogether, in bytes and messages; the longest poll in seconds; the longest tag. */
const MAX_BYTES = 64 * 1024;
const MAX_BATCH = 16;
const MAX_WAIT_SECONDS = 30;
const MAX_TAG = 16;

/** A number in the text of an element or parameter. Throws `InvalidArgument` outside its range. */
const wholeNumber = (element: string, text: string, low: number, high: number): number => {
  const value = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (!(value >= low && value <= high)) throw outOfRange(element, low, high);
  return value;
};

/** A number in the query. Throws `InvalidQueryString` for what is none. */
const queryNumber = (
  { query }: HttpRequest,
  name: string,
  low: number,
  high: number,
): number | undefined => {
  const text = query.get(name);
  if (text === null) return undefined;
  const message = `Http request URL contains invalid querystring item "${name}".`;
  if (!/^\d+$/.test(text)) throw smqFault('InvalidQueryString', message);
  return wholeNumber(name, text, low, high);
};

const numberElement = (element: string, low: number, high: number) =>
  v.optional(
    v.pipe(
      v.string(),
      v.transform((text) => wholeNumber(element, text, low, high)),
    ),
  );

const Message = v.object({
  MessageBody: v.string(),
  DelaySeconds: numberElement('DelaySeconds', 0, 604_800),
  Priority: numberElement('Priority', 1, 16),
});

const Publication = v.object({
  MessageBody: v.string(),
  MessageTag: v.optional(v.string()),
  MessageAttributes: v.optional(v.record(v.string(), v.string())),
});

const sendOne = ({ smq, name }: SmqCall, message: v.InferOutput<typeof Message>) => {
  const { MessageBody: body, DelaySeconds: delaySeconds, Priority: priority } = message;
  const { messageId, receiptHandle } = smq.send(name, body, { delaySeconds, priority });
  return { MessageId: messageId, MessageBodyMD5: md5(body), ReceiptHandle: receiptHandle };
};

const send = (call: SmqCall): Reply => {
  call.smq.queue(call.name);
  return [201, 'Message', sendOne(call, readXml(call.request.body, 'Message', Message))];
};

/** All of a batch is checked before any of it is sent. */
const sendAll = (call: SmqCall): Reply => {
  const { attributes } = call.smq.queue(call.name);
  const schema = v.object({ Message: oneOrMore(Message) });
  const { Message: messages } = readXml(call.request.body, 'Messages', schema);
  if (messages.length > MAX_BATCH) throw outOfRange('Messages', 1, MAX_BATCH);
  for (const { MessageBody } of messages) checkBody(MessageBody, attributes.maximumMessageSize);
  const bytes = messages.reduce((sum, each) => sum + Buffer.byteLength(each.MessageBody), 0);
  if (bytes > MAX_BYTES) throw outOfRange('Messages', 1, MAX_BYTES);
  return [201, 'Messages', { Message: messages.map((message) => sendOne(call, message)) }];
};

const publish = ({ smq, name, request }: SmqCall): Reply => {
  smq.topic(name);
  const message = readXml(request.body, 'Message', Publication);
  const { MessageBody: body, MessageTag: tag, MessageAttributes: attributes } = message;
  checkBody(body, MAX_BYTES);
  if ((tag ?? '').length > MAX_TAG) throw outOfRange('MessageTag', 0, MAX_TAG);
  const MessageId = smq.publish(name, body, { tag, attributes });
  return [201, 'Message', { MessageId, MessageBodyMD5: md5(body) }];
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

const found = (messages: readonly QueueMessage[], { request }: SmqCall, shape: Shape): Reply => {
  const [first] = messages;
  if (first === undefined) throw smqFault('MessageNotExist');
  return request.query.has('numOfMessages')
    ? [200, 'Messages', { Message: messages.map(shape) }]
    : [200, 'Message', shape(first)];
};

const mostOf = ({ request }: SmqCall): number =>
  queryNumber(request, 'numOfMessages', 1, MAX_BATCH) ?? 1;

const peek = (call: SmqCall): Reply =>
  found(call.smq.queue(call.name).peek(mostOf(call)), call, peeked);

/** Long polling: `waitseconds`, else the queue's own PollingWaitSeconds. */
const receive = async (call: SmqCall): Promise<Reply> => {
  const queue = call.smq.queue(call.name);
  const most = mostOf(call);
  const asked = queryNumber(call.request, 'waitseconds', 0, MAX_WAIT_SECONDS);
  const wait = asked ?? queue.attributes.pollingWaitSeconds;
  return found(await queue.poll(most, wait * 1000), call, received);
};

/** The documentation writes this parameter with either first letter. */
const handleIn = ({ query }: HttpRequest): string => {
  const handle = query.get('ReceiptHandle') ?? query.get('receiptHandle');
  if (!handle) throw smqFault('MissingReceiptHandle');
  return handle;
};

/** What is wrong with a handle that hides no message. */
const stale = (handle: string): CloudFault =>
  smqFault(isReceiptHandle(handle) ? 'MessageNotExist' : 'ReceiptHandleError');

const remove = ({ request, smq, name }: SmqCall): Reply => {
  const queue = smq.queue(name);
  const handle = handleIn(request);
  if (!queue.delete(handle)) throw stale(handle);
  return [204];
};

/** 204 only if every message is gone; else the handles that failed, and the others are deleted. */
const removeAll = ({ request, smq, name }: SmqCall): Reply => {
  const queue = smq.queue(name);
  const schema = v.object({ ReceiptHandle: oneOrMore(v.string()) });
  const { ReceiptHandle: handles } = readXml(request.body, 'ReceiptHandles', schema);
  if (handles.length > MAX_BATCH) throw outOfRange('ReceiptHandles', 1, MAX_BATCH);
  const failed = handles.filter((handle) => !queue.delete(handle));
  if (failed.length === 0) return [204];
  const errors = failed.map((handle) => {
    const { code, message } = stale(handle);
    return { ErrorCode: code, ErrorMessage: message, ReceiptHandle: handle };
  });
  return [404, 'Errors', { Error: errors }];
};

const changeVisibility = ({ request, smq, name }: SmqCall): Reply => {
  const queue = smq.queue(name);
  const handle = handleIn(request);
  const seconds = queryNumber(request, 'visibilityTimeout', 1, 43_200);
  if (seconds === undefined) throw smqFault('MissingVisibilityTimeout');
  const message = queue.changeVisibility(handle, seconds * 1000);
  if (message === undefined) throw stale(handle);
  const { receiptHandle: ReceiptHandle, visibleAt: NextVisibleTime } = message;
  return [200, 'ChangeVisibility', { ReceiptHandle, NextVisibleTime }];
};

const counts = (queue: Queue) => {
  const visible = new Set(queue.peek(Number.POSITIVE_INFINITY));
  const hidden = queue.messages.filter((each) => !visible.has(each));
  const delayed = hidden.filter(({ dequeueCount }) => dequeueCount === 0);
  return {
    ActiveMessages: visible.size,
    InactiveMessages: hidden.length - delayed.length,
    DelayMessages: delayed.length,
  };
};

/** Queues are made by fixtures and stacks. */
const describeQueue = ({ smq, name }: SmqCall): Reply => {
  const queue = smq.queue(name);
  const { attributes } = queue;
  const createdAt = Math.floor(queue.createdAt / 1000);
  return [
    200,
    'Queue',
    {
      QueueName: name,
      CreateTime: createdAt,
      LastModifyTime: createdAt,
      DelaySeconds: attributes.delaySeconds,
      MaximumMessageSize: attributes.maximumMessageSize,
      MessageRetentionPeriod: attributes.messageRetentionPeriod,
      VisibilityTimeout: attributes.visibilityTimeout,
      PollingWaitSeconds: attributes.pollingWaitSeconds,
      LoggingEnabled: attributes.loggingEnabled,
      ...counts(queue),
    },
  ];
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
  changeVisibility: { action: 'ChangeMessageVisibility', run: changeVisibility },
} as const satisfies Record<string, Operation>;
