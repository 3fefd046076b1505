import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import type { HttpAnswer } from '../../../http/types.ts';
import { QueueAttributes, resourceName } from '../attributes.ts';
import { smqFault } from '../fault.ts';
import type { Queue } from '../queue.ts';
import { answer, bare } from './answers.ts';
import { readAttributes } from './attributes.ts';
import type { Operation, SmqCall } from './call.ts';
import { baseUrl, listAnswer } from './list.ts';

/** Making a queue again with the same attributes is no error. */
const create = ({ request, store, name }: SmqCall): HttpAnswer => {
  if (!v.is(resourceName, name)) throw smqFault('InvalidArgument', 'The name is not valid.');
  const attributes = readAttributes(request.body, 'Queue', QueueAttributes);
  if (attributes.dlqPolicy?.deadLetterTargetQueue === name)
    throw smqFault('InvalidArgument', 'A queue cannot be its own dead-letter queue.');
  const known = store.queues.get(name);
  if (known && !isDeepStrictEqual(known.attributes, attributes))
    throw smqFault('QueueAlreadyExist');
  if (!known) store.addQueue(name, attributes);
  return bare(known ? 204 : 201, { location: `${baseUrl(request)}/queues/${name}` });
};

const set = ({ request, store, name }: SmqCall): HttpAnswer => {
  const queue = store.queue(name);
  queue.attributes = readAttributes(request.body, 'Queue', QueueAttributes, queue.attributes);
  return bare(204);
};

const seconds = (ms: number): number => Math.floor(ms / 1000);

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

const get = ({ store, name }: SmqCall): HttpAnswer => {
  const queue = store.queue(name);
  const { attributes } = queue;
  return answer(200, 'Queue', {
    QueueName: name,
    CreateTime: seconds(queue.createdAt),
    LastModifyTime: seconds(queue.modifiedAt),
    DelaySeconds: attributes.delaySeconds,
    MaximumMessageSize: attributes.maximumMessageSize,
    MessageRetentionPeriod: attributes.messageRetentionPeriod,
    VisibilityTimeout: attributes.visibilityTimeout,
    PollingWaitSeconds: attributes.pollingWaitSeconds,
    LoggingEnabled: attributes.loggingEnabled,
    ...counts(queue),
  });
};

const remove = ({ store, name }: SmqCall): HttpAnswer => {
  store.queues.get(name)?.close();
  store.queues.delete(name);
  return bare(204);
};

const list = ({ request, store }: SmqCall): HttpAnswer =>
  listAnswer(request, store.queues.keys(), 'Queue', (name) => ({
    QueueURL: `${baseUrl(request)}/queues/${name}`,
  }));

export const queueOperations = {
  create: { action: 'CreateQueue', run: create },
  set: { action: 'SetQueueAttributes', run: set },
  get: { action: 'GetQueueAttributes', run: get },
  delete: { action: 'DeleteQueue', run: remove },
  list: { action: 'ListQueue', run: list },
} as const satisfies Record<string, Operation>;
