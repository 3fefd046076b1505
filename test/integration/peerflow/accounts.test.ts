// Loaded before any call: the deadline of a call includes loading its client, which is bundled only in dist.
import '@alicloud/vpc20160428';
import { describe, expect, it } from 'vitest';
import { contextOf } from '../../../functions/wire/context.ts';
import { readConfig } from '../../../lib/runtime/config.ts';
import { actionOf, error, json, KEYS, OTHER, OWN, vpcBody } from '../aliyun/answers.ts';
import { serve } from '../sinks/serve.ts';
import type { Answering, Call, Reply } from '../sinks/service.ts';

const ROLE_KEYS = {
  AccessKeyId: 'STS.accepter',
  AccessKeySecret: 'other-secret',
  SecurityToken: 'ROLE-TOKEN',
  Expiration: '2099-01-01T00:00:00Z',
};

const cloud = (call: Call): Reply =>
  actionOf(call) === 'AssumeRole' ? json({ Credentials: ROLE_KEYS }) : json(vpcBody);

/** Issues sessions `STS.1`, `STS.2`, ...; every second one is accepted, the others are refused. */
const refusingFirst = (code: string): Answering => {
  let issued = 0;
  return (call) => {
    if (actionOf(call) === 'AssumeRole') {
      issued += 1;
      return json({ Credentials: { ...ROLE_KEYS, AccessKeyId: `STS.${issued}` } });
    }
    return issued % 2 === 1 ? error(400, code) : json(vpcBody);
  };
};

const contextWith = async (
  env: Record<string, string>,
  { keys = KEYS, answering = cloud }: { keys?: typeof KEYS | null; answering?: Answering } = {},
) => {
  const service = await serve(answering);
  const read = readConfig(
    { PEERFLOW_ENDPOINT: `http://${service.host}`, ...env },
    { accountId: OWN, region: 'cn-hangzhou', functionName: 'peerflow-router', readFile: () => '' },
  );
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  const invocation = {
    requestId: 'R',
    region: 'cn-hangzhou',
    accountId: OWN,
    functionName: 'peerflow-router',
    timeoutSeconds: 60,
    credentials: keys ?? undefined,
    credentialSource: keys ? ('context' as const) : undefined,
  };
  return { ctx: contextOf(read.config, invocation, Date.now()), calls: service.calls };
};

const ROLE = {
  PEERFLOW_ACCEPTER_ROLE: 'acs:ram::{accountId}:role/peerflow-accepter',
  PEERFLOW_ACCEPTER_EXTERNAL_ID: 'shared-id',
};

const keyOf = ({ headers }: Call): string =>
  /Credential=([^,]+),/.exec(String(headers.authorization))?.[1] ?? '';

