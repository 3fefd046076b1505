import { describe, expect, it } from 'vitest';
import { createRoleSource, sessionPolicyFor, withSession } from '../../../lib/aliyun/sts.ts';
import { apiError, fakeSts, REQUEST, sdkError } from './fake-sts.ts';

const sessionWith = () => {
  const { client, calls } = fakeSts(() => 0);
  return { session: createRoleSource(client, { now: () => 0 })(REQUEST), calls };
};

describe('a call with the credentials of a session', () => {
  it.each([
    ['the official client', sdkError('InvalidSecurityToken.Expired')],
    ['the port', apiError('DescribeVpcAttribute', 'InvalidSecurityToken.Expired')],
    ['a revoked session', sdkError('InvalidSecurityToken.Malformed')],
    ['a forgotten key', sdkError('InvalidAccessKeyId.NotFound', 404)],
  ])('is made once more with fresh credentials when they are refused: %s', async (_, refusal) => {
    const { session, calls } = sessionWith();
    const used: string[] = [];

    const answer = await withSession(session, async ({ accessKeyId }) => {
      used.push(accessKeyId);
      if (used.length === 1) throw refusal;
      return 'done';
    });

    expect(answer).toBe('done');
    expect(used).toEqual(['STS.1', 'STS.2']);
    expect(calls).toHaveLength(2);
  });

  it('is not made a third time', async () => {
    const { session, calls } = sessionWith();
    let tries = 0;

    const failure = withSession(session, async () => {
      tries += 1;
      throw sdkError('InvalidSecurityToken.Expired');
    });

    await expect(failure).rejects.toMatchObject({ code: 'InvalidSecurityToken.Expired' });
    expect([tries, calls.length]).toEqual([2, 2]);
  });

  it.each([
    ['another refusal', sdkError('Forbidden.RAM', 403)],
    ['trouble of the service', sdkError('ServiceUnavailable', 503)],
    ['AssumeRole itself', apiError('AssumeRole', 'InvalidSecurityToken.Expired')],
  ])('is not repeated after %s', async (_, refusal) => {
    const { session, calls } = sessionWith();
    let tries = 0;

    const failure = withSession(session, async () => {
      tries += 1;
      throw refusal;
    });

    await expect(failure).rejects.toBe(refusal);
    expect([tries, calls.length]).toEqual([1, 1]);
  });
});

describe('the policy of a session', () => {
  const statements = (purpose: 'accept' | 'read' | 'routes') =>
    JSON.parse(sessionPolicyFor(purpose, '1310123456123456')).Statement;

  it('narrows each purpose to its actions', () => {
    const actions = (purpose: 'accept' | 'read' | 'routes'): string[] =>
      statements(purpose).flatMap(({ Action }: { Action: string[] }) => Action);
    expect(actions('read').filter((each) => !each.startsWith('vpc:Describe'))).toEqual([]);
    expect(actions('accept')).toEqual([
      'vpc:AcceptVpcPeerConnection',
      'vpc:RejectVpcPeerConnection',
      'vpc:GetVpcPeerConnectionAttribute',
    ]);
    expect(actions('routes')).toEqual([
      'vpc:CreateRouteEntry',
      'vpc:CreateRouteEntries',
      'vpc:DeleteRouteEntries',
    ]);
  });

  it('names the account wherever RAM can narrow by resource', () => {
    expect(statements('routes')).toEqual([
      expect.objectContaining({ Resource: 'acs:vpc:*:1310123456123456:routetable/*' }),
    ]);
    expect(statements('accept')[1]).toMatchObject({
      Action: ['vpc:GetVpcPeerConnectionAttribute'],
      Resource: 'acs:vpc:*:1310123456123456:vpcpeer/*',
    });
  });

  it.each(['accept', 'read', 'routes'] as const)('of %s is within the limit of STS', (purpose) => {
    expect(sessionPolicyFor(purpose, '9'.repeat(19)).length).toBeLessThan(2048);
  });
});
