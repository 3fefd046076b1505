import type { TopicMessage } from '../../platform/ports.ts';
import { document } from './api/xml.ts';
import type { SubscriptionAttributes } from './attributes.ts';
import { md5 } from './message.ts';

export interface NotificationFacts {
  readonly owner: string;
  readonly topic: string;
  readonly subscription: string;
}

type Format = SubscriptionAttributes['notifyContentFormat'];

const fieldsOf = (message: TopicMessage, { owner, topic, subscription }: NotificationFacts) => ({
  TopicOwner: owner,
  TopicName: topic,
  Subscriber: owner,
  SubscriptionName: subscription,
  MessageId: message.messageId,
  Message: message.body,
  MessageMD5: md5(message.body),
  ...(message.tag === undefined ? {} : { MessageTag: message.tag }),
  PublishTime: String(message.publishTime),
});

const FORMATS: Readonly<
  Record<Format, (message: TopicMessage, facts: NotificationFacts) => string>
> = {
  XML: (message, facts) => document('Notification', fieldsOf(message, facts)),
  JSON: (message, facts) => JSON.stringify(fieldsOf(message, facts)),
  SIMPLIFIED: ({ body }) => body,
};

/** What a topic puts into a queue that subscribed to it (SMQ: NotifyContentFormat). */
export const notificationBody = (
  message: TopicMessage,
  format: Format,
  facts: NotificationFacts,
): string => FORMATS[format](message, facts);
