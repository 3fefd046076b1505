import { parseArn, type Resource } from '../../arn.ts';
import type { FunctionSpec } from './load.ts';
import type { EventBridgeTriggerSpec, TriggerSpec } from './schema.ts';

const inEventBridge = ({
  eventSourceConfig,
  runOptions,
}: EventBridgeTriggerSpec['triggerConfig']) => {
  const deadLetters = parseArn(runOptions.deadLetterQueue?.Arn ?? '');
  if (eventSourceConfig.eventSourceType !== 'MNS') return [deadLetters];
  const { QueueName: name } = eventSourceConfig.eventSourceParameters.sourceMNSParameters;
  return [{ kind: 'queue', name } as const, deadLetters];
};

const inTrigger = (trigger: TriggerSpec) => {
  if (trigger.triggerType === 'eventbridge') return inEventBridge(trigger.triggerConfig);
  if (trigger.triggerType === 'mns_topic') return [parseArn(trigger.sourceArn)];
  return [];
};

/** The queues, topics and so on that a function's triggers and destinations name. */
export const namedBy = ({ triggers, asyncInvoke }: FunctionSpec): readonly Resource[] => {
  const { onSuccess, onFailure } = asyncInvoke.destinationConfig ?? {};
  const destinations = [onSuccess, onFailure].map((each) => parseArn(each?.destination ?? ''));
  return [...triggers.flatMap(inTrigger), ...destinations].filter((each) => each !== undefined);
};
