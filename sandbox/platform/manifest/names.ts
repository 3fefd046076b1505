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

const URLS: readonly (readonly [RegExp, Resource['kind']])[] = [
  [/\bmns:\/\/queues\/([\w-]+)/g, 'queue'],
  [/\bmns:\/\/topics\/([\w-]+)/g, 'topic'],
  [/\beventbridge:\/\/([\w-]+)/g, 'bus'],
];

/** What a program is given, it will use: its variables name resources as URLs. */
const inVariable = (value: string): readonly Resource[] =>
  URLS.flatMap(([form, kind]) =>
    [...value.matchAll(form)].map(([, name = '']): Resource => ({ kind, name })),
  );

/** Functions of Function Compute 2.0 that variables name, as `service/function`. */
export const fc2NamedBy = ({ environment }: FunctionSpec): readonly string[] =>
  Object.values(environment).flatMap((value) =>
    [...value.matchAll(/\bfc2:\/\/([\w-]+\/[\w-]+)/g)].map(([, name = '']) => name),
  );

/** The queues, topics and buses that triggers, destinations and variables of a function name. */
export const namedBy = (spec: FunctionSpec): readonly Resource[] => {
  const { onSuccess, onFailure } = spec.asyncInvoke.destinationConfig ?? {};
  const destinations = [onSuccess, onFailure].map((each) => parseArn(each?.destination ?? ''));
  const named = [...spec.triggers.flatMap(inTrigger), ...destinations];
  return [
    ...named.filter((each) => each !== undefined),
    ...Object.values(spec.environment).flatMap(inVariable),
  ];
};
