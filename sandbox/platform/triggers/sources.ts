import { randomUUID } from 'node:crypto';
import { parseArn } from '../../arn.ts';
import type { Take } from '../../messaging/delivery.ts';
import type { Messaging } from '../../messaging/messaging.ts';
import {
  type Notification,
  notificationFields,
  type TopicMessage,
} from '../../messaging/smq/topic.ts';
import { isRecord, jsonIn } from '../../values.ts';
import { ASYNC_LIMIT, SYNC_LIMIT } from '../api/invocation.ts';
import type { Deployed } from '../invoke/deployed.ts';
import type { TriggerOf } from '../manifest/schema.ts';
import type { Switches } from '../switches.ts';

/** User properties travel as JSON in the attribute `Extend`. */
const propertiesOf = (attributes: Readonly<Record<string, string>>): object => {
  const own = jsonIn(attributes.Extend ?? '');
  if (!isRecord(own)) return attributes;
  const { Extend: _, ...others } = attributes;
  return { ...others, ...own };
};

/**
 * What an SMQ topic trigger sends for one message.
 *
 * Function Compute 3.0: STREAM is the bare body, or body and attributes; JSON wraps the message and
 * puts the attributes beside its own fields.
 */
export const topicEvent = (
  message: TopicMessage,
  { format, ...about }: Notification & { readonly format: 'STREAM' | 'JSON' },
): Buffer => {
  const { body, attributes, publishTime } = message;
  if (format === 'STREAM')
    return Buffer.from(attributes ? JSON.stringify({ body, attrs: attributes }) : body);
  const fields = { ...notificationFields(message, about), PublishTime: publishTime };
  return Buffer.from(JSON.stringify({ ...propertiesOf(attributes ?? {}), ...fields }));
};

/** True once the function has taken the event: at once when it is invoked asynchronously. */
const hand = async (deployed: Deployed, event: Buffer, isAsync: boolean): Promise<boolean> => {
  if (isAsync) {
    deployed.enqueue({ event });
    return true;
  }
  const outcome = await deployed.run({ event, requestId: randomUUID(), mode: 'trigger' });
  return outcome !== 'throttled' && outcome.ok;
};

/** Function Compute: a batch that is larger than a payload may be goes in parts. */
const parts = (events: readonly unknown[], limit: number): Buffer[] => {
  const whole = Buffer.from(JSON.stringify(events));
  if (whole.length <= limit || events.length === 1) return [whole];
  const half = Math.ceil(events.length / 2);
  return [...parts(events.slice(0, half), limit), ...parts(events.slice(half), limit)];
};

/** Hands a batch over; taken only if every part of it was. */
export const handAll = async (
  deployed: Deployed,
  events: readonly unknown[],
  isAsync: boolean,
): Promise<boolean> => {
  for (const part of parts(events, isAsync ? ASYNC_LIMIT : SYNC_LIMIT))
    if (!(await hand(deployed, part, isAsync))) return false;
  return true;
};

/** Where events come from. */
interface Sources extends Pick<Messaging, 'smq' | 'startRule' | 'startStream'> {
  readonly switches: Pick<Switches, 'plainMessages'>;
}

type Stop = () => void;

const connectEventBridge = (
  deployed: Deployed,
  { triggerConfig, triggerName }: TriggerOf<'eventbridge'>,
  { startRule, startStream, switches }: Sources,
): Stop | undefined => {
  if (!triggerConfig.triggerEnable) return undefined;
  const { eventSourceConfig: source, runOptions } = triggerConfig;
  const isRaw = triggerConfig.eventSinkConfig.deliveryOption.eventSchema === 'RawData';
  const shape = (event: unknown): unknown =>
    isRaw && isRecord(event) && 'data' in event ? event.data : event;
  const { asyncInvocationType: isAsync } = triggerConfig;
  const takeOne: Take<unknown> = (event) =>
    hand(deployed, Buffer.from(JSON.stringify(shape(event))), isAsync);
  const takeAll: Take<readonly unknown[]> = (events) =>
    handAll(deployed, events.map(shape), isAsync);
  const retrying = {
    strategy: runOptions.retryStrategy.PushRetryStrategy,
    tolerance: runOptions.errorsTolerance,
    deadLetterArn: runOptions.deadLetterQueue?.Arn,
  };
  const name = `${deployed.spec.name}-${triggerName}`;
  const pattern = triggerConfig.eventRuleFilterPattern;
  if (source.eventSourceType === 'Default')
    return startRule({ name, bus: 'default', pattern, retrying }, takeOne);
  const { QueueName, IsBase64Decode } = source.eventSourceParameters.sourceMNSParameters;
  const isStreaming = runOptions.mode === 'event-streaming';
  const { CountBasedWindow, TimeBasedWindow } = runOptions.batchWindow;
  return startStream(
    {
      queue: QueueName,
      batch: isStreaming ? CountBasedWindow : 1,
      windowMs: isStreaming ? TimeBasedWindow * 1000 : 0,
      isBase64Decode: IsBase64Decode,
      buriesPlain: () => switches.plainMessages === 'bury',
      source: `MNS-${name}`,
      pattern,
      retrying,
    },
    isStreaming ? takeAll : async ([event]) => takeOne(event),
  );
};

const connectTopic = (
  deployed: Deployed,
  { sourceArn, triggerName, triggerConfig }: TriggerOf<'mns_topic'>,
  { smq }: Sources,
): Stop | undefined => {
  const { kind, name: topic = '' } = parseArn(sourceArn) ?? {};
  if (kind !== 'topic') return undefined;
  const { notifyContentFormat: format, notifyStrategy: strategy, filterTag } = triggerConfig;
  const { name, accountId: owner } = deployed.spec;
  const about = { format, topic, owner, subscription: `${name}-${triggerName}` };
  return smq.topic(topic).subscribe({
    filterTag,
    strategy,
    take: (message) => hand(deployed, topicEvent(message, about), false),
  });
};

/**
 * Connects functions with the queues, topics and buses that their triggers name; returns the way to
 * disconnect all of them.
 *
 * Function Compute 3.0: `event-streaming` delivers arrays, `event-driven` single events; `RawData`
 * leaves the envelope away.
 */
export const connectSources = (all: Iterable<Deployed>, sources: Sources): Stop => {
  const stops = [...all].flatMap((deployed) =>
    deployed.spec.triggers.map((trigger) => {
      if (trigger.triggerType === 'mns_topic') return connectTopic(deployed, trigger, sources);
      if (trigger.triggerType !== 'eventbridge') return undefined;
      return connectEventBridge(deployed, trigger, sources);
    }),
  );
  return () => {
    for (const stop of stops) stop?.();
  };
};
