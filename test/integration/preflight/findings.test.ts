import { describe, expect, it } from 'vitest';
import { call, calls, OTHER, OWN, withSandbox } from '../peerflow/with-sandbox.ts';
import { CASES, findingsOf, pairOf, ROLE, requestOf, shown, world } from './cases.ts';

describe('POST /peerings/preflight', () => {
  it('finds what is wrong with a pair, each for its real reason', async () => {
    const sandbox = await withSandbox({ fixture: world(), env: ROLE });
    const found: Record<string, unknown> = {};
    for (const [name, each] of Object.entries(CASES)) {
      const answer = await call(sandbox, 'POST', '/peerings/preflight', requestOf(name, each));
      found[name] = answer.status === 200 ? shown(answer) : answer.body;
    }

    expect(found).toEqual(
      Object.fromEntries(Object.entries(CASES).map(([name, each]) => [name, each.found])),
    );
    expect(calls(sandbox, 'CreateVpcPeerConnection')).toBe(0);
  });

  it('counts the connections that a VPC and the account have', async () => {
    const spokes = Array.from({ length: 12 }, (_, index) => ({
      id: `vpc-spoke-${index}`,
      regionId: 'cn-hangzhou',
      ownerId: OWN,
      cidrBlock: `10.${index + 2}.0.0/16`,
    }));
    const vpcs = [...pairOf('sound', CASES.sound ?? { found: [] }), ...spokes];
    const timings = { creatingMs: 0 };
    const quotas = { vpc_quota_intra_region_peer_num_per_vpc: 50, vpc_quota_peer_num: 50 };
    const sandbox = await withSandbox({
      fixture: world({ vpcs, timings, accounts: [{ id: OWN, quotas }] }),
    });
    const ask = () => call(sandbox, 'POST', '/peerings/preflight', requestOf('sound'));
    const connect = (vpcId: string, acceptingVpcId: string) =>
      sandbox.world.call({ accountId: OWN }, 'VpcPeer', 'CreateVpcPeerConnection', {
        RegionId: 'cn-hangzhou',
        VpcId: vpcId,
        AcceptingAliUid: OWN,
        AcceptingRegionId: 'cn-hangzhou',
        AcceptingVpcId: acceptingVpcId,
      });

    for (const { id } of spokes.slice(0, 9)) connect('vpc-sound-b', id);
    const nine = shown(await ask());
    connect('vpc-spoke-9', 'vpc-sound-b');
    const ten = await ask();
    for (const { id } of spokes.slice(1, 11)) connect('vpc-spoke-0', id);
    const twenty = shown(await ask());

    expect(nine).toEqual([]);
    expect(findingsOf(ten.body)).toMatchObject([
      {
        code: 'PeeringQuota',
        severity: 'warning',
        pointer: '/acceptingVpcId',
        evidence: { count: 10, limit: 10 },
      },
    ]);
    expect(twenty).toEqual([
      'warning PeeringQuota /acceptingVpcId',
      'warning PeeringQuota /regionId',
    ]);
  });

  it('says what it could not read, and why', async () => {
    const sandbox = await withSandbox({
      fixture: world(),
      env: { ...ROLE, PEERFLOW_ACCEPTER_ROLE: '' },
    });
    const partner = await call(sandbox, 'POST', '/peerings/preflight', requestOf('partner'));
    sandbox.faults.add({
      kind: 'error',
      match: { action: 'DescribeRouteEntryList' },
      status: 403,
      code: 'Forbidden.RAM',
    });
    const entries = await call(sandbox, 'POST', '/peerings/preflight', requestOf('sound'));

    expect(shown(partner)).toEqual([
      'warning UnreadAccount /acceptingVpcId',
      'info UnreadPeerings /acceptingVpcId',
    ]);
    expect(findingsOf(partner.body)[0]?.remedy).toContain('PEERFLOW_ACCEPTER_ROLE');
    expect(findingsOf(entries.body)).toMatchObject([
      { code: 'UnreadRouteEntries', pointer: '/vpcId', evidence: { code: 'Forbidden.RAM' } },
      { code: 'UnreadRouteEntries', pointer: '/acceptingVpcId' },
    ]);
  });

  it('is asked of a role that may not look, too', async () => {
    const role = {
      name: 'peerflow-accepter',
      trusts: [OWN],
      allow: ['vpc:AcceptVpcPeerConnection'],
    };
    const accounts = [{ id: OWN }, { id: OTHER, roles: [role] }];
    const sandbox = await withSandbox({ fixture: world({ accounts }), env: ROLE });
    const answer = await call(sandbox, 'POST', '/peerings/preflight', requestOf('partner'));
    expect(shown(answer)).toEqual([
      'warning UnreadVpc /acceptingVpcId',
      'warning UnreadVSwitches /acceptingVpcId',
      'warning UnreadRouteTables /acceptingVpcId',
      'info UnreadPeerings /acceptingVpcId',
    ]);
  });

  it('refuses what is no create, and what policy denies, before it looks', async () => {
    const sandbox = await withSandbox({ fixture: world() });
    const wrong = await call(sandbox, 'POST', '/peerings/preflight', { vpcId: 'x' });
    const denied = await call(sandbox, 'POST', '/peerings/preflight', requestOf('partner'));

    expect([wrong.status, wrong.body.code]).toEqual([400, 'InvalidRequest']);
    expect([denied.status, denied.body.code]).toEqual([403, 'PolicyDenied']);
    expect(sandbox.journal.entries.filter(({ kind }) => kind === 'api')).toHaveLength(0);
  });
});
