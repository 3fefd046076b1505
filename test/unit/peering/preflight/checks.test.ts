import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { CHECKS } from '../../../../lib/peering/preflight/checks/index.ts';
import type { Facts } from '../../../../lib/peering/preflight/facts.ts';
import { connectionIn } from '../samples.ts';
import { entry, factsWith, not, ok, request, table, vpcOf, vSwitch } from './facts.ts';

const OTHER = '283117732402483989';

const findingsOf = (facts: Facts) => CHECKS.flatMap((check) => check(facts));
const shownOf = (facts: Facts) =>
  findingsOf(facts).map(({ code, severity, pointer }) => `${severity} ${code} ${pointer}`.trim());

const withRoutes = { request: { ...request, routes: 'both' as const } };
const toInternet = entry('0.0.0.0/0');
const local = entry('10.0.0.0/24', '', { type: 'System', nextHops: [] });

type Row = readonly [name: string, facts: Facts, findings: readonly string[]];

const VPCS: readonly Row[] = [
  ['nothing wrong', factsWith(), []],
  [
    'no such requester VPC',
    factsWith({ vpc: not('InvalidVpcId.NotFound', { status: 404 }), vSwitches: not('Any') }),
    ['error VpcNotFound /vpcId'],
  ],
  [
    'no such accepting VPC',
    factsWith({}, { vpc: not('Forbidden.VpcNotFound'), tables: not('Any') }),
    ['error VpcNotFound /acceptingVpcId'],
  ],
  [
    'an accepting VPC of somebody else',
    factsWith({}, { vpc: ok(vpcOf('accepter', { ownerId: OTHER })) }),
    ['error VpcOfOtherAccount /acceptingAliUid'],
  ],
  [
    'a requester VPC that is only shared',
    factsWith({ vpc: ok(vpcOf('requester', { ownerId: OTHER })) }),
    ['error VpcOfOtherAccount /vpcId'],
  ],
  [
    'another region',
    factsWith({ vpc: ok(vpcOf('requester', { regionId: 'cn-shanghai' })) }),
    ['error VpcInOtherRegion /regionId'],
  ],
  [
    'a VPC still being made',
    factsWith({}, { vpc: ok(vpcOf('accepter', { status: 'Pending' })) }),
    ['error VpcNotAvailable /acceptingVpcId'],
  ],
  [
    'a CEN in common, and one that is not',
    factsWith(
      { vpc: ok(vpcOf('requester', { cenIds: ['cen-1', 'cen-2'] })) },
      { vpc: ok(vpcOf('accepter', { cenIds: ['cen-2', 'cen-3'] })) },
    ),
    ['warning CenInCommon'],
  ],
  [
    'two CENs',
    factsWith(
      { vpc: ok(vpcOf('requester', { cenIds: ['cen-1'] })) },
      { vpc: ok(vpcOf('accepter', { cenIds: ['cen-2'] })) },
    ),
    [],
  ],
];

const OVERLAPS: readonly Row[] = [
  [
    'primary ranges',
    factsWith({}, { vpc: ok(vpcOf('accepter', { cidrBlock: '10.0.128.0/17' })) }),
    ['warning CidrOverlap'],
  ],
  [
    'a secondary range and a primary one',
    factsWith({ vpc: ok(vpcOf('requester', { secondaryCidrBlocks: ['10.1.2.0/24'] })) }),
    ['warning CidrOverlap'],
  ],
  [
    'IPv6 ranges',
    factsWith(
      { vpc: ok(vpcOf('requester', { ipv6CidrBlocks: ['2001:db8::/56'] })) },
      { vpc: ok(vpcOf('accepter', { ipv6CidrBlocks: ['2001:db8::/60'] })) },
    ),
    ['warning CidrOverlap'],
  ],
  [
    'a user CIDR',
    factsWith({}, { vpc: ok(vpcOf('accepter', { userCidrs: ['10.0.0.0/8'] })) }),
    ['warning CidrOverlap'],
  ],
  [
    'vSwitches',
    factsWith(
      { vSwitches: ok([vSwitch('10.0.1.0/24')]) },
      { vSwitches: ok([vSwitch('10.0.1.128/25')]) },
    ),
    ['error VSwitchOverlap'],
  ],
  [
    'vSwitches in IPv6 only',
    factsWith(
      { vSwitches: ok([vSwitch('10.0.1.0/24', '2001:db8::/64')]) },
      { vSwitches: ok([vSwitch('10.1.1.0/24', '2001:db8::/64')]) },
    ),
    ['error VSwitchOverlap'],
  ],
  [
    'VPCs, though not their vSwitches',
    factsWith(
      { vSwitches: ok([vSwitch('10.0.1.0/24')]) },
      {
        vpc: ok(vpcOf('accepter', { cidrBlock: '10.0.0.0/16' })),
        vSwitches: ok([vSwitch('10.0.2.0/24')]),
      },
    ),
    ['warning CidrOverlap'],
  ],
];

