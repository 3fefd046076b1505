import * as v from 'valibot';
import type { QueueMessage, Queues } from './cloud/queues.ts';
import { jsonIn } from './cloud/text.ts';

const event = v.looseObject({
  id: v.string(),
  source: v.optional(v.string(), ''),
  type: v.string(),
  time: v.optional(v.string(), ''),
  data: v.optional(
    v.looseObject({
      requestId: v.nullish(v.string()),
      connection: v.nullish(
        v.looseObject({ instanceId: v.optional(v.string()), status: v.optional(v.string()) }),
      ),
      failure: v.nullish(
        v.looseObject({ code: v.optional(v.string(), ''), message: v.optional(v.string(), '') }),
      ),
    }),
  ),
});
export type FollowedEvent = v.InferOutput<typeof event>;

const envelope = v.looseObject({ data: v.looseObject({ messageBody: v.string() }) });

/** The event of a message: as the SMQ sink sends it, or as EventBridge puts it into a queue. */
export const eventIn = (body: string): FollowedEvent | undefined => {
  const json = jsonIn(body);
  const read = v.safeParse(event, json);
  const wrapped = v.safeParse(envelope, json);
  if (wrapped.success) return eventIn(wrapped.output.data.messageBody);
  return read.success ? read.output : undefined;
};

/** An event in one line. */
export const eventLine = ({ time, type, data, id }: FollowedEvent): string =>
  [
    time.slice(11, 19),
    type.replace(/^peerflow:/, ''),
    data?.connection?.instanceId ?? id,
    data?.requestId ? `request ${data.requestId}` : '',
    data?.failure ? `${data.failure.code}: ${data.failure.message}` : '',
  ]
    .filter(Boolean)
    .join('  ');

export interface FollowQueueDeps {
  readonly queues: Queues;
  readonly show: (event: FollowedEvent) => void;
  readonly unreadable: (message: QueueMessage) => void;
  /** True once it is time to end. */
  readonly isOver: () => boolean;
}

export interface FollowQueueOptions {
  readonly queue: string;
  /** Take shown messages out of the queue; else they come back to others after their time. */
  readonly remove: boolean;
  /** Long polling, 0 to 30 s. */
  readonly waitSeconds: number;
}

/** Remembers the last so many events: a repetition has the same source and id. */
const REMEMBERED = 10_000;

/** True the first time that a key is seen. */
const firstTimes = () => {
  const seen = new Set<string>();
  return (key: string): boolean => {
    if (seen.has(key)) return false;
    seen.add(key);
    const [oldest] = seen;
    if (seen.size > REMEMBERED && oldest !== undefined) seen.delete(oldest);
    return true;
  };
};

/** Shows every event of a queue once, until it is time to end. */
export const followQueue = async (
  { queue, remove, waitSeconds }: FollowQueueOptions,
  { queues, show, unreadable, isOver }: FollowQueueDeps,
): Promise<void> => {
  const isFirst = firstTimes();
  const take = async (message: QueueMessage): Promise<void> => {
    const found = eventIn(message.body);
    const isNew = isFirst(found ? `${found.source}\n${found.id}` : message.id);
    if (isNew && found) show(found);
    else if (isNew) unreadable(message);
    if (remove && found) await queues.delete(queue, message.receiptHandle);
  };
  while (!isOver())
    for (const message of await queues.receive(queue, waitSeconds)) await take(message);
};
