import * as v from 'valibot';
import { parseArn } from '../../arn.ts';
import type { Scheduler } from '../../clock.ts';
import { smqFault } from '../../cloud/fault.ts';
import type { Journal } from '../../journal.ts';
import type { Pace } from '../delivery.ts';
import {
  QueueAttributes,
  type QueueAttributesInput,
  type SmqFixture,
  type Subscription,
} from './attributes.ts';
import { newMessageId, Queue, type QueueMessage, type Sending } from './queue.ts';
import { notificationBody, Topic, type TopicMessage } from './topic.ts';

/** A value out of its range, in the words of the service. */
export const outOfRange = (element: string, low: number, high: number) =>
  smqFault(
    'InvalidArgument',
    `The value of ${element} should between ${low} and ${high} seconds/bytes.`,
  );

/** A body is not empty, and as it is sent (Base64 or not) within a limit. */
export const checkBody = (body: string, most: number): void => {
  if (body === '') throw smqFault('InvalidArgument', 'MessageBody is required.');
  if (Buffer.byteLength(body) > most) throw outOfRange('MessageBody', 1, most);
};

export interface SmqOptions {
  /** The account that everything belongs to. */
  readonly accountId: string;
  /** For what queues do by themselves: no test waits for a hidden message to show up again. */
  readonly quiet: Scheduler;
  /** For pushes of topics. */
  readonly pace: Pace;
  readonly journal: Journal;
}

/** SMQ of one account: its queues and topics; names that are not declared do not exist. */
export class Smq {
  readonly queues = new Map<string, Queue>();
  readonly topics = new Map<string, Topic>();

  constructor(
    private readonly options: SmqOptions,
    { queues, topics }: SmqFixture = { queues: [], topics: [] },
  ) {
    for (const { name, ...attributes } of queues) this.createQueue(name, attributes);
    for (const { name, subscriptions } of topics) {
      const topic = this.createTopic(name);
      for (const each of subscriptions) this.subscribe(topic, each);
    }
  }

  /** @throws {CloudFault} QueueNotExist */
  queue(name: string): Queue {
    const found = this.queues.get(name);
    if (found === undefined) throw smqFault('QueueNotExist');
    return found;
  }

  /** @throws {CloudFault} TopicNotExist */
  topic(name: string): Topic {
    const found = this.topics.get(name);
    if (found === undefined) throw smqFault('TopicNotExist');
    return found;
  }

  /**
   * Makes a queue unless there is one of that name.
   *
   * @throws {CloudFault} InvalidArgument, for a queue that is to bury into itself
   */
  createQueue(name: string, given: QueueAttributesInput = {}): Queue {
    const known = this.queues.get(name);
    if (known) return known;
    const attributes = v.parse(QueueAttributes, given);
    if (attributes.dlqPolicy?.deadLetterTargetQueue === name)
      throw smqFault('InvalidArgument', 'A queue cannot be its own dead-letter queue.');
    const queue = new Queue(name, attributes, this.options.quiet, (target, message) => {
      const found = this.queues.get(target);
      found?.adopt(message);
      return found !== undefined;
    });
    this.queues.set(name, queue);
    return queue;
  }

  /** Makes a topic unless there is one of that name. */
  createTopic(name: string): Topic {
    const topic = this.topics.get(name) ?? new Topic(name, this.options.pace);
    this.topics.set(name, topic);
    return topic;
  }

  /** Subscribes a queue; it need not exist yet. */
  subscribe(topic: Topic, { name, endpoint, ...attributes }: Subscription): void {
    const target = parseArn(endpoint)?.name ?? '';
    const about = { owner: this.options.accountId, topic: topic.name, subscription: name };
    topic.subscribe({
      filterTag: attributes.filterTag,
      strategy: attributes.notifyStrategy,
      take: async (message) => {
        const queue = this.queues.get(target);
        queue?.send(notificationBody(message, attributes.notifyContentFormat, about));
        return queue !== undefined;
      },
    });
  }

  /** Puts a text into a queue. Throws `CloudFault` for a queue that does not exist, and a text it does not take. */
  send(name: string, body: string, sending?: Sending): QueueMessage {
    const queue = this.queue(name);
    checkBody(body, queue.attributes.maximumMessageSize);
    const message = queue.send(body, sending);
    this.#note('queue', name, message);
    return message;
  }

  /** Publishes a text and returns its message id. Throws `CloudFault` for a topic that does not exist. */
  publish(name: string, body: string, more?: Pick<TopicMessage, 'tag' | 'attributes'>): string {
    const topic = this.topic(name);
    const publishTime = this.options.quiet.now();
    const message = { ...more, body, messageId: newMessageId(), publishTime };
    this.#note('topic', name, message);
    topic.publish(message);
    return message.messageId;
  }

  /** Everything in a queue, oldest first. Throws `CloudFault` for a queue that does not exist. */
  messages(queue: string): readonly QueueMessage[] {
    return this.queue(queue).messages;
  }

  /** Ends timers and everybody who waits for a message. */
  close(): void {
    for (const each of [...this.queues.values(), ...this.topics.values()]) each.close();
  }

  #note(
    kind: 'queue' | 'topic',
    name: string,
    { messageId, body }: { readonly messageId: string; readonly body: string },
  ): void {
    const detail = { [kind]: name, messageId, body };
    const summary = `${kind} ${name} ${messageId}`;
    this.options.journal.record({ kind: 'message', summary, detail });
  }
}
