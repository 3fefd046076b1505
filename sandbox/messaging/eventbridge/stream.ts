import { type Delivering, deliver, giveUpWith, type Retrying, type Take } from '../delivery.ts';
import type { Queue, QueueMessage } from '../smq/queue.ts';
import { isBase64, type Owner, queueEvent } from './event.ts';
import { matches } from './pattern.ts';

/** How a stream reads an SMQ queue. */
export interface QueueReading {
  readonly queue: string;
  /** Most messages of one delivery. */
  readonly batch: number;
  /** How long a delivery waits for more messages, in milliseconds. */
  readonly windowMs: number;
  readonly isBase64Decode: boolean;
  /** Whether a body that is to be decoded, and is not Base64, is given up at once; else it goes as it is. */
  readonly buriesPlain: () => boolean;
  /** CloudEvents source of what arrives: `MNS-{function}-{trigger}`. */
  readonly source: string;
  /** Event pattern of what is wanted; the rest is thrown away. */
  readonly pattern: unknown;
  readonly retrying: Retrying;
}

/**
 * An EventBridge stream from an SMQ queue: batches by count and time, retries, then the dead-letter queue
 * or nowhere, or a standstill where errors are not tolerated. Returns the way to stop.
 */
export const startStream = (
  queue: Queue,
  reading: QueueReading,
  take: Take<readonly unknown[]>,
  options: Delivering & Owner,
): (() => void) => {
  const { batch, windowMs, isBase64Decode, pattern, retrying } = reading;
  const { pace } = options;
  const giveUp = giveUpWith(reading.source, retrying, options);
  let held: readonly QueueMessage[] = [];
  let isBlocked = false;
  let endWindow: (() => void) | undefined;
  let endDelivery: () => void = () => undefined;

  const isUnreadable = ({ body }: QueueMessage): boolean =>
    isBase64Decode && !isBase64(body) && reading.buriesPlain();

  /** False where errors are not tolerated: nothing more is delivered. */
  const bury = ({ body, messageId, receiptHandle = '' }: QueueMessage): boolean => {
    const summary = `${reading.source}: ${messageId} is not Base64 and cannot be decoded`;
    options.journal.record({ kind: 'message', summary, detail: { messageId, body } });
    const isOver = giveUp([body]);
    if (isOver) queue.delete(receiptHandle);
    return isOver;
  };

  /** Holds the next messages and returns their events; what the pattern does not want is gone. */
  const receive = (): readonly unknown[] => {
    held = queue.receive(batch, Number.POSITIVE_INFINITY);
    isBlocked = held.filter(isUnreadable).some((message) => !bury(message));
    if (isBlocked) return [];
    const wanted = held.flatMap((message) => {
      if (isUnreadable(message)) return [];
      const event = queueEvent(message, reading, options);
      if (matches(pattern, event)) return [{ message, event }];
      queue.delete(message.receiptHandle ?? '');
      return [];
    });
    held = wanted.map(({ message }) => message);
    return wanted.map(({ event }) => event);
  };

  const pull = (): void => {
    endWindow?.();
    endWindow = undefined;
    const events = receive();
    if (isBlocked) return;
    if (events.length === 0) {
      goOn();
      return;
    }
    endDelivery = deliver(events, take, pace, retrying.strategy, (taken) => {
      if (taken || giveUp(held.map(({ body }) => body))) goOn();
      else isBlocked = true;
    });
  };

  /** A full batch goes at once; a smaller one when its window has passed. */
  const consider = (): void => {
    if (held.length > 0 || isBlocked) return;
    const isFull = queue.messages.length >= batch && queue.peek(batch).length >= batch;
    if (isFull) pull();
    else endWindow ??= pace.scheduler.after(windowMs, pull);
  };

  const considerIfAny = (): void => {
    if (queue.peek().length > 0) consider();
  };

  const goOn = (): void => {
    for (const { receiptHandle = '' } of held) queue.delete(receiptHandle);
    held = [];
    considerIfAny();
  };

  const ignore = queue.onVisible(consider);
  considerIfAny();
  return () => {
    ignore();
    endWindow?.();
    endDelivery();
    // What is held is visible again for others.
    for (const { receiptHandle = '' } of held) queue.changeVisibility(receiptHandle, 0);
  };
};
