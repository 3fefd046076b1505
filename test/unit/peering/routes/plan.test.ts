import { describe, expect, it } from 'vitest';
import {
  endsOfView,
  planOf,
  routedEnds,
  tablesToRoute,
} from '../../../../lib/peering/routes/plan/plan.ts';
import { connectionIn } from '../samples.ts';
import { end, table, vSwitch } from './samples.ts';

describe('the ends that get routes', () => {
  const connection = connectionIn('Activated', {
    acceptingOwnerUid: '283117732402483989',
    acceptingRegionId: 'cn-shanghai',
    vpc: { vpcId: 'vpc-a', ipv4Cidrs: ['10.1.0.0/16'], ipv6Cidrs: ['2001:db8:1::/56'] },
    acceptingVpc: {
      vpcId: 'vpc-b',
      ipv4Cidrs: ['10.2.0.0/16', '10.3.0.0/16', '10.2.0.0/16'],
      ipv6Cidrs: ['2001:db8:2::/56'],
    },
  });

  it.each([
    ['both', ['requester', 'accepter']],
    ['requester', ['requester']],
    ['accepter', ['accepter']],
    ['none', []],
  ] as const)('for routes=%s are %j', (choice, sides) => {
    expect(routedEnds(connection, choice).map(({ side }) => side)).toEqual(sides);
  });

  it('lead to every range across, each in its own account and region', () => {
    expect(routedEnds(connection, 'both')).toEqual([
      {
        side: 'requester',
        accountId: '253460731706911258',
        regionId: 'cn-hangzhou',
        vpcId: 'vpc-a',
        destinations: ['10.2.0.0/16', '10.3.0.0/16', '2001:db8:2::/56'],
      },
      {
        side: 'accepter',
        accountId: '283117732402483989',
        regionId: 'cn-shanghai',
        vpcId: 'vpc-b',
        destinations: ['10.1.0.0/16', '2001:db8:1::/56'],
      },
    ]);
  });

  it('lead to no IPv6 range from a VPC without IPv6', () => {
    const vpc = { ...connection.vpc, ipv6Cidrs: [] };
    const [requester, accepter] = routedEnds({ ...connection, vpc }, 'both');
    expect(requester?.destinations).toEqual(['10.2.0.0/16', '10.3.0.0/16']);
    expect(accepter?.destinations).toEqual(['10.1.0.0/16']);
  });
});

describe('the ends of a connection that is gone', () => {
  const view = {
    ownerId: '1',
    acceptingOwnerUid: '2',
    regionId: 'cn-hangzhou',
    acceptingRegionId: 'cn-shanghai',
    vpc: { vpcId: 'vpc-a' },
    acceptingVpc: { vpcId: 'vpc-b' },
  };
  const nowhere = { destinations: [] };

  it('are those that its last look shows, and nothing leads there', () => {
    expect(endsOfView(view)).toEqual([
      { side: 'requester', accountId: '1', regionId: 'cn-hangzhou', vpcId: 'vpc-a', ...nowhere },
      { side: 'accepter', accountId: '2', regionId: 'cn-shanghai', vpcId: 'vpc-b', ...nowhere },
    ]);
  });

  it.each([
    ['ownerId', ['accepter']],
    ['regionId', ['accepter']],
    ['vpc', ['accepter']],
    ['acceptingOwnerUid', ['requester']],
    ['acceptingRegionId', ['requester']],
    ['acceptingVpc', ['requester']],
  ])('are fewer where it does not show %s', (field, sides) => {
    expect(endsOfView({ ...view, [field]: undefined }).map(({ side }) => side)).toEqual(sides);
  });
});

describe('the tables that get routes', () => {
  const tables = [
    table('vtb-own', { tags: [{ key: 'tier', value: 'app' }] }),
    table('vtb-idle', { vSwitchIds: [] }),
    table('vtb-gateway', { associateType: 'Gateway' }),
    table('vtb-main', { routeTableType: 'System' }),
  ];
  const ids = (...chosen: Parameters<typeof tablesToRoute>[1]) =>
    tablesToRoute(tables, chosen).map(({ routeTableId }) => routeTableId);

  it('are those that vSwitches use', () => {
    expect(ids()).toEqual(['vtb-main', 'vtb-own']);
  });

  it('are the chosen ones among them, by id or by tag', () => {
    expect(ids({ routeTableId: 'vtb-main' })).toEqual(['vtb-main']);
    expect(ids({ key: 'tier', value: 'app' })).toEqual(['vtb-own']);
    expect(ids({ key: 'tier', value: 'app' }, { routeTableId: 'vtb-main' })).toEqual([
      'vtb-main',
      'vtb-own',
    ]);
    expect(ids({ key: 'app', value: 'app' })).toEqual([]);
    expect(ids({ key: 'tier', value: 'db' }, { routeTableId: 'vtb-idle' })).toEqual([]);
  });
});

describe('a plan', () => {
  const place = {
    tables: [table('vtb-1'), table('vtb-2')],
    vSwitches: [vSwitch('10.1.1.0/24', { ipv6CidrBlock: '2001:db8:1:1::/64' })],
  };
  const planned = (...destinations: string[]) => planOf(end({ destinations }), place);

  it('has an entry for each table and range', () => {
    expect(
      planned('10.2.0.0/16', '10.3.0.0/16').map(({ routeTableId, destinationCidrBlock }) => [
        routeTableId,
        destinationCidrBlock,
      ]),
    ).toEqual([
      ['vtb-1', '10.2.0.0/16'],
      ['vtb-1', '10.3.0.0/16'],
      ['vtb-2', '10.2.0.0/16'],
      ['vtb-2', '10.3.0.0/16'],
    ]);
  });

  it.each([
    ['10.2.0.0/16', undefined, false],
    ['10.1.0.0/16', undefined, true],
    ['0.0.0.0/0', undefined, true],
    ['10.1.1.0/24', '10.1.1.0/24', true],
    ['10.1.1.128/25', '10.1.1.0/24', false],
    ['2001:db8:1:1::/64', '2001:db8:1:1::/64', true],
    ['2001:db8:1::/56', undefined, true],
    ['2001:db8:2::/56', undefined, false],
    ['100.64.0.0/10', '100.64.0.0/10', false],
    ['100.100.2.0/24', '100.64.0.0/10', false],
    ['100.0.0.0/8', undefined, false],
  ])('knows of %s: obstacle %s, single call %s', (destination, obstacle, isSingle) => {
    const [first] = planned(destination);
    if (obstacle === undefined) expect(first).not.toHaveProperty('obstacle');
    else expect(first?.obstacle).toContain(obstacle);
    expect(first?.isSingle).toBe(isSingle);
  });
});
