import type { FixtureInput } from '../../../sandbox/fixture.ts';
import type { Sandbox } from '../../../sandbox/start.ts';
import { type Answer, fixture, OTHER, OWN } from '../peerflow/with-sandbox.ts';

type Vpc = FixtureInput['vpcs'][number];

/** A pair of VPCs for one case, and what preflight is to find about it. */
export interface Case {
  readonly a?: Partial<Vpc>;
  readonly b?: Partial<Vpc>;
  readonly asked?: Readonly<Record<string, unknown>>;
  readonly found: readonly string[];
}

const vSwitch = (id: string, cidrBlock: string, ipv6CidrBlock?: string) => ({
  id,
  cidrBlock,
  ...(ipv6CidrBlock === undefined ? {} : { ipv6CidrBlock }),
});

const nat = [{ id: 'ngw-1', type: 'NatGateway' }];
const system = (id: string, ...destinations: readonly string[]) => ({
  nextHops: nat,
  routeTables: [
    {
      id,
      kind: 'System' as const,
      entries: destinations.map((destinationCidrBlock) => ({
        destinationCidrBlock,
        nextHopId: 'ngw-1',
        nextHopType: 'NatGateway',
      })),
    },
  ],
});

export const CASES: Readonly<Record<string, Case>> = {
  sound: { found: [] },
  gone: { asked: { acceptingVpcId: 'vpc-nowhere' }, found: ['error VpcNotFound /acceptingVpcId'] },
  elsewhere: {
    asked: { acceptingRegionId: 'cn-shanghai' },
    found: ['error VpcNotFound /acceptingVpcId'],
  },
  'not-ours': { a: { ownerId: OTHER }, found: ['error VpcNotFound /vpcId'] },
  pending: { b: { status: 'Pending' }, found: ['error VpcNotAvailable /acceptingVpcId'] },
  secondary: { a: { secondaryCidrBlocks: ['10.1.4.0/24'] }, found: ['warning CidrOverlap'] },
  ipv6: {
    a: { ipv6CidrBlocks: ['2001:db8:1::/56'] },
    b: { ipv6CidrBlocks: ['2001:db8::/32'] },
    found: ['warning CidrOverlap'],
  },
  'user-cidr': { b: { userCidrs: ['10.0.0.0/15'] }, found: ['warning CidrOverlap'] },
  vswitches: {
    a: { vSwitches: [vSwitch('vsw-va', '10.0.8.0/24')] },
    b: { cidrBlock: '10.0.0.0/16', vSwitches: [vSwitch('vsw-vb', '10.0.8.128/25')] },
    found: ['error VSwitchOverlap', 'warning CidrOverlap'],
  },
  harmless: {
    a: { vSwitches: [vSwitch('vsw-ha', '10.0.8.0/24')] },
    b: { cidrBlock: '10.0.0.0/16', vSwitches: [vSwitch('vsw-hb', '10.0.9.0/24')] },
    found: ['warning CidrOverlap'],
  },
  conflict: { a: system('vtb-conflict', '10.1.0.0/16'), found: ['warning RouteConflict /vpcId'] },
  'conflict-routes': {
    b: system('vtb-conflictr', '10.0.0.0/16'),
    asked: { routes: 'both' },
    found: ['error RouteConflict /acceptingVpcId'],
  },
  specific: {
    a: system('vtb-specific', '10.1.7.0/24', '0.0.0.0/0'),
    found: ['warning RouteMoreSpecific /vpcId'],
  },
  'inside-vswitch': {
    a: { cidrBlock: '10.0.0.0/8', vSwitches: [vSwitch('vsw-ia', '10.0.0.0/15')] },
    b: { vSwitches: [] },
    asked: { routes: 'requester' },
    found: ['warning CidrOverlap', 'error RouteInsideVSwitch /vpcId'],
  },
  full: {
    a: system('vtb-full', ...Array.from({ length: 200 }, (_, index) => `172.16.${index}.0/24`)),
    asked: { routes: 'both' },
    found: ['warning RouteQuota /vpcId'],
  },
  cen: {
    a: { cenIds: ['cen-1', 'cen-2'] },
    b: { cenIds: ['cen-2'] },
    found: ['warning CenInCommon'],
  },
  border: {
    b: { regionId: 'cn-hongkong' },
    asked: { acceptingRegionId: 'cn-hongkong' },
    found: ['warning CrossBorder /acceptingRegionId'],
  },
  partner: {
    b: { ownerId: OTHER, ...system('vtb-partner', '10.0.0.0/16') },
    asked: { acceptingAliUid: OTHER },
    found: ['warning RouteConflict /acceptingVpcId', 'info UnreadPeerings /acceptingVpcId'],
  },
};

export const pairOf = (name: string, { a, b }: Case): Vpc[] => [
  {
    id: `vpc-${name}-a`,
    regionId: 'cn-hangzhou',
    ownerId: OWN,
    cidrBlock: '10.0.0.0/16',
    vSwitches: [vSwitch(`vsw-${name}-a`, '10.0.250.0/24')],
    ...a,
  },
  {
    id: `vpc-${name}-b`,
    regionId: 'cn-hangzhou',
    ownerId: OWN,
    cidrBlock: '10.1.0.0/16',
    vSwitches: [vSwitch(`vsw-${name}-b`, '10.1.250.0/24')],
    ...b,
  },
];

export const requestOf = (name: string, { asked }: Case = CASES[name] ?? { found: [] }) => ({
  regionId: 'cn-hangzhou',
  vpcId: `vpc-${name}-a`,
  acceptingVpcId: `vpc-${name}-b`,
  ...asked,
});

export const ROLE = {
  PEERFLOW_POLICY: '[{"name":"all","effect":"allow"}]',
  PEERFLOW_ACCEPTER_ROLE: 'acs:ram::{accountId}:role/peerflow-accepter',
  PEERFLOW_ACCEPTER_EXTERNAL_ID: 'shared-id',
};

export const world = (more: Partial<FixtureInput> = {}): FixtureInput =>
  fixture({
    regions: [{ id: 'cn-hangzhou' }, { id: 'cn-shanghai' }, { id: 'cn-hongkong' }],
    vpcs: Object.entries(CASES).flatMap(([name, each]) => pairOf(name, each)),
    ...more,
  });

export const findingsOf = (body: unknown): readonly Record<string, unknown>[] =>
  typeof body === 'object' && body !== null && 'findings' in body && Array.isArray(body.findings)
    ? body.findings
    : [];

export const shown = ({ body }: Pick<Answer, 'body'>): readonly string[] =>
  findingsOf(body).map(({ severity, code, pointer }) => `${severity} ${code} ${pointer}`.trim());

/** How often the VPC API was asked, whatever for. */
export const looks = (sandbox: Sandbox): number =>
  sandbox.journal.entries.filter(
    ({ kind, detail }) => kind === 'api' && /^Describe/.test(String(detail.action)),
  ).length;