const ROUTES: readonly Row[] = [
  ['a default route', factsWith({ tables: ok([table(ok([toInternet, local]))]) }), []],
  [
    'the destination elsewhere',
    factsWith({ tables: ok([table(ok([entry('10.1.0.0/16')]))]) }),
    ['warning RouteConflict /vpcId'],
  ],
  [
    'the destination elsewhere, and routes asked for',
    factsWith({ tables: ok([table(ok([entry('10.1.0.0/16')]))]) }, {}, withRoutes),
    ['error RouteConflict /vpcId'],
  ],
  [
    'the destination elsewhere, and routes asked for at the other side only',
    factsWith(
      { tables: ok([table(ok([entry('10.1.0.0/16')]))]) },
      {},
      { request: { ...request, routes: 'accepter' } },
    ),
    ['warning RouteConflict /vpcId'],
  ],
  [
    'a part of the destination elsewhere',
    factsWith({}, { tables: ok([table(ok([entry('10.0.7.0/24')]))]) }, withRoutes),
    ['warning RouteMoreSpecific /acceptingVpcId'],
  ],
  [
    'an entry that is leaving',
    factsWith({ tables: ok([table(ok([entry('10.1.0.0/16', 'nat-1', { status: 'Deleting' })]))]) }),
    [],
  ],
  [
    'entries that lead to the pair already',
    factsWith(
      { tables: ok([table(ok([entry('10.1.0.0/16', 'pcc-lnk0m24khwvtkm7jdt')]))]) },
      {},
      { ...withRoutes, ofPair: [connectionIn('Activated')] },
    ),
    [],
  ],
  [
    'an entry to a connection of another pair',
    factsWith(
      { tables: ok([table(ok([entry('10.1.0.0/16', 'pcc-other')]))]) },
      {},
      { ofPair: [connectionIn('Activated')] },
    ),
    ['warning RouteConflict /vpcId'],
  ],
  [
    'a secondary destination elsewhere',
    factsWith(
      { tables: ok([table(ok([entry('172.16.0.0/16')]))]) },
      { vpc: ok(vpcOf('accepter', { secondaryCidrBlocks: ['172.16.0.0/16'] })) },
      withRoutes,
    ),
    ['error RouteConflict /vpcId'],
  ],
  [
    'an IPv6 destination elsewhere, where both sides have IPv6',
    factsWith(
      {
        vpc: ok(vpcOf('requester', { ipv6CidrBlocks: ['2001:db8:1::/56'] })),
        tables: ok([table(ok([entry('2001:db8:2::/56')]))]),
      },
      { vpc: ok(vpcOf('accepter', { ipv6CidrBlocks: ['2001:db8:2::/56'] })) },
    ),
    ['warning RouteConflict /vpcId'],
  ],
  [
    'an IPv6 destination elsewhere, where this side has no IPv6',
    factsWith(
      { tables: ok([table(ok([entry('2001:db8:2::/56')]))]) },
      { vpc: ok(vpcOf('accepter', { ipv6CidrBlocks: ['2001:db8:2::/56'] })) },
    ),
    [],
  ],
  [
    'a destination within an own vSwitch',
    factsWith(
      { vSwitches: ok([vSwitch('10.1.0.0/16')]) },
      {},
      { request: { ...request, routes: 'requester' } },
    ),
    ['error RouteInsideVSwitch /vpcId'],
  ],
  ['the same, and no routes asked for', factsWith({ vSwitches: ok([vSwitch('10.1.0.0/16')]) }), []],
];

