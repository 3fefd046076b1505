import { createHash } from 'node:crypto';
import type { TopicMessage } from '../ports.ts';

export interface TopicFacts {
  readonly format: 'STREAM' | 'JSON';
  readonly topic: string;
  readonly owner: string;
  readonly subscription: string;
}

const stream = ({ body, attributes }: TopicMessage): string =>
  attributes === undefined ? body : JSON.stringify({ body, attrs: attributes });

const json = (message: TopicMessage, facts: TopicFacts): string =>
  JSON.stringify({
    ...message.attributes,
    TopicOwner: facts.owner,
    Message: message.body,
    Subscriber: facts.owner,
    PublishTime: message.publishTime,
    SubscriptionName: facts.subscription,
    MessageMD5: createHash('md5').update(message.body).digest('hex').toUpperCase(),
    TopicName: facts.topic,
    MessageId: message.messageId,
  });

/**
 * What an SMQ topic trigger sends for one message.
 *
 * Function Compute 3.0: STREAM is the bare body, or body and attributes; JSON wraps the message and
 * puts the attributes beside its own fields.
 */
export const topicEvent = (message: TopicMessage, facts: TopicFacts): Buffer =>
  Buffer.from(facts.format === 'STREAM' ? stream(message) : json(message, facts));
