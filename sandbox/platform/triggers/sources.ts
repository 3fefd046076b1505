import { parseArn } from '../../arn.ts';
import type { Retrying, Take } from '../../messaging/delivery.ts';
import type { Messaging } from '../../messaging/messaging.ts';
import { isRecord } from '../../schema.ts';
import type { AsyncQueue } from '../invoke/async-queue.ts';
import type { Deployed } from '../invoke/deployed.ts';
import type { TriggerOf, TriggerSpec } from '../manifest/schema.ts';
import { hand, handAll } from './hand.ts';
import { topicEvent } from './topic-event.ts';

/** Where events come from, and the queue of asynchronous invocations. */
export interface Sources extends Pick<Messaging, 'smq' | 'startRule' | 'startStream'> {
  readonly queue: AsyncQueue;
}

type Stop = () => void;

const retryingOf = ({ runOptions }: TriggerOf<'eventbridge'>['triggerConfig']): Retrying => {
  const target = parseArn(runOptions.deadLetterQueue?.Arn);
  return {
    strategy: runOptions.retryStrategy.PushRetryStrategy,
    tolerance: runOptions.errorsTolerance,
    deadLetterQueue: target?.kind === 'queue' ? target.name : undefined,
  };
};

const connectEventBridge = (
  deployed: Deployed,
  { triggerConfig, triggerName, qualifier = 'LATEST' }: TriggerOf<'eventbridge'>,
  { queue, startRule, startStream }: Sources,
): Stop | undefined => {
  if (!triggerConfig.triggerEnable) return undefined;
  const { eventSourceConfig: source, runOptions } = triggerConfig;
  const isRaw = triggerConfig.eventSinkConfig.deliveryOption.eventSchema === 'RawData';
  const shape = (event: unknown): unknown =>
    isRaw && isRecord(event) && 'data' in event ? event.data : event;
  const how = { async: triggerConfig.asyncInvocationType, qualifier, queue };
  const takeOne: Take<unknown> = (event) =>
    hand(deployed, Buffer.from(JSON.stringify(shape(event))), how);
  const takeAll: Take<readonly unknown[]> = (events) => handAll(deployed, events.map(shape), how);
  const retrying = retryingOf(triggerConfig);
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
      source: `MNS-${name}`,
      pattern,
      retrying,
    },
    isStreaming ? takeAll : async ([event]) => takeOne(event),
  );
};

const connectTopic = (
  deployed: Deployed,
  { sourceArn, triggerName, triggerConfig, qualifier = 'LATEST' }: TriggerOf<'mns_topic'>,
  { smq, queue }: Sources,
): Stop | undefined => {
  const { kind, name: topic = '' } = parseArn(sourceArn) ?? {};
  if (kind !== 'topic') return undefined;
  const { notifyContentFormat: format, notifyStrategy: strategy, filterTag } = triggerConfig;
  const { name, accountId: owner } = deployed.spec;
  const about = { format, topic, owner, subscription: `${name}-${triggerName}` };
  return smq.topic(topic).subscribe({
    filterTag,
    strategy,
    take: (message) =>
      hand(deployed, topicEvent(message, about), { async: false, qualifier, queue }),
  });
};

const connect = (deployed: Deployed, trigger: TriggerSpec, sources: Sources): Stop | undefined => {
  if (trigger.triggerType === 'eventbridge') return connectEventBridge(deployed, trigger, sources);
  if (trigger.triggerType === 'mns_topic') return connectTopic(deployed, trigger, sources);
  return undefined;
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
    deployed.spec.triggers.map((trigger) => connect(deployed, trigger, sources)),
  );
  return () => {
    for (const stop of stops) stop?.();
  };
};