const many = (count: number) =>
  Array.from({ length: count }, (_, index) => entry(`192.168.${index}.0/24`));
const peerings = (count: number, more: Parameters<typeof connectionIn>[1] = {}) =>
  ok(
    Array.from({ length: count }, (_, index) =>
      connectionIn('Activated', { instanceId: `pcc-${index}`, ...more }),
    ),
  );

const QUOTAS: readonly Row[] = [
  [
    'a full table, and routes asked for',
    factsWith({ tables: ok([table(ok(many(200)))]) }, {}, withRoutes),
    ['warning RouteQuota /vpcId'],
  ],
  [
    'a table with one place left',
    factsWith({ tables: ok([table(ok(many(199)))]) }, {}, withRoutes),
    [],
  ],
  [
    'a full table that has the entry already',
    factsWith(
      { tables: ok([table(ok([...many(199), entry('10.1.0.0/16', 'pcc-lnk0m24khwvtkm7jdt')]))]) },
      {},
      { ...withRoutes, ofPair: [connectionIn('Activated')] },
    ),
    [],
  ],
  ['a full table, and no routes', factsWith({ tables: ok([table(ok(many(200)))]) }), []],
  [
    'ten connections of a VPC',
    factsWith({ peerings: peerings(10) }),
    ['warning PeeringQuota /vpcId'],
  ],
  ['nine', factsWith({ peerings: peerings(9) }), []],
  [
    'ten between regions',
    factsWith({ peerings: peerings(10, { acceptingRegionId: 'cn-shanghai' }) }),
    [],
  ],
  [
    'twenty between regions, for one more of them',
    factsWith(
      {},
      {
        peerings: peerings(20, { acceptingRegionId: 'cn-shanghai' }),
        vpc: ok(vpcOf('accepter', { regionId: 'cn-shanghai' })),
      },
      { request: { ...request, acceptingRegionId: 'cn-shanghai' } },
    ),
    ['warning PeeringQuota /acceptingVpcId'],
  ],
  [
    'twenty of the account',
    factsWith({}, {}, { ofRegion: peerings(20) }),
    ['warning PeeringQuota /regionId'],
  ],
  ['twenty that others own', factsWith({}, {}, { ofRegion: peerings(20, { ownerId: OTHER }) }), []],
  [
    'ten, one of them of this pair',
    factsWith({ peerings: peerings(10) }, {}, { ofPair: [connectionIn('Activated')] }),
    [],
  ],
];

const UNREAD: readonly Row[] = [
  [
    'another account without a role',
    factsWith(
      {},
      {
        vpc: not('NotConfigured', { operation: 'AssumeRole', status: 403 }),
        vSwitches: not('NotConfigured', { operation: 'AssumeRole', status: 403 }),
        tables: not('NotConfigured', { operation: 'AssumeRole', status: 403 }),
        seesAllPeerings: false,
      },
    ),
    ['warning UnreadAccount /acceptingVpcId', 'info UnreadPeerings /acceptingVpcId'],
  ],
  [
    'every single read',
    factsWith({
      vpc: not('Forbidden.RAM'),
      vSwitches: not('Throttling'),
      tables: not('ServiceUnavailable', { status: 503 }),
      peerings: not('Forbidden.RAM'),
    }),
    [
      'warning UnreadVpc /vpcId',
      'warning UnreadVSwitches /vpcId',
      'warning UnreadRouteTables /vpcId',
      'warning UnreadPeerings /vpcId',
    ],
  ],
  [
    'the entries of one table of two',
    factsWith({
      tables: ok([table(ok([])), table(not('Forbidden.RAM'), { routeTableId: 'vtb-2' })]),
    }),
    ['warning UnreadRouteEntries /vpcId'],
  ],
  [
    'the connections of the region',
    factsWith({}, {}, { ofRegion: not('Forbidden.RAM') }),
    ['warning UnreadPeerings /regionId'],
  ],
];

