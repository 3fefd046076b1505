import type { HttpAnswer } from '../../../http/types.ts';
import type { Queue } from '../queue.ts';
import { answer } from './answers.ts';
import type { SmqCall } from './call.ts';

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

/** GetQueueAttributes; queues are made by fixtures and stacks. */
export const describeQueue = ({ store, name }: SmqCall): HttpAnswer => {
  const queue = store.queue(name);
  const { attributes } = queue;
  return answer(200, 'Queue', {
    QueueName: name,
    CreateTime: seconds(queue.createdAt),
    LastModifyTime: seconds(queue.createdAt),
    DelaySeconds: attributes.delaySeconds,
    MaximumMessageSize: attributes.maximumMessageSize,
    MessageRetentionPeriod: attributes.messageRetentionPeriod,
    VisibilityTimeout: attributes.visibilityTimeout,
    PollingWaitSeconds: attributes.pollingWaitSeconds,
    LoggingEnabled: attributes.loggingEnabled,
    ...counts(queue),
  });
};
