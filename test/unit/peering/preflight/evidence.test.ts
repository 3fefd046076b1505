import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../../lib/peering/model/failure.ts';
import { CHECKS } from '../../../../lib/peering/preflight/checks/index.ts';
import type { Facts } from '../../../../lib/peering/preflight/facts.ts';
import { ACCOUNT, connectionIn } from '../samples.ts';
import { entry, factsWith, not, ok, request, table, vpcOf, vSwitch } from './facts.ts';
import { many } from './rows/quotas.ts';

const OTHER = '283117732402483989';
const PCC = 'pcc-lnk0m24khwvtkm7jdt';
const hub = {
  vpc: { vpcId: 'vpc-spoke', ipv4Cidrs: ['10.1.128.0/17'], ipv6Cidrs: [] },
  acceptingVpc: { vpcId: 'vpc-a', ipv4Cidrs: ['10.0.0.0/16'], ipv6Cidrs: [] },
};
const routed = { request: { ...request, routes: 'both' as const } };
const connections = (count: number) =>
  ok(
    Array.from({ length: count }, (_, index) =>
      connectionIn('Activated', { instanceId: `pcc-${index}` }),
    ),
  );
const theirs = (more: Parameters<typeof vpcOf>[1]) => ({ vpc: ok(vpcOf('accepter', more)) });

const findingOf = (facts: Facts, code: string): Finding | undefined =>
  CHECKS.flatMap((check) => check(facts)).find((each) => each.code === code);

/** A finding by its code, what was seen, and the evidence that shows it. */
const EVIDENCE: readonly (readonly [string, Facts, unknown])[] = [
  [
    'VpcNotFound',
    factsWith({}, { vpc: not('InvalidVpcId.NotFound') }),
    { vpcId: 'vpc-b', regionId: 'cn-hangzhou', accountId: ACCOUNT },
  ],
  [
    'VpcOfOtherAccount',
    factsWith({}, theirs({ ownerId: OTHER })),
    { vpcId: 'vpc-b', ownerId: OTHER, accountId: ACCOUNT },
  ],
  [
    'VpcInOtherRegion',
    factsWith({}, theirs({ regionId: 'cn-shanghai' })),
    { vpcId: 'vpc-b', regionId: 'cn-shanghai' },
  ],
  [
    'VpcNotAvailable',
    factsWith({}, theirs({ status: 'Pending' })),
    { vpcId: 'vpc-b', status: 'Pending' },
  ],
  [
    'VSwitchOverlap',
    factsWith(
      { vSwitches: ok([vSwitch('10.0.1.0/24')]) },
      { vSwitches: ok([vSwitch('10.0.0.0/20')]) },
    ),
    {
      pairs: [
        {
          vSwitchId: 'vsw-10.0.1.0/24',
          vSwitchCidr: '10.0.1.0/24',
          acceptingVSwitchId: 'vsw-10.0.0.0/20',
          acceptingVSwitchCidr: '10.0.0.0/20',
          overlap: '10.0.1.0/24',
        },
      ],
      count: 1,
    },
  ],
  [
    'CidrOverlap',
    factsWith(
      {
        vpc: ok(
          vpcOf('requester', { ipv6CidrBlocks: ['2001:db8::/56'], userCidrs: ['30.0.0.0/8'] }),
        ),
      },
      theirs({ ipv6CidrBlocks: ['2001:db8::/60'], userCidrs: ['30.1.0.0/16'] }),
    ),
    {
      pairs: [
        {
          vpcCidr: '2001:db8::/56',
          vpcRange: 'ipv6',
          acceptingVpcCidr: '2001:db8::/60',
          acceptingVpcRange: 'ipv6',
          overlap: '2001:db8::/60',
        },
        {
          vpcCidr: '30.0.0.0/8',
          vpcRange: 'user',
          acceptingVpcCidr: '30.1.0.0/16',
          acceptingVpcRange: 'user',
          overlap: '30.1.0.0/16',
        },
      ],
      count: 2,
    },
  ],
  [
    'PeerOverlap',
    factsWith({ peerings: ok([connectionIn('Activated', hub)]) }),
    {
      overlaps: [
        { destination: '10.1.0.0/16', instanceId: PCC, vpcId: 'vpc-spoke', cidr: '10.1.128.0/17' },
      ],
      count: 1,
    },
  ],
  [
    'RouteConflict',
    factsWith({ tables: ok([table(ok([entry('10.1.0.0/16')]))]) }),
    {
      entries: [
        {
          destination: '10.1.0.0/16',
          routeTableId: 'vtb-1',
          routeEntryId: 'rte-10.1.0.0/16',
          destinationCidrBlock: '10.1.0.0/16',
          type: 'Custom',
          nextHops: [{ nextHopId: 'nat-1', nextHopType: 'NatGateway' }],
        },
      ],
      count: 1,
    },
  ],
  [
    'NoRouteTable',
    factsWith({ tables: ok([]) }, {}, routed),
    { vpcId: 'vpc-a', regionId: 'cn-hangzhou' },
  ],
  [
    'RouteInsideVSwitch',
    factsWith({ vSwitches: ok([vSwitch('10.9.0.0/16'), vSwitch('10.1.0.0/16')]) }, {}, routed),
    {
      refused: [
        {
          destination: '10.1.0.0/16',
          vSwitchId: 'vsw-10.1.0.0/16',
          vSwitchCidr: '10.1.0.0/16',
        },
      ],
      count: 1,
    },
  ],
  [
    'RouteQuota',
    factsWith({ tables: ok([table(ok(many(205)))]) }, {}, routed),
    { routeTableId: 'vtb-1', custom: 205, needed: 1, left: 0, quota: 200 },
  ],
  [
    'PeeringQuota',
    factsWith({ peerings: connections(12) }),
    { quota: 'vpc_quota_intra_region_peer_num_per_vpc', limit: 10, count: 12 },
  ],
  [
    'CenInCommon',
    factsWith(
      { vpc: ok(vpcOf('requester', { cenIds: ['cen-1', 'cen-2'] })) },
      theirs({ cenIds: ['cen-2'] }),
    ),
    { cenIds: ['cen-2'] },
  ],
  [
    'UnreadVSwitches',
    factsWith({ vSwitches: not('Forbidden.RAM', { operation: 'DescribeVSwitches' }) }),
    { operation: 'DescribeVSwitches', code: 'Forbidden.RAM', apiRequestId: 'REQ-1' },
  ],
];

