import { parseArn } from '../../arn.ts';
import type { Scheduler } from '../../clock.ts';
import { smqFault } from '../../cloud/fault.ts';
import type { Pace } from '../delivery/deliver.ts';
import type { QueueAttributes, SubscriptionAttributes } from './attributes.ts';
import { notificationBody } from './notification.ts';
import { Queue } from './queue.ts';
import { Topic } from './topic.ts';

export interface StoreOptions {
  /** The account that everything belongs to. */
  readonly accountId: string;
  /** For what queues do by themselves: no test waits for a hidden message to show up again. */
  readonly quiet: Scheduler;
  /** For pushes of topics. */
  readonly pace: Pace;
}

const by = <T>(items: Map<string, T>, name: string, code: 'QueueNotExist' | 'TopicNotExist'): T => {
  const found = items.get(name);
  if (found === undefined) throw smqFault(code);
  return found;
};

/** The queues and topics of an account; names that are not declared do not exist. */
export class SmqStore {
  readonly queues = new Map<string, Queue>();
  readonly topics = new Map<string, Topic>();
  readonly #options: StoreOptions;

  constructor(options: StoreOptions) {
    this.#options = options;
  }

  /** @throws {CloudFault} QueueNotExist */
  queue(name: string): Queue {
    return by(this.queues, name, 'QueueNotExist');
  }

  /** @throws {CloudFault} TopicNotExist */
  topic(name: string): Topic {
    return by(this.topics, name, 'TopicNotExist');
  }

  /** @throws {CloudFault} InvalidArgument, for a queue that is to bury into itself */
  addQueue(name: string, attributes: QueueAttributes): Queue {
    if (attributes.dlqPolicy?.deadLetterTargetQueue === name)
      throw smqFault('InvalidArgument', 'A queue cannot be its own dead-letter queue.');
    const queue = new Queue(name, attributes, this.#options.quiet, (target, message) => {
      const found = this.queues.get(target);
      found?.adopt(message);
      return found !== undefined;
    });
    this.queues.set(name, queue);
    return queue;
  }

  addTopic(name: string): Topic {
    const topic = new Topic(name, this.#options.pace);
    this.topics.set(name, topic);
    return topic;
  }

  /** Subscribes a queue; it need not exist yet. */
  addSubscription(topic: Topic, name: string, attributes: SubscriptionAttributes): void {
    const target = parseArn(attributes.endpoint)?.name ?? '';
    const facts = { owner: this.#options.accountId, topic: topic.name, subscription: name };
    topic.subscribe({
      filterTag: attributes.filterTag,
      strategy: attributes.notifyStrategy,
      take: async (message) => {
        const queue = this.queues.get(target);
        queue?.send(notificationBody(message, attributes.notifyContentFormat, facts));
        return queue !== undefined;
      },
    });
  }

  close(): void {
    for (const queue of this.queues.values()) queue.close();
    for (const topic of this.topics.values()) topic.close();
  }
}
