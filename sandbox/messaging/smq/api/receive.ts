import type { HttpAnswer } from '../../../http/types.ts';
import { SmqFault } from '../fault.ts';
import { md5, type QueueMessage } from '../message.ts';
import { answer } from './answers.ts';
import type { Operation, SmqCall } from './call.ts';
import { queryNumber } from './numbers.ts';

const MAX_BATCH = 16;
const MAX_WAIT_SECONDS = 30;

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
  if (first === undefined) throw new SmqFault('MessageNotExist');
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

export const peekMessage: Operation = { action: 'PeekMessage', run: peek };
export const receiveMessage: Operation = { action: 'ReceiveMessage', run: receive };
