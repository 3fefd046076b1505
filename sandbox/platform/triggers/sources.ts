import { parseArn } from '../../arn.ts';
import type { AsyncQueue } from '../invoke/async-queue.ts';
import type { Deployed } from '../invoke/deployed.ts';
import type { EventBridgeTriggerSpec, TopicTriggerSpec, TriggerSpec } from '../manifest/schema.ts';
import type { PlatformPorts, Retrying, Take } from '../ports.ts';
import { hand, handAll } from './hand.ts';
import { topicEvent } from './topic-event.ts';

export interface SourcesOptions {
  readonly deployed: readonly Deployed[];
  readonly queue: AsyncQueue;
  readonly ports: Pick<PlatformPorts, 'sources'>;
}

type Stop = () => void;

const retryingOf = ({ runOptions }: EventBridgeTriggerSpec['triggerConfig']): Retrying => {
  const arn = runOptions.deadLetterQueue?.Arn;
  const target = arn === undefined ? undefined : parseArn(arn);
  return {
    strategy: runOptions.retryStrategy.PushRetryStrategy,
    tolerance: runOptions.errorsTolerance,
    deadLetterQueue: target?.kind === 'queue' ? target.name : undefined,
  };
};

const dataOf = (event: unknown): unknown =>
  typeof event === 'object' && event !== null && 'data' in event ? event.data : event;

const connectEventBridge = (
  deployed: Deployed,
  trigger: EventBridgeTriggerSpec,
  { queue, ports }: SourcesOptions,
): Stop | undefined => {
  const { triggerConfig, triggerName } = trigger;
  if (!triggerConfig.triggerEnable) return undefined;
  const { eventSourceConfig: source, runOptions } = triggerConfig;
  const raw = triggerConfig.eventSinkConfig.deliveryOption.eventSchema === 'RawData';
  const shape = (event: unknown): unknown => (raw ? dataOf(event) : event);
  const how = {
    async: triggerConfig.asyncInvocationType,
    qualifier: trigger.qualifier ?? 'LATEST',
    queue,
  };
  const takeOne: Take<unknown> = (event) =>
    hand(deployed, Buffer.from(JSON.stringify(shape(event))), how);
  const takeAll: Take<readonly unknown[]> = (events) => handAll(deployed, events.map(shape), how);
  const retrying = retryingOf(triggerConfig);
  const name = `${deployed.spec.name}-${triggerName}`;
  const pattern = triggerConfig.eventRuleFilterPattern;
  if (source.eventSourceType === 'Default')
    return ports.sources.bus({ name, bus: 'default', pattern, retrying }, takeOne);
  const { QueueName, IsBase64Decode } = source.eventSourceParameters.sourceMNSParameters;
  const streaming = runOptions.mode === 'event-streaming';
  return ports.sources.queue(
    {
      queue: QueueName,
      batch: streaming ? runOptions.batchWindow.CountBasedWindow : 1,
      windowMs: streaming ? runOptions.batchWindow.TimeBasedWindow * 1000 : 0,
      isBase64Decode: IsBase64Decode,
      source: `MNS-${name}`,
      pattern,
      retrying,
    },
    streaming ? takeAll : async ([event]) => takeOne(event),
  );
};

const connectTopic = (
  deployed: Deployed,
  trigger: TopicTriggerSpec,
  { queue, ports }: SourcesOptions,
): Stop | undefined => {
  const topic = parseArn(trigger.sourceArn);
  if (topic?.kind !== 'topic') return undefined;
  const {
    notifyContentFormat: format,
    notifyStrategy: strategy,
    filterTag,
  } = trigger.triggerConfig;
  const subscription = `${deployed.spec.name}-${trigger.triggerName}`;
  const facts = { format, topic: topic.name, owner: deployed.spec.accountId, subscription };
  const how = { async: false, qualifier: trigger.qualifier ?? 'LATEST', queue };
  return ports.sources.topic(
    { topic: topic.name, name: subscription, filterTag, strategy },
    (message) => hand(deployed, topicEvent(message, facts), how),
  );
};

const connect = (
  deployed: Deployed,
  trigger: TriggerSpec,
  options: SourcesOptions,
): Stop | undefined => {
  if (trigger.triggerType === 'eventbridge') return connectEventBridge(deployed, trigger, options);
  if (trigger.triggerType === 'mns_topic') return connectTopic(deployed, trigger, options);
  return undefined;
};

/**
 * Connects functions with the queues, topics and buses that their triggers name; returns the way to
 * disconnect all of them.
 *
 * Function Compute 3.0: `event-streaming` delivers arrays, `event-driven` single events; `RawData`
 * leaves the envelope away.
 */
export const connectSources = (options: SourcesOptions): Stop => {
  const stops = options.deployed.flatMap((deployed) =>
    deployed.spec.triggers.map((trigger) => connect(deployed, trigger, options)),
  );
  return () => {
    for (const stop of stops) stop?.();
  };
};
