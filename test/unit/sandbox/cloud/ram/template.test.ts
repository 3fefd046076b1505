// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ROS writes its placeholders so
import { describe, expect, it } from 'vitest';
import {
  resourcesOf as made,
  rolesAmong,
  type StackContext,
} from '../../../../../sandbox/cloud/ram/ros.ts';

const rolesFromTemplate = (template: unknown, stack: StackContext) =>
  rolesAmong(made(template, stack));

const STACK = { accountId: '1210123456123456', regionId: 'cn-hangzhou' };

const trust = (Principal: object) => ({
  Version: '1',
  Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal }],
});

const role = (Resource: unknown, over: object = {}) => ({
  Type: 'ALIYUN::RAM::Role',
  Properties: {
    RoleName: { 'Fn::Sub': '${Name}-request' },
    AssumeRolePolicyDocument: trust({ Service: ['fc.aliyuncs.com'] }),
    DeletionForce: true,
    Policies: [
      {
        PolicyName: { 'Fn::Sub': '${Name}-request' },
        PolicyDocument: {
          Version: '1',
          Statement: [{ Action: ['eventbridge:PutEvents'], Resource, Effect: 'Allow' }],
        },
      },
    ],
    ...over,
  },
});

const templateOf = (Resources: object, Conditions: object = {}) => ({
  ROSTemplateFormatVersion: '2015-09-01',
  Parameters: {
    Name: { Type: 'String', Default: 'peerflow' },
    BusName: { Type: 'String', Default: 'peerflow' },
    Sink: { Type: 'String', Default: '' },
  },
  Conditions,
  Resources,
});

const resourcesOf = (template: unknown, parameters = {}) =>
  rolesFromTemplate(template, { ...STACK, parameters })
    .flatMap(({ policies }) => policies)
    .flatMap(({ Statement }) => Statement)
    .flatMap(({ Resource }) => Resource ?? []);

const BUS = {
  'Fn::Sub': 'acs:eventbridge:${ALIYUN::Region}:${ALIYUN::TenantId}:eventbus/${BusName}',
};

describe('roles of a ROS template', () => {
  it('have their names, trust and inline policies, with account, region and parameters', () => {
    const [made] = rolesFromTemplate(templateOf({ Role: role([BUS]) }), STACK);

    expect(made).toMatchObject({
      name: 'peerflow-request',
      trust: { Statement: [{ Principal: { Service: ['fc.aliyuncs.com'] } }] },
      policies: [
        {
          Statement: [
            {
              Action: ['eventbridge:PutEvents'],
              Resource: ['acs:eventbridge:cn-hangzhou:1210123456123456:eventbus/peerflow'],
            },
          ],
        },
      ],
    });
    expect(resourcesOf(templateOf({ Role: role(BUS) }), { BusName: 'other' })).toEqual([
      'acs:eventbridge:cn-hangzhou:1210123456123456:eventbus/other',
    ]);
  });

  const QUEUE = {
    Type: 'ALIYUN::MNS::Queue',
    Properties: { QueueName: { 'Fn::Sub': '${Name}-failed' } },
  };
  it.each([
    ['peerflow', { Ref: 'Name' }],
    ['a/peerflow', { 'Fn::Join': ['/', ['a', { Ref: 'Name' }]] }],
    ['b', { 'Fn::Select': [1, { 'Fn::Split': [',', 'a,b'] }] }],
    ['peerflow-failed', { 'Fn::GetAtt': ['Queue', 'QueueName'] }],
    [
      'acs:mns:cn-hangzhou:1210123456123456:/queues/peerflow-failed/messages',
      { 'Fn::Sub': '${Queue.ARN.WithSlash}/messages' },
    ],
    ['x-cn-hangzhou', { 'Fn::Sub': ['${Own}-${ALIYUN::Region}', { Own: 'x' }] }],
    ['no', { 'Fn::If': ['HasSink', 'yes', 'no'] }],
  ])('resolve to %s', (expected, Resource) => {
    const conditions = { HasSink: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Sink' }, ''] }] } };
    expect(resourcesOf(templateOf({ Role: role(Resource), Queue: QUEUE }, conditions))).toEqual([
      expected,
    ]);
  });

  it('leave out what a condition leaves out', () => {
    const conditions = {
      HasSink: { 'Fn::Not': { 'Fn::Equals': [{ Ref: 'Sink' }, ''] } },
      Both: { 'Fn::And': ['HasSink', { 'Fn::Equals': [{ Ref: 'Name' }, 'peerflow'] }] },
    };
    const only = { ...role('only'), Condition: 'Both' };
    const item = { 'Fn::If': ['HasSink', 'sink', { Ref: 'ALIYUN::NoValue' }] };
    const template = templateOf({ Role: role(['always', item]), Only: only }, conditions);

    expect(resourcesOf(template)).toEqual(['always']);
    expect(resourcesOf(template, { Sink: 'x' })).toEqual(['always', 'sink', 'only']);
  });

  it('do not take the account of whoever makes the stack for the tenant', () => {
    const executor = { Ref: 'ALIYUN::AccountId' };
    expect(resourcesOf(templateOf({ Role: role(executor) }))).not.toEqual([STACK.accountId]);
  });

  it.each([
    ['the template has no Nothing', role({ Ref: 'Nothing' })],
    ['Fn::Jq is not known here', role({ 'Fn::Jq': ['First', '.', {}] })],
    ['ALIYUN::RAM::Role Role is wrong', role('*', { RoleName: 7 })],
    [
      'ALIYUN::RAM::Role Role is wrong',
      role('*', { Policies: [{ PolicyName: 'p', PolicyDocument: {} }] }),
    ],
  ])('are refused: %s', (message, wrong) => {
    expect(() => rolesFromTemplate(templateOf({ Role: wrong }), STACK)).toThrow(message);
  });
});
