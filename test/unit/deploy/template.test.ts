import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { FUNCTIONS } from '../../../deploy/permissions.ts';
import { resolvedStatements } from '../../../deploy/policies.ts';

const FOLDER = join(import.meta.dirname, '../../../deploy');

const resource = v.looseObject({
  Type: v.string(),
  Condition: v.optional(v.string()),
  Count: v.optional(v.unknown()),
  Properties: v.record(v.string(), v.unknown()),
});
const templateShape = v.object({
  Parameters: v.record(v.string(), v.looseObject({ Default: v.optional(v.unknown()) })),
  Resources: v.record(v.string(), resource),
});

const readTemplate = (name: string) =>
  v.parse(templateShape, JSON.parse(readFileSync(join(FOLDER, `${name}.template.json`), 'utf8')));

const VALUES: Readonly<Record<string, string>> = {
  'ALIYUN::Region': 'cn-hangzhou',
  'ALIYUN::TenantId': '1000000000000001',
  Name: 'peerflow',
  Stage: '-dev',
};

const subShape = v.object({ 'Fn::Sub': v.string() });

/** The template's value with names put in; functions other than `Fn::Sub` stay as they are. */
const resolve = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(resolve);
  const sub = v.safeParse(subShape, value);
  if (sub.success) {
    return sub.output['Fn::Sub'].replace(/\$\{([^}]+)\}/g, (whole, key) => VALUES[key] ?? whole);
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolve(each)]));
};

const { Parameters, Resources } = readTemplate('peerflow');
const ofType = (type: string) =>
  Object.values(Resources)
    .filter((each) => each.Type === type)
    .map(({ Properties }) => Properties);

const roleShape = v.looseObject({
  RoleName: v.string(),
  AssumeRolePolicyDocument: v.unknown(),
  Policies: v.tuple([
    v.object({
      PolicyName: v.string(),
      PolicyDocument: v.object({ Version: v.string(), Statement: v.unknown() }),
    }),
  ]),
});
const roles = ofType('ALIYUN::RAM::Role').map((each) => v.parse(roleShape, resolve(each)));

describe('the template of the deployment', () => {
  it('makes one role for each function, which only Function Compute may assume', () => {
    expect(roles.map(({ RoleName }) => RoleName)).toEqual(
      FUNCTIONS.map((each) => `peerflow-dev-${each}`),
    );
    for (const { AssumeRolePolicyDocument } of roles) {
      expect(AssumeRolePolicyDocument).toEqual({
        Version: '1',
        Statement: [
          {
            Action: 'sts:AssumeRole',
            Effect: 'Allow',
            Principal: { Service: ['fc.aliyuncs.com'] },
          },
        ],
      });
    }
  });

  it.each(FUNCTIONS)('grants %s what the table says and nothing else', (name) => {
    const role = roles.find(({ RoleName }) => RoleName === `peerflow-dev-${name}`);
    expect(role?.Policies[0].PolicyDocument.Statement).toEqual(
      resolvedStatements(name, {
        region: 'cn-hangzhou',
        account: '1000000000000001',
        name: 'peerflow-dev',
      }),
    );
  });

  it('makes the four queues, which keep messages for seven days', () => {
    const queues = ofType('ALIYUN::MNS::Queue').map((each) => resolve(each));
    expect(queues).toMatchObject(
      ['dead', 'failed', 'parked', 'requests'].map((each) => ({
        QueueName: `peerflow-dev-${each}`,
        MessageRetentionPeriod: 604_800,
      })),
    );
  });

  it('leads requests from the bus into the queue, in Base64, with dead letters', () => {
    expect(ofType('ALIYUN::EventBridge::Rule').map(resolve)).toMatchObject([
      {
        EventBusName: 'peerflow-dev',
        FilterPattern: { type: ['peering:Connection:Requested'] },
        Targets: [
          {
            Type: 'acs.mns.queue',
            Endpoint: 'acs:mns:cn-hangzhou:1000000000000001:queues/peerflow-dev-requests',
            DeadLetterQueue: {
              Arn: 'acs:mns:cn-hangzhou:1000000000000001:/queues/peerflow-dev-dead',
            },
            ParamList: expect.arrayContaining([
              { ResourceKey: 'IsBase64Encode', Form: 'CONSTANT', Value: 'true' },
            ]),
          },
        ],
      },
    ]);
  });

  it('names the log project as s.yaml does', () => {
    expect(ofType('ALIYUN::SLS::Project').map(resolve)).toMatchObject([
      { Name: 'peerflow-dev-1000000000000001-cn-hangzhou' },
    ]);
  });

  it('makes alarms only where somebody is to be called', () => {
    const alarms = Object.values(Resources).filter(({ Type }) =>
      ['ALIYUN::CMS::ResourceMetricRule', 'ALIYUN::SLS::Alert'].includes(Type),
    );
    expect(alarms).toHaveLength(7);
    const conditions = alarms.map((each) => each.Condition);
    expect([...new Set(conditions)].sort()).toEqual(['HasActionPolicy', 'HasContactGroup']);
  });

  it('can be created without any parameter', () => {
    for (const [name, parameter] of Object.entries(Parameters)) {
      expect(parameter.Default, name).toBeDefined();
    }
  });

  it('uses the account of the stack, not the id of whoever creates it', () => {
    expect(JSON.stringify(Resources)).not.toContain('ALIYUN::AccountId');
  });
});

it('the role of the other account trusts four roles, and asks for the external id', () => {
  const { AccepterRole } = readTemplate('accepter').Resources;
  const roleOf = (name: string) => ({
    'Fn::Sub': `acs:ram::\${PeerflowAccount}:role/\${PeerflowName}-${name}`,
  });
  expect(AccepterRole?.Properties.AssumeRolePolicyDocument).toEqual({
    Version: '1',
    Statement: [
      {
        Action: 'sts:AssumeRole',
        Effect: 'Allow',
        Principal: { RAM: ['request', 'worker', 'accepter', 'router'].map(roleOf) },
        Condition: { StringEquals: { 'sts:ExternalId': { Ref: 'ExternalId' } } },
      },
    ],
  });
});
