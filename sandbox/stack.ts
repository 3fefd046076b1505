import * as v from 'valibot';
import { parseArn } from './arn.ts';
import type { Cloud } from './assemble.ts';
import { resourcesOf, rolesAmong, type StackContext } from './cloud/ram/ros.ts';
import { type RuleFixture, ruleSchema } from './messaging/eventbridge/fixture.ts';
import { queueSchema } from './messaging/smq/attributes.ts';
import { isRecord, messageOf } from './values.ts';

/** What of a rule is not as the fixture has it. */
const ruleProperties = v.looseObject({
  RuleName: v.string(),
  EventBusName: v.string(),
  FilterPattern: v.record(v.string(), v.unknown()),
  Targets: v.array(
    v.looseObject({
      Id: v.string(),
      Type: v.string(),
      Endpoint: v.string(),
      ParamList: v.array(
        v.object({ ResourceKey: v.string(), Form: v.string(), Value: v.unknown() }),
      ),
    }),
  ),
});
type TargetProperties = v.InferOutput<typeof ruleProperties>['Targets'][number];

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/** Properties of a template as the fixture spells them; what is absent stays absent. */
const spelt = (value: unknown): unknown =>
  isRecord(value)
    ? Object.fromEntries(
        Object.entries(value)
          .filter(([, each]) => each !== undefined)
          .map(([name, each]) => [lowerFirst(name), spelt(each)]),
      )
    : value;

/** EventBridge makes these roles for whoever asks; without them a rule reaches no target of the kind. */
const LINKED_ROLES: Readonly<Record<string, string>> = {
  'acs.mns.queue': 'AliyunServiceRoleForEventBridgeSendToMNS',
  'acs.mns.topic': 'AliyunServiceRoleForEventBridgeSendToMNS',
  'acs.fc.function': 'AliyunServiceRoleForEventBridgeSendToFC',
};

/** A target gets the event whole: `Body` is ORIGINAL, and `queue` says what the endpoint says. */
const targetOf = ({ ParamList, ...target }: TargetProperties): unknown => {
  const { Id, Type, Endpoint } = target;
  const parameter = (key: string) => ParamList.find(({ ResourceKey }) => ResourceKey === key);
  if (parameter('Body')?.Form !== 'ORIGINAL')
    throw new Error(`target ${Id}: Body must be ORIGINAL`);
  if (Type === 'acs.mns.queue' && parameter('queue')?.Value !== parseArn(Endpoint)?.name)
    throw new Error(`target ${Id}: the parameter queue must name the queue of the endpoint`);
  const isBase64Encode = String(parameter('IsBase64Encode')?.Value) === 'true';
  return { ...Object(spelt(target)), isBase64Encode };
};

const ruleOf = (properties: unknown): RuleFixture => {
  const rule = v.parse(ruleProperties, properties);
  return v.parse(ruleSchema, {
    name: rule.RuleName,
    eventBusName: rule.EventBusName,
    filterPattern: rule.FilterPattern,
    status: rule.Status,
    targets: rule.Targets.map(targetOf),
  });
};

/** What of a stack the sandbox makes, beside roles. */
const MAKERS: Readonly<Record<string, (properties: unknown, cloud: Cloud) => void>> = {
  'ALIYUN::MNS::Queue': (properties, { smq }) => {
    const { queueName, ...attributes } = v.parse(queueSchema, spelt(properties));
    smq.createQueue(queueName, attributes);
  },
  'ALIYUN::EventBridge::Rule': (properties, { eventBridge, addRule }) => {
    const rule = ruleOf(properties);
    for (const { id, type } of rule.targets) {
      const role = LINKED_ROLES[type];
      if (role !== undefined && !eventBridge.linkedRoles.has(role))
        throw new Error(`target ${id}: the account has no role ${role}`);
    }
    addRule(rule);
  },
};

/** A stack of Resource Orchestration Service; account and region are those of the functions by default. */
export interface Stack extends Partial<Omit<StackContext, 'index'>> {
  /** The template as JSON. */
  readonly template: unknown;
}

/**
 * Makes what a ROS template declares of RAM roles, SMQ queues and rules of EventBridge; the rest (logs,
 * alarms) is not emulated. Buses and service-linked roles must be there.
 *
 * @throws {Error} naming the resource that cannot be made
 */
export const deployStack = (cloud: Cloud, { template, ...stack }: Stack): void => {
  const { accountId, regions, world } = cloud;
  const context = { accountId, regionId: regions[0] ?? '', ...stack };
  const made = resourcesOf(template, context);
  world.ram.addRoles(context.accountId, rolesAmong(made));
  for (const { id, type, properties } of made)
    try {
      MAKERS[type]?.(properties, cloud);
    } catch (error) {
      throw new Error(`${type} ${id} cannot be made: ${messageOf(error)}`);
    }
};

/** What `CreateEventBus` and `CreateServiceLinkedRoleForProduct` make before any stack. */
export const prepareAccount = ({ eventBridge }: Cloud, buses: readonly string[]): void => {
  for (const bus of buses) eventBridge.createBus(bus);
  for (const role of Object.values(LINKED_ROLES)) eventBridge.linkedRoles.add(role);
};
