import { describe, expect, it } from 'vitest';
import { assembleCloud } from '../../../sandbox/assemble.ts';
import { deployStack, prepareAccount } from '../../../sandbox/stack.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/start.ts';
import { OWN, putEvents } from './messaging/support.ts';
import { deploy, LOG_EVENT, logged } from './support.ts';

const FIXTURE = {
  accounts: [{ id: OWN, accessKeys: [{ id: 'LTAIown', secret: 'own' }] }],
  regions: [{ id: 'cn-hangzhou' }],
  vpcs: [],
};

const sub = (text: string) => ({ 'Fn::Sub': text });

const TARGET = {
  Id: 'queue',
  Type: 'acs.mns.queue',
  Endpoint: sub(`acs:mns:\${ALIYUN::Region}:\${ALIYUN::TenantId}:queues/\${Name}-requests`),
  PushRetryStrategy: 'EXPONENTIAL_DECAY_RETRY',
  ParamList: [
    { ResourceKey: 'queue', Form: 'CONSTANT', Value: { 'Fn::GetAtt': ['Requests', 'QueueName'] } },
    { ResourceKey: 'Body', Form: 'ORIGINAL', Value: '' },
    { ResourceKey: 'IsBase64Encode', Form: 'CONSTANT', Value: 'true' },
  ],
};

const queue = (name: string) => ({
  Type: 'ALIYUN::MNS::Queue',
  Properties: { QueueName: sub(`\${Name}-${name}`), MessageRetentionPeriod: 604_800 },
});

const role = (service: string, actions: readonly string[]) => ({
  Type: 'ALIYUN::RAM::Role',
  Properties: {
    RoleName: sub(`\${Name}-stream`),
    AssumeRolePolicyDocument: {
      Version: '1',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: [service] } }],
    },
    Policies: [
      {
        PolicyName: 'own',
        PolicyDocument: {
          Version: '1',
          Statement: [
            {
              Effect: 'Allow',
              Action: actions,
              Resource: [
                sub(
                  `acs:mns:\${ALIYUN::Region}:\${ALIYUN::TenantId}:/queues/\${Name}-failed/messages`,
                ),
              ],
            },
          ],
        },
      },
    ],
  },
});

interface Changes {
  readonly bus?: string;
  readonly target?: object;
  readonly service?: string;
  readonly actions?: readonly string[];
  readonly queues?: readonly string[];
}

const stackOf = ({
  bus = 'peerflow',
  target = {},
  service = 'fc.aliyuncs.com',
  actions = ['mns:SendMessage'],
  queues = ['Requests', 'Failed'],
}: Changes = {}) => ({
  name: 'peerflow',
  template: {
    ROSTemplateFormatVersion: '2015-09-01',
    Parameters: { Name: { Type: 'String', Default: 't' } },
    Resources: {
      ...Object.fromEntries(queues.map((name) => [name, queue(name.toLowerCase())])),
      Rule: {
        Type: 'ALIYUN::EventBridge::Rule',
        Properties: {
          EventBusName: bus,
          RuleName: sub(`\${Name}-requests`),
          FilterPattern: { type: ['peering:Connection:Requested'] },
          Targets: [{ ...TARGET, ...target }],
        },
      },
      Role: role(service, actions),
      Logs: { Type: 'ALIYUN::SLS::Project', Properties: { Name: 'logs' } },
    },
  },
});

const STREAM = {
  code: LOG_EVENT,
  props: `role: t-stream
asyncInvokeConfig:
  destinationConfig:
    onFailure: { destination: 'acs:mns:cn-hangzhou:${OWN}:/queues/t-failed/messages' }
triggers:
  - triggerName: queue
    triggerType: eventbridge
    triggerConfig:
      triggerEnable: true
      asyncInvocationType: false
      eventRuleFilterPattern: '{}'
      eventSourceConfig:
        eventSourceType: MNS
        eventSourceParameters:
          sourceMNSParameters: { RegionId: cn-hangzhou, QueueName: t-requests, IsBase64Decode: true }
      eventSinkConfig: { deliveryOption: { eventSchema: CloudEvents } }
      runOptions: { mode: event-streaming }`,
};

const options = (changes: Changes = {}) => ({
  fixture: FIXTURE,
  stacks: [stackOf(changes)],
  buses: ['peerflow'],
});

describe('a ROS stack in the sandbox', () => {
  it('leads an event of the bus by rule and queue to the function, Base64 on both ends', async () => {
    const { sandbox, close } = await deploy({ stream: STREAM }, options());
    const data = { vpcId: 'vpc-1' };
    await putEvents(sandbox, [
      { id: 'e-1', bus: 'peerflow', type: 'peering:Connection:Requested', data },
      { id: 'e-2', bus: 'peerflow', type: 'peering:Connection:Other', data },
    ]);
    const seen = await logged(sandbox.journal, 't-stream ');
    const { event } = Object(seen);
    const [delivered, ...others] = JSON.parse(event);
    expect(others).toEqual([]);
    expect(delivered).toMatchObject({ source: 'MNS-t-stream-queue' });
    expect(JSON.parse(delivered.data.messageBody)).toMatchObject({ id: 'e-1', data });
    await close();
  });

  it('makes queues with their attributes, and nothing that a function merely names', async () => {
    const sandbox: Sandbox = await startSandbox({ ...options(), functions: false });
    expect(sandbox.smq.queues.has('t-requests')).toBe(true);
    expect(sandbox.eventBridge.buses.has('peerflow')).toBe(true);
    expect(sandbox.world.ram.role(OWN, 't-stream')).toBeDefined();
    await sandbox.close();
  });

  it.each<[string, Changes, string]>([
    ['a queue that is missing', { queues: ['Requests'] }, 'there is no queue t-failed'],
    ['a role that does not trust the service', { service: 'ecs.aliyuncs.com' }, 'does not trust'],
    ['a role without the right', { actions: ['mns:PeekMessage'] }, 'may not mns:SendMessage on'],
  ])('refuses a function with %s', async (_, changes, fault) => {
    await expect(deploy({ stream: STREAM }, options(changes))).rejects.toThrow(fault);
  });

  const cloud = () => assembleCloud({ fixture: FIXTURE });

  it.each<[string, Changes, string]>([
    ['a bus that is not there', { bus: 'nobody' }, 'there is no event bus nobody'],
    [
      'a parameter that names another queue',
      { target: { Endpoint: `acs:mns:cn-hangzhou:${OWN}:queues/other` } },
      'must name the queue of the endpoint',
    ],
    ['a target without its event', { target: { ParamList: [] } }, 'Body must be ORIGINAL'],
    ['a target of an unknown type', { target: { Type: 'acs.fc3.function' } }, 'acs.fc3.function'],
  ])('refuses a rule with %s', (_, changes, fault) => {
    const account = cloud();
    prepareAccount(account, ['peerflow']);
    expect(() => deployStack(account, stackOf(changes))).toThrow(fault);
  });

  it('refuses a rule while the service-linked role is missing', () => {
    const account = cloud();
    account.eventBridge.createBus('peerflow');
    expect(() => deployStack(account, stackOf())).toThrow('SendToMNS');
  });
});
