import { createWorld } from '../../../../sandbox/cloud/world.ts';
import { type FixtureInput, parseFixture } from '../../../../sandbox/fixture.ts';

export const OWN = '1210123456123456';
export const OTHER = '253460731706911258';
export const POOR = '1330000000000001';
export const me = { accountId: OWN };
export const them = { accountId: OTHER };

export const vpc = (id: string, over: object = {}) => ({
  id,
  regionId: 'cn-hangzhou',
  ownerId: OWN,
  cidrBlock: '10.0.0.0/16',
  ...over,
});

export const cloud = (over: Partial<FixtureInput> = {}) => {
  let now = Date.parse('2026-01-01T00:00:00Z');
  const fixture = parseFixture({
    accounts: [
      { id: OWN, quotas: { vpc_quota_intra_region_peer_num_per_vpc: 3 } },
      { id: OTHER },
      { id: POOR, cdt: false },
    ],
    regions: [
      { id: 'cn-hangzhou' },
      { id: 'cn-shanghai', linkType: false },
      { id: 'cn-nowhere', peering: false },
      { id: 'us-east-1', forbidden: [] },
    ],
    vpcs: [
      ...['a', 'b', 'c', 'd', 'e'].map((letter) => vpc(`vpc-${letter}`)),
      vpc('vpc-far', { regionId: 'cn-shanghai' }),
      vpc('vpc-them', { ownerId: OTHER }),
      vpc('vpc-poor', { ownerId: POOR }),
      vpc('vpc-box', { cloudBox: true }),
      vpc('vpc-new', { status: 'Pending', availableAfterMs: 5_000 }),
      vpc('vpc-express', { routerInterfacesTo: ['vpc-a'] }),
      vpc('vpc-shared', { ownerId: OTHER, shared: true }),
    ],
    timings: { creatingMs: 1_000, updatingMs: 500, deletingMs: 500 },
    ...over,
  });
  const world = createWorld(fixture, { now: () => now });
  return { world, advance: (ms: number) => (now += ms) };
};

export const create = (
  vpcId: string,
  acceptingVpcId: string,
  over: Record<string, string> = {},
) => ({
  RegionId: 'cn-hangzhou',
  VpcId: vpcId,
  AcceptingAliUid: OWN,
  AcceptingRegionId: 'cn-hangzhou',
  AcceptingVpcId: acceptingVpcId,
  ...over,
});

export const make = (
  { world, advance }: ReturnType<typeof cloud>,
  a: string,
  b: string,
  over: Record<string, string> = {},
): string => {
  const answer = world.call(me, 'VpcPeer', 'CreateVpcPeerConnection', create(a, b, over));
  advance(1_000);
  return String(answer.InstanceId);
};

export const codeOf = (run: () => unknown): string => {
  try {
    run();
    return 'OK';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
};
