import { randomUUID } from 'node:crypto';
import type { QueueReading, Scheduler, Take } from '../../platform/ports.ts';
import type { Queue, QueueMessage } from './queue.ts';

export interface StreamFacts {
  readonly accountId: string;
  readonly regionId: string;
  readonly scheduler: Scheduler;
  readonly deadLetter: (queue: string, body: string) => void;
}

/** A stream hides what it holds for as long as a function may run. */
const HIDDEN_MS = 10 * 60_000;
const TRIES = { BACKOFF_RETRY: 3, EXPONENTIAL_DECAY_RETRY: 176 } as const;

const bodyOf = (body: string, isBase64: boolean): string =>
  isBase64 && /^[A-Za-z0-9+/]+={0,2}$/.test(body)
    ? Buffer.from(body, 'base64').toString('utf8')
    : body;

const eventOf = (
  message: QueueMessage,
  { queue, source, isBase64Decode }: QueueReading,
  { accountId, regionId }: StreamFacts,
) => ({
  id: randomUUID(),
  source,
  specversion: '1.0',
  type: 'mns:Queue:SendMessage',
  datacontenttype: 'application/json; charset=utf-8',
  subject: `acs:mns:${regionId}:${accountId}:queues/${queue}`,
  time: new Date(message.enqueuedAt).toISOString(),
  aliyunaccountid: accountId,
  aliyunpublishtime: new Date(message.enqueuedAt).toISOString(),
  aliyuneventbusname: source,
  aliyunregionid: regionId,
  data: {
    requestId: message.messageId,
    messageId: message.messageId,
    messageBody: bodyOf(message.body, isBase64Decode),
  },
});

/** Seconds before try `attempt`: 1, 2, 4 ... 512 for decay, a short fixed wait for back-off. */
const waitMs = (strategy: QueueReading['retrying']['strategy'], attempt: number): number =>
  strategy === 'BACKOFF_RETRY' ? 10_000 : Math.min(2 ** (attempt - 1), 512) * 1000;

/**
 * An EventBridge stream from an SMQ queue to a function: batches, retries, then the dead-letter queue
 * or nowhere. Returns the way to stop.
 */
export const startStream = (
  queue: Queue,
  reading: QueueReading,
  take: Take<readonly unknown[]>,
  facts: StreamFacts,
): (() => void) => {
  let stopped = false;
  let scheduled: (() => void) | undefined;
  let busy = false;

  const done = (messages: readonly QueueMessage[], taken: boolean): void => {
    const { deadLetterQueue } = reading.retrying;
    for (const { receiptHandle, body } of messages) {
      if (!taken && deadLetterQueue !== undefined) facts.deadLetter(deadLetterQueue, body);
      queue.delete(receiptHandle);
    }
    busy = false;
    plan(0);
  };

  const deliver = async (messages: readonly QueueMessage[], attempt: number): Promise<void> => {
    if (stopped) return;
    const taken = await take(messages.map((each) => eventOf(each, reading, facts)));
    if (taken || attempt > TRIES[reading.retrying.strategy]) return done(messages, taken);
    scheduled = facts.scheduler.after(waitMs(reading.retrying.strategy, attempt), () => {
      void deliver(messages, attempt + 1);
    });
  };

  const pull = (): void => {
    if (busy || stopped) return;
    const messages = queue.receive(reading.batch, HIDDEN_MS);
    if (messages.length === 0) return;
    busy = true;
    void deliver(messages, 1);
  };

  const plan = (ms: number): void => {
    if (stopped || queue.messages.length === 0) return;
    scheduled = facts.scheduler.after(ms, pull);
  };

  const ignore = queue.onArrival(() => plan(reading.windowMs));
  plan(0);
  return () => {
    stopped = true;
    ignore();
    scheduled?.();
  };
};
