import * as v from 'valibot';
import type { Scheduler } from '../../clock.ts';
import type { SignatureChecks } from '../../gateway/hmac.ts';
import type { Service } from '../../http/types.ts';
import type { Journal } from '../../journal.ts';
import type { Sources } from '../../platform/ports.ts';
import { type StreamFacts, startStream } from '../eventbridge/stream.ts';
import type { Publishing } from './api/call.ts';
import { checkBody } from './api/messages.ts';
import { createSmqService } from './api/service.ts';
import { QueueAttributes, type QueueAttributesInput } from './attributes.ts';
import type { SmqFixture } from './fixture.ts';
import { createLongPolls } from './long-poll.ts';
import { newMessageId, type QueueMessage } from './message.ts';
import type { Sending } from './queue.ts';
import { SmqStore } from './store.ts';

export interface Smq {
  readonly service: Service;
  /** Makes a queue unless there is one of that name. */
  createQueue(name: string, attributes?: QueueAttributesInput): void;
  hasQueue(name: string): boolean;
  hasTopic(name: string): boolean;
  /** Makes a topic unless there is one of that name. */
  createTopic(name: string): void;
  /** Puts a text into a queue. Throws `CloudFault` for a queue that does not exist, and a text it does not take. */
  send(queue: string, body: string, sending?: Sending): QueueMessage;
  /** Publishes a text and returns its message id. Throws `CloudFault` for a topic that does not exist. */
  publish(topic: string, body: string, more?: Omit<Publishing, 'body'>): string;
  /** Everything in a queue, oldest first. Throws `CloudFault` for a queue that does not exist. */
  messages(queue: string): readonly QueueMessage[];
  readonly sources: Pick<Sources, 'queue' | 'topic'>;
  /** Ends timers and everybody who waits for a message. */
  close(): void;
}

export interface SmqOptions extends SignatureChecks {
  readonly journal: Journal;
  /** Timers that count as work under way. */
  readonly scheduler: Scheduler;
  /** The same without: for what is not waited for. */
  readonly quiet: Scheduler;
  readonly random: () => number;
  readonly accountId: string;
  readonly regionId: string;
  readonly fixture: SmqFixture;
}

const declare = (store: SmqStore, { queues, topics }: SmqFixture): void => {
  for (const { name, ...attributes } of queues) store.addQueue(name, attributes);
  for (const { name, subscriptions } of topics) {
    const topic = store.addTopic(name);
    for (const { name: subscription, ...attributes } of subscriptions)
      store.addSubscription(topic, subscription, attributes);
  }
};

/** SMQ of one account: queues and topics as declared, or made over the API. */
export const createSmq = (options: SmqOptions): Smq => {
  const { journal, scheduler, quiet, random, accountId, regionId } = options;
  const store = new SmqStore({ accountId, quiet, pace: { scheduler, random } });
  const polls = createLongPolls(quiet);
  declare(store, options.fixture);

  const send: Smq['send'] = (name, body, sending) => {
    const queue = store.queue(name);
    checkBody(queue, body);
    const message = queue.send(body, sending);
    const { messageId } = message;
    const detail = { queue: name, messageId, body };
    journal.record({ kind: 'message', summary: `queue ${name} ${messageId}`, detail });
    return message;
  };

  const publish = (name: string, publishing: Publishing): string => {
    const topic = store.topic(name);
    const messageId = newMessageId();
    const detail = { topic: name, messageId, body: publishing.body };
    journal.record({ kind: 'message', summary: `topic ${name} ${messageId}`, detail });
    topic.publish({ ...publishing, messageId, publishTime: quiet.now() });
    return messageId;
  };

  const facts: StreamFacts = { accountId, regionId, pace: { scheduler, random }, journal, send };

  return {
    service: createSmqService({ ...options, callWith: { store, send, publish, polls } }),
    hasQueue: (name) => store.queues.has(name),
    hasTopic: (name) => store.topics.has(name),
    createQueue: (name, attributes = {}) => {
      if (!store.queues.has(name)) store.addQueue(name, v.parse(QueueAttributes, attributes));
    },
    createTopic: (name) => {
      if (!store.topics.has(name)) store.addTopic(name);
    },
    send,
    publish: (topic, body, more) => publish(topic, { ...more, body }),
    messages: (name) => store.queue(name).messages,
    sources: {
      queue: (reading, take) => startStream(store.queue(reading.queue), reading, take, facts),
      topic: ({ topic, filterTag, strategy }, take) =>
        store.topic(topic).subscribe({ filterTag, strategy, take }),
    },
    close: () => {
      polls.close();
      store.close();
    },
  };
};
