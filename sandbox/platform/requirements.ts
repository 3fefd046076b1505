import { namesIn, parseArn, type Resource } from '../arn.ts';
import type { Cloud } from '../assemble.ts';
import { RIGHTS } from './invoke/destination.ts';
import type { FunctionSpec } from './manifest/load.ts';
import type { TriggerSpec } from './manifest/schema.ts';
import { roleAllows, roleName } from './roles.ts';

type Named = readonly (Resource | undefined)[];

const inTrigger = (trigger: TriggerSpec): Named => {
  if (trigger.triggerType === 'mns_topic') return [parseArn(trigger.sourceArn)];
  if (trigger.triggerType !== 'eventbridge') return [];
  const { eventSourceConfig, runOptions } = trigger.triggerConfig;
  const deadLetters = parseArn(runOptions.deadLetterQueue?.Arn);
  if (eventSourceConfig.eventSourceType !== 'MNS') return [deadLetters];
  const { QueueName: name } = eventSourceConfig.eventSourceParameters.sourceMNSParameters;
  return [{ kind: 'queue', name }, deadLetters];
};

/** What a program is given, it will use: its variables name resources as URLs. */
const inVariable = (value: string): Named =>
  (['queue', 'topic', 'bus'] as const).flatMap((kind) =>
    namesIn(value, kind).map((name) => ({ kind, name })),
  );

const destinationsOf = ({ asyncInvoke }: FunctionSpec): readonly string[] => {
  const { onSuccess, onFailure } = asyncInvoke.destinationConfig ?? {};
  return [onSuccess, onFailure].map((each) => each?.destination ?? '');
};

/** The queues, topics and buses that triggers, destinations and variables of a function name. */
export const namedBy = (spec: FunctionSpec): readonly Resource[] =>
  [
    ...spec.triggers.flatMap(inTrigger),
    ...destinationsOf(spec).map(parseArn),
    ...Object.values(spec.environment).flatMap(inVariable),
  ].filter((each) => each !== undefined);

/** Functions of Function Compute 2.0 that variables name, as `service/function`. */
export const fc2NamedBy = ({ environment }: FunctionSpec): readonly string[] =>
  Object.values(environment).flatMap((value) => namesIn(value, 'fc2'));

type Account = Pick<Cloud, 'world' | 'smq' | 'eventBridge'>;

/** Makes the queues, topics and buses that functions name. */
export const declareNames = (
  functions: readonly FunctionSpec[],
  { smq, eventBridge }: Account,
): void => {
  for (const { kind, name } of functions.flatMap(namedBy)) {
    if (kind === 'queue') smq.createQueue(name);
    if (kind === 'topic') smq.createTopic(name);
    if (kind === 'bus') eventBridge.createBus(name);
  }
};

/** Function Compute 3.0: a role must exist and trust the service. */
const roleFaults = (spec: FunctionSpec, { world }: Account): readonly string[] => {
  const { role, accountId } = spec;
  if (role === undefined) return [];
  const found = world.ram.role(accountId, roleName(spec) ?? '');
  if (found === undefined) return [`there is no role ${role}`];
  return world.ram.trusts(found, 'fc.aliyuncs.com') === 'Allow'
    ? []
    : [`${role} does not trust fc.aliyuncs.com`];
};

const missing = (spec: FunctionSpec, { smq, eventBridge }: Account): readonly string[] =>
  namedBy({ ...spec, environment: {} }).flatMap(({ kind, name }) => {
    if (kind === 'queue' && !smq.queues.has(name)) return [`there is no queue ${name}`];
    if (kind === 'topic' && !smq.topics.has(name)) return [`there is no topic ${name}`];
    return kind === 'bus' && !eventBridge.buses.has(name) ? [`there is no event bus ${name}`] : [];
  });

/** PutAsyncInvokeConfig is refused for a destination that the function's role may not write to. */
const destinationFaults = (spec: FunctionSpec, { world }: Account): readonly string[] =>
  destinationsOf(spec).flatMap((arn) => {
    const kind = parseArn(arn)?.kind;
    if (kind === undefined || roleAllows(world.ram, spec, RIGHTS[kind].action, arn)) return [];
    return [`${spec.role ?? 'no role'} may not ${RIGHTS[kind].action} on ${arn}`];
  });

/**
 * Refuses a deployment as the cloud would: roles, queues, topics and buses must be there before functions
 * that use them.
 *
 * @throws {Error} naming everything that is missing at once
 */
export const checkDeployment = (functions: readonly FunctionSpec[], account: Account): void => {
  const faults = functions.flatMap((spec) =>
    [roleFaults, missing, destinationFaults]
      .flatMap((faultsOf) => faultsOf(spec, account))
      .map((fault) => `  ${spec.name}: ${fault}`),
  );
  if (faults.length > 0) throw new Error(`The functions cannot be deployed:\n${faults.join('\n')}`);
};