describe('whose credentials the VPC API is called with', () => {
  it('takes our own for our account', async () => {
    const { ctx, calls } = await contextWith(ROLE);

    const network = await ctx.network(OWN);
    await network?.vpc('cn-hangzhou', 'vpc-a');

    expect(calls.map(actionOf)).toEqual(['DescribeVpcAttribute']);
    expect(calls.map(keyOf)).toEqual([KEYS.accessKeyId]);
  });

  it('takes the accepter role for another account, narrowed to reading, once', async () => {
    const { ctx, calls } = await contextWith(ROLE);

    for (const region of ['cn-hangzhou', 'cn-shanghai'])
      await (await ctx.network(OTHER))?.vpc(region, 'vpc-b');

    expect(calls.map(actionOf)).toEqual([
      'AssumeRole',
      'DescribeVpcAttribute',
      'DescribeVpcAttribute',
    ]);
    expect(calls.map(keyOf)).toEqual([KEYS.accessKeyId, 'STS.accepter', 'STS.accepter']);
    expect(calls[1]?.headers['x-acs-security-token']).toBe('ROLE-TOKEN');
    const asked = new URLSearchParams(calls[0]?.body);
    expect(asked.get('RoleArn')).toBe(`acs:ram::${OTHER}:role/peerflow-accepter`);
    expect(asked.get('RoleSessionName')).toBe(`peerflow@${OWN}`);
    expect(asked.get('ExternalId')).toBe('shared-id');
    expect(JSON.parse(asked.get('Policy') ?? '').Statement[0].Action).toEqual([
      'vpc:DescribeVpcAttribute',
      'vpc:DescribeVSwitches',
      'vpc:DescribeRouteTableList',
      'vpc:DescribeRouteEntryList',
    ]);
  });

  it('writes routes with a session of their own, narrowed to the account', async () => {
    const { ctx, calls } = await contextWith(ROLE, {
      answering: (call) =>
        actionOf(call) === 'AssumeRole'
          ? json({ Credentials: ROLE_KEYS })
          : json({ FailedCount: 0 }),
    });

    const network = await ctx.network(OTHER);
    await network?.deleteRouteEntries('cn-hangzhou', [
      { routeTableId: 'vtb-1', routeEntryId: 'rte-1', destinationCidrBlock: '10.1.0.0/16' },
    ]);

    expect(calls.map(actionOf)).toEqual(['AssumeRole', 'AssumeRole', 'DeleteRouteEntries']);
    const policy = new URLSearchParams(calls[1]?.body).get('Policy') ?? '';
    expect(JSON.parse(policy).Statement).toEqual([
      {
        Effect: 'Allow',
        Action: ['vpc:CreateRouteEntry', 'vpc:CreateRouteEntries', 'vpc:DeleteRouteEntries'],
        Resource: `acs:vpc:*:${OTHER}:routetable/*`,
      },
    ]);
  });

  it.each([
    ['ended', 'InvalidSecurityToken.Expired'],
    ['was revoked', 'InvalidSecurityToken.Malformed'],
  ])('reads and accepts again with a fresh session when the one at hand %s', async (_, code) => {
    const { ctx, calls } = await contextWith(ROLE, { answering: refusingFirst(code) });

    await (await ctx.network(OTHER))?.vpc('cn-hangzhou', 'vpc-b');
    await (await ctx.accepter?.(OTHER))?.accept({
      instanceId: 'pcc-1',
      clientToken: 't',
    });

    expect(calls.map((call) => `${actionOf(call)} ${keyOf(call)}`)).toEqual([
      `AssumeRole ${KEYS.accessKeyId}`,
      'DescribeVpcAttribute STS.1',
      `AssumeRole ${KEYS.accessKeyId}`,
      'DescribeVpcAttribute STS.2',
      `AssumeRole ${KEYS.accessKeyId}`,
      'AcceptVpcPeerConnection STS.3',
      `AssumeRole ${KEYS.accessKeyId}`,
      'AcceptVpcPeerConnection STS.4',
    ]);
  });

  it('has none for an account that a literal role does not lead into', async () => {
    const { ctx, calls } = await contextWith({
      PEERFLOW_ACCEPTER_ROLE: 'acs:ram::1999999999999999:role/peerflow-accepter',
    });

    expect(await ctx.network(OTHER)).toBeUndefined();
    await expect(ctx.accepter?.(OTHER)).rejects.toMatchObject({
      operation: 'AssumeRole',
      code: 'NotConfigured',
    });
    expect(calls).toHaveLength(0);
  });

  it('has none for another account where no role is configured', async () => {
    const { ctx, calls } = await contextWith({});

    expect(await ctx.network(OTHER)).toBeUndefined();
    expect(calls).toHaveLength(0);
  });

  it('says so when the function itself has none', async () => {
    const { ctx } = await contextWith({}, { keys: null });

    await expect(ctx.network(OWN)).rejects.toMatchObject({
      name: 'ApiError',
      code: 'InvalidCredentials',
    });
  });

  it('passes on why a role may not be assumed', async () => {
    const refused = json({ Code: 'NoPermission', Message: 'no', RequestId: 'R' }, 403);
    const { ctx } = await contextWith(ROLE, { answering: () => refused });

    await expect(ctx.network(OTHER)).rejects.toMatchObject({
      name: 'ApiError',
      operation: 'AssumeRole',
      code: 'NoPermission',
      status: 403,
      message: expect.stringMatching(/PEERFLOW_ACCEPTER_ROLE.*trust policy/),
    });
  });
});
