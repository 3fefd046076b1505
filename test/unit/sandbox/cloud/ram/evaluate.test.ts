import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { evaluate, isLike, policyDocument } from '../../../../../sandbox/cloud/ram/policy.ts';

const policy = (...Statement: readonly object[]) =>
  v.parse(policyDocument, { Version: '1', Statement });

const GET = { action: 'vpc:GetVpcPeerConnectionAttribute', resource: 'acs:vpc:*:1:vpcpeer/pcc-a' };
const CREATE = { action: 'vpc:CreateVpcPeerConnection', resource: '*' };

describe('a RAM policy', () => {
  it.each([
    ['Allow', { Effect: 'Allow', Action: 'vpc:*', Resource: '*' }],
    ['Allow', { Effect: 'Allow', Action: ['vpc:get*'], Resource: ['*'] }],
    ['Allow', { Effect: 'Allow', Action: 'vpc:Get*', Resource: 'acs:vpc:*:1:vpcpeer/*' }],
    ['Allow', { Effect: 'Allow', Action: 'vpc:Get*', Resource: 'acs:vpc:*:1:vpcpeer/pcc-?' }],
    ['Allow', { Effect: 'Allow', NotAction: 'vpc:Delete*', Resource: '*' }],
    ['Allow', { Effect: 'Allow', Action: '*', NotResource: 'acs:vpc:*:1:routetable/*' }],
    ['ImplicitDeny', { Effect: 'Allow', Action: 'vpc:GetVpc', Resource: '*' }],
    ['ImplicitDeny', { Effect: 'Allow', Action: 'ecs:*', Resource: '*' }],
    ['ImplicitDeny', { Effect: 'Allow', Action: 'vpc:*', Resource: 'acs:vpc:*:2:vpcpeer/*' }],
    ['ImplicitDeny', { Effect: 'Allow', Action: '*', Resource: 'acs:vpc:cn-hangzhou:1:vpcpeer/*' }],
    ['ImplicitDeny', { Effect: 'Allow', NotAction: 'vpc:*', Resource: '*' }],
    ['ImplicitDeny', { Effect: 'Allow', Action: '*', NotResource: 'acs:vpc:*' }],
    ['ExplicitDeny', { Effect: 'Deny', Action: 'vpc:*', Resource: '*' }],
  ])('says %s: %j', (decision, statement) => {
    expect(evaluate([policy(statement)], GET)).toBe(decision);
  });

  it('covers an operation without resources only with a resource of *', () => {
    const narrow = policy({ Effect: 'Allow', Action: 'vpc:*', Resource: 'acs:vpc:*:*:*' });
    const wide = policy({ Effect: 'Allow', Action: 'vpc:*', Resource: '*' });

    expect([evaluate([narrow], CREATE), evaluate([wide], CREATE)]).toEqual([
      'ImplicitDeny',
      'Allow',
    ]);
  });

  it('denies whatever another one allows, and by default', () => {
    const allow = policy({ Effect: 'Allow', Action: '*', Resource: '*' });
    const deny = policy({ Effect: 'Deny', Action: 'vpc:Create*', Resource: '*' });

    expect(evaluate([allow, deny], CREATE)).toBe('ExplicitDeny');
    expect(evaluate([allow, deny], GET)).toBe('Allow');
    expect(evaluate([], GET)).toBe('ImplicitDeny');
  });

  it.each([
    ['Allow', { StringEquals: { 'acs:Service': ['fc.aliyuncs.com', 'x'] } }],
    ['Allow', { StringLike: { 'acs:Service': 'fc.*' } }],
    ['Allow', { StringEqualsIgnoreCase: { 'acs:Service': 'FC.aliyuncs.com' } }],
    ['Allow', { StringNotEquals: { 'acs:Service': 'log.aliyuncs.com' } }],
    ['ImplicitDeny', { StringEquals: { 'acs:Service': 'FC.aliyuncs.com' } }],
    ['ImplicitDeny', { StringNotLike: { 'acs:Service': 'fc*' } }],
    ['ImplicitDeny', { StringNotEquals: { 'sts:ExternalId': 'unknown of the call' } }],
    ['ImplicitDeny', { StringEquals: { 'acs:Service': 'fc.aliyuncs.com', other: 'x' } }],
  ])('on conditions says %s: %j', (decision, Condition) => {
    const passing = policy({ Effect: 'Allow', Action: 'ram:PassRole', Resource: '*', Condition });
    const ask = { action: 'ram:PassRole', resource: 'acs:ram::1:role/r' };

    expect(evaluate([passing], { ...ask, context: { 'acs:Service': 'fc.aliyuncs.com' } })).toBe(
      decision,
    );
  });

  it.each([
    { Version: '2', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
    { Version: '1', Statement: [] },
    { Version: '1', Statement: [{ Effect: 'Allow', Action: '*' }] },
    { Version: '1', Statement: [{ Effect: 'Allow', Resource: '*' }] },
    { Version: '1', Statement: [{ Effect: 'Grant', Action: '*', Resource: '*' }] },
    {
      Version: '1',
      Statement: [
        {
          Effect: 'Allow',
          Action: '*',
          Resource: '*',
          Condition: { IpAddress: { 'acs:SourceIp': '1' } },
        },
      ],
    },
  ])('is refused when it is wrong or not understood: %j', (document) => {
    expect(v.safeParse(policyDocument, document).success).toBe(false);
  });
});

describe('a pattern', () => {
  it('without wildcards fits itself alone, with stars around any text that contains it', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (before, text, after) => {
        const plain = text.replace(/[*?]/g, '-');
        expect(isLike(plain, plain)).toBe(true);
        expect(isLike(plain, `${plain}x`)).toBe(false);
        expect(isLike(`*${plain}*`, before + plain + after)).toBe(true);
      }),
    );
  });
});