describe('the evidence of a finding', () => {
  it.each(EVIDENCE)('%s shows what was seen', (code, facts, evidence) => {
    expect(findingOf(facts, code)?.evidence).toEqual(evidence);
  });

  it.each([
    [1, 'use 10.0.0.0/24:'],
    [2, 'use 10.0.0.0/24 and 1 more:'],
    [4, 'use 10.0.0.0/24 and 3 more:'],
  ])('of %i is summed up by its first, and how many follow', (count, text) => {
    const shared = Array.from({ length: count }, (_, index) => vSwitch(`10.0.${index}.0/24`));
    const facts = factsWith({ vSwitches: ok(shared) }, { vSwitches: ok(shared) });
    expect(findingOf(facts, 'VSwitchOverlap')?.detail).toContain(text);
  });
});

describe('the remedy of a finding', () => {
  it.each([
    ['VpcNotFound', 'requester', '`vpcId`'],
    ['VpcNotFound', 'accepter', '`acceptingVpcId`'],
    ['VpcOfOtherAccount', 'requester', 'send the request with that account'],
    ['VpcOfOtherAccount', 'accepter', '`acceptingAliUid`'],
  ] as const)('%s at the %s names what can be changed there', (code, side, text) => {
    const vpc =
      code === 'VpcNotFound' ? not('InvalidVpcId.NotFound') : ok(vpcOf(side, { ownerId: OTHER }));
    const facts = side === 'requester' ? factsWith({ vpc }) : factsWith({}, { vpc });
    expect(findingOf(facts, code)?.remedy).toContain(text);
  });
});