describe.each([
  ['VPCs', VPCS],
  ['overlaps', OVERLAPS],
  ['routes', ROUTES],
  ['quotas', QUOTAS],
  ['what could not be read', UNREAD],
])('preflight on %s', (_, rows) => {
  test.each(rows)('%s', (__, facts, findings) => {
    expect(shownOf(facts)).toEqual(findings);
  });
});

describe('findings', () => {
  const all = [...VPCS, ...OVERLAPS, ...ROUTES, ...QUOTAS, ...UNREAD].flatMap(([, facts]) =>
    findingsOf(facts),
  );

  it('are in the page about preflight, every one of them', () => {
    const page = readFileSync(new URL('../../../../docs/preflight.md', import.meta.url), 'utf8');
    const codes = new Set(all.map(({ code }) => code));
    expect(codes.size).toBeGreaterThan(14);
    for (const code of codes) expect(page).toContain(`\`${code}\``);
  });

  it('say what was seen and what to do', () => {
    for (const { detail, remedy, evidence, severity } of all) {
      expect(detail.length).toBeGreaterThan(20);
      expect(remedy.length).toBeGreaterThan(20);
      if (severity !== 'info') expect(Object.keys(evidence ?? {}).length).toBeGreaterThan(0);
    }
  });

  it('name the ranges of an overlap by their kind', () => {
    const [, facts] = OVERLAPS[1] ?? [];
    const [finding] = facts ? findingsOf(facts) : [];
    expect(finding?.evidence).toEqual({
      pairs: [
        {
          vpcCidr: '10.1.2.0/24',
          vpcRange: 'secondary',
          acceptingVpcCidr: '10.1.0.0/16',
          acceptingVpcRange: 'primary',
          overlap: '10.1.2.0/24',
        },
      ],
      count: 1,
    });
  });

  it('tell a harmless overlap from one of vSwitches, and from one nobody could look into', () => {
    const same = { vpc: ok(vpcOf('accepter', { cidrBlock: '10.0.0.0/16' })) };
    const overlapping = factsWith(
      { vSwitches: ok([vSwitch('10.0.1.0/24')]) },
      { ...same, vSwitches: ok([vSwitch('10.0.0.0/20')]) },
    );
    const unknown = factsWith({}, { ...same, vSwitches: not('Forbidden.RAM') });
    const detailOf = (facts: Facts) =>
      findingsOf(facts).find(({ code }) => code === 'CidrOverlap')?.detail;

    expect(shownOf(overlapping)).toEqual(['error VSwitchOverlap', 'warning CidrOverlap']);
    expect(detailOf(factsWith({}, same))).toContain('None of their vSwitches overlap');
    expect(detailOf(overlapping)).toContain('Some of their vSwitches overlap too');
    expect(detailOf(unknown)).toContain('could not be read');
  });

  it('keep evidence bounded, with the count of all', () => {
    const wide = ok(vpcOf('accepter', { cidrBlock: '192.168.0.0/16' }));
    const crowded = factsWith({ tables: ok([table(ok(many(150)))]) }, { vpc: wide });
    const [finding] = findingsOf(crowded);
    expect(finding).toMatchObject({ code: 'RouteMoreSpecific', evidence: { count: 150 } });
    expect(finding?.evidence?.entries).toHaveLength(50);
  });

  it('carry the code and request id of a call that failed', () => {
    const [finding] = findingsOf(factsWith({ vSwitches: not('Forbidden.RAM') }));
    expect(finding).toMatchObject({
      evidence: { code: 'Forbidden.RAM', apiRequestId: 'REQ-1' },
      remedy: expect.stringContaining('role of the function'),
    });
  });

  it('ask for a role where none leads to the other account', () => {
    const shut = not('NotConfigured', { operation: 'AssumeRole', status: 403 });
    const facts = factsWith({}, { vpc: shut, vSwitches: shut, tables: shut });
    expect(findingsOf(facts)[0]?.remedy).toContain('PEERFLOW_ACCEPTER_ROLE');
  });
});
