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

const objectIn = (text: string): object | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
};

/** User properties travel as JSON in the attribute `Extend`. */
const propertiesOf = (attributes: Readonly<Record<string, string>>): object => {
  const own = objectIn(attributes.Extend ?? '');
  if (own === undefined) return attributes;
  const { Extend: _, ...others } = attributes;
  return { ...others, ...own };
};

const json = (message: TopicMessage, facts: TopicFacts): string =>
  JSON.stringify({
    ...propertiesOf(message.attributes ?? {}),
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
