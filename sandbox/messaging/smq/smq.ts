import type { Key } from '../../cloud/credentials.ts';
import type { Service } from '../../http/types.ts';
import type { Journal } from '../../journal.ts';
import type { Scheduler, Sources, Take, TopicMessage } from '../../platform/ports.ts';
import { newMessageId, Queue } from './queue.ts';
import { createSmqService } from './service.ts';
import { type StreamFacts, startStream } from './stream.ts';

export interface Smq {
  readonly service: Service;
  /** Puts a text into a queue, which is made if nobody made it. */
  send(queue: string, body: string): void;
  publish(topic: string, body: string): void;
  messages(queue: string): readonly { readonly messageId: string; readonly body: string }[];
  readonly sources: Pick<Sources, 'queue' | 'topic'>;
}

export interface SmqOptions {
  readonly journal: Journal;
  readonly find: (accessKeyId: string) => Key | undefined;
  readonly scheduler: Scheduler;
  readonly accountId: string;
  readonly regionId: string;
}

/** SMQ queues and topics; names spring into being when they are first used. */
export const createSmq = (options: SmqOptions): Smq => {
  const { journal, scheduler } = options;
  const queues = new Map<string, Queue>();
  const topics = new Map<string, Set<Take<TopicMessage>>>();

  const queueOf = (name: string): Queue => {
    const known = queues.get(name) ?? new Queue(() => scheduler.now());
    queues.set(name, known);
    return known;
  };

  const send = (name: string, body: string): void => {
    const { messageId } = queueOf(name).send(body);
    journal.record({
      kind: 'message',
      summary: `queue ${name}`,
      detail: { queue: name, messageId, body },
    });
  };

  const publish = (name: string, body: string): string => {
    const message = { messageId: newMessageId(), body, publishTime: scheduler.now() };
    journal.record({ kind: 'message', summary: `topic ${name}`, detail: { topic: name, body } });
    for (const take of topics.get(name) ?? []) void take(message);
    return message.messageId;
  };

  const facts: StreamFacts = {
    accountId: options.accountId,
    regionId: options.regionId,
    scheduler,
    deadLetter: send,
  };

  return {
    service: createSmqService({ queue: queueOf, publish }, options.find),
    send,
    publish: (topic, body) => {
      publish(topic, body);
    },
    messages: (name) => queueOf(name).messages,
    sources: {
      queue: (reading, take) => startStream(queueOf(reading.queue), reading, take, facts),
      topic: ({ topic }, take) => {
        const takers = topics.get(topic) ?? new Set();
        topics.set(topic, takers.add(take));
        return () => takers.delete(take);
      },
    },
  };
};
