import { deliver, type Pace, type RetryStrategy, type Take } from '../delivery.ts';
import type { Subscription } from './attributes.ts';
import { md5 } from './queue.ts';
import { document } from './xml.ts';

/** What a topic hands to its subscribers. */
export interface TopicMessage {
  readonly messageId: string;
  readonly body: string;
  /** Milliseconds since the epoch. */
  readonly publishTime: number;
  readonly tag?: string | undefined;
  readonly attributes?: Readonly<Record<string, string>> | undefined;
}

/** Somebody who gets what is published. */
export interface Subscriber {
  readonly filterTag?: string | undefined;
  readonly strategy: RetryStrategy;
  readonly take: Take<TopicMessage>;
}

/** One SMQ topic: every subscriber gets a message on its own, and again while it does not take it. */
export class Topic {
  readonly #subscribers = new Set<Subscriber>();
  readonly #deliveries = new Set<() => void>();

  constructor(
    readonly name: string,
    private readonly pace: Pace,
  ) {}

  publish(message: TopicMessage): void {
    for (const { filterTag, take, strategy } of this.#subscribers) {
      if (filterTag !== undefined && filterTag !== message.tag) continue;
      const end = () => this.#deliveries.delete(stop);
      const stop = deliver(message, take, this.pace, strategy, end);
      this.#deliveries.add(stop);
    }
  }

  subscribe(subscriber: Subscriber): () => void {
    this.#subscribers.add(subscriber);
    return () => this.#subscribers.delete(subscriber);
  }

  close(): void {
    this.#subscribers.clear();
    for (const stop of this.#deliveries) stop();
  }
}

/** Whose message it is, and through which subscription it comes. */
export interface Notification {
  readonly owner: string;
  readonly topic: string;
  readonly subscription: string;
}

/** The fields of a notification in JSON and XML. */
export const notificationFields = (
  message: TopicMessage,
  { owner, topic, subscription }: Notification,
) => ({
  TopicOwner: owner,
  TopicName: topic,
  Subscriber: owner,
  SubscriptionName: subscription,
  MessageId: message.messageId,
  Message: message.body,
  MessageMD5: md5(message.body),
  PublishTime: String(message.publishTime),
});

/** What a topic puts into a queue that subscribed to it (SMQ: NotifyContentFormat). */
export const notificationBody = (
  message: TopicMessage,
  format: Subscription['notifyContentFormat'],
  about: Notification,
): string => {
  if (format === 'SIMPLIFIED') return message.body;
  const tag = message.tag === undefined ? {} : { MessageTag: message.tag };
  const fields = { ...notificationFields(message, about), ...tag };
  return format === 'XML' ? document('Notification', fields) : JSON.stringify(fields);
};
