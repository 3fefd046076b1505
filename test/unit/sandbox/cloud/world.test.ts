import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWorld } from '../../../../sandbox/cloud/world.ts';
import { type FixtureInput, parseFixture } from '../../../../sandbox/fixture.ts';

const OWN = '1210123456123456';
const OTHER = '253460731706911258';
const POOR = '1330000000000001';
const me = { accountId: OWN };
const them = { accountId: OTHER };

const vpc = (id: string, over: object = {}) => ({
  id,
  regionId: 'cn-hangzhou',
  ownerId: OWN,
  cidrBlock: '10.0.0.0/16',
  ...over,
});

const cloud = (over: Partial<FixtureInput> = {}) => {
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

const create = (vpcId: string, acceptingVpcId: string, over: Record<string, string> = {}) => ({
  RegionId: 'cn-hangzhou',
  VpcId: vpcId,
  AcceptingAliUid: OWN,
  AcceptingRegionId: 'cn-hangzhou',
  AcceptingVpcId: acceptingVpcId,
  ...over,
});

const make = (
  { world, advance }: ReturnType<typeof cloud>,
  a: string,
  b: string,
  over: Record<string, string> = {},
): string => {
  const answer = world.call(me, 'VpcPeer', 'CreateVpcPeerConnection', create(a, b, over));
  advance(1_000);
  return String(answer.InstanceId);
};

const codeOf = (run: () => unknown): string => {
  try {
    run();
    return 'OK';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
};

describe('creating', () => {
  const refusals: readonly (readonly [string, Record<string, string>])[] = [
    ['OperationDenied.CloudBoxExistsInVpc', create('vpc-box', 'vpc-a')],
    ['OperationDenied.CloudBoxExistsInAcceptingVpc', create('vpc-a', 'vpc-box')],
    ['IncorrectStatus.Vpc', create('vpc-new', 'vpc-a')],
    ['IncorrectStatus.AcceptingVpc', create('vpc-a', 'vpc-new')],
    ['ResourceAlreadyExist.RouterInterface', create('vpc-a', 'vpc-express')],
    ['OperationDenied.OperateShareResource', create('vpc-shared', 'vpc-a')],
    ['UnsupportedRegion', create('vpc-a', 'vpc-b', { AcceptingRegionId: 'cn-nowhere' })],
    [
      'OperationFailed.AcceptUserCdtNotOpened',
      create('vpc-a', 'vpc-poor', { AcceptingAliUid: POOR }),
    ],
    [
      'OperationFailed.InterRegionLinkTypeNotSupported',
      create('vpc-a', 'vpc-b', { LinkType: 'Gold' }),
    ],
    [
      'OperationFailed.RegionIdNotSupportLinkType',
      create('vpc-a', 'vpc-far', { AcceptingRegionId: 'cn-shanghai', LinkType: 'Gold' }),
    ],
    [
      'OperationFailed.NotExist.ResourceGroup',
      create('vpc-a', 'vpc-b', { ResourceGroupId: 'rg-x' }),
    ],
    ['DryRunOperation', create('vpc-a', 'vpc-b', { DryRun: 'true' })],
    ['MissingParameter', { RegionId: 'cn-hangzhou' }],
    ['IllegalParam.Name', create('vpc-a', 'vpc-b', { Name: '1' })],
    ['IllegalParam.TagKey', create('vpc-a', 'vpc-b', { 'Tag.1.Key': 'acs:x', 'Tag.1.Value': '' })],
  ];
  it.each(refusals)('answers %s for its real reason', (code, params) => {
    const { world } = cloud();
    expect(codeOf(() => world.call(me, 'VpcPeer', 'CreateVpcPeerConnection', params))).toBe(code);
    expect(world.connections()).toHaveLength(0);
  });

  it('takes one operation a VPC at a time, and one connection a pair', () => {
    const it = cloud();
    it.world.call(me, 'VpcPeer', 'CreateVpcPeerConnection', create('vpc-a', 'vpc-b'));
    const during = codeOf(() => make(it, 'vpc-b', 'vpc-c'));
    it.advance(1_000);

    expect(during).toBe('Conflict.Operation');
    expect(codeOf(() => make(it, 'vpc-b', 'vpc-a'))).toBe('ResourceAlreadyExist.VpcPeer');
    expect(codeOf(() => make(it, 'vpc-b', 'vpc-c'))).toBe('OK');
  });

  it('counts quotas', () => {
    const it = cloud();
    for (const other of ['vpc-b', 'vpc-c', 'vpc-d']) make(it, 'vpc-a', other);

    expect(codeOf(() => make(it, 'vpc-a', 'vpc-e'))).toBe(
      'QuotaExceeded.IntraRegionVpcPeerCountPerVpc',
    );
  });

  it('replays a ClientToken, and refuses it for other parameters', () => {
    const it = cloud();
    const id = make(it, 'vpc-a', 'vpc-b', { ClientToken: 't' });

    expect(make(it, 'vpc-a', 'vpc-b', { ClientToken: 't' })).toBe(id);
    expect(codeOf(() => make(it, 'vpc-a', 'vpc-c', { ClientToken: 't' }))).toBe(
      'IdempotentParameterMismatch',
    );
  });
});

interface Move {
  readonly a: string;
  readonly b: string;
  readonly what: string;
  readonly pick: number;
}

const perform = ({ world, advance }: ReturnType<typeof cloud>, { a, b, what, pick }: Move) => {
  const all = world.connections();
  const InstanceId = all[pick % Math.max(all.length, 1)]?.instanceId ?? '';
  if (what === 'wait') return advance(400);
  const [action, params] =
    what === 'create'
      ? (['CreateVpcPeerConnection', create(a, b)] as const)
      : (['DeleteVpcPeerConnection', { InstanceId }] as const);
  return codeOf(() => world.call(me, 'VpcPeer', action, params));
};

describe('accounts', () => {
  const RICH = '1440000000000001';
  const between = (
    accounts: Partial<FixtureInput>['accounts'],
    over: Record<string, string> = {},
  ) => {
    const it = cloud({
      accounts: accounts ?? [],
      regions: [
        { id: 'cn-hangzhou', forbidden: ['cn-beijing'] },
        { id: 'us-east-1' },
        { id: 'cn-beijing' },
      ],
      vpcs: [
        vpc('vpc-a'),
        vpc('vpc-b', { ownerId: RICH, regionId: over.AcceptingRegionId ?? 'cn-hangzhou' }),
      ],
    });
    const params = create('vpc-a', 'vpc-b', { AcceptingAliUid: RICH, ...over });
    return codeOf(() => it.world.call(me, 'VpcPeer', 'CreateVpcPeerConnection', params));
  };
  const abroad = { AcceptingRegionId: 'us-east-1' };

  it.each([
    ['OperationFailed.CdtNotOpened', [{ id: OWN, cdt: false }, { id: RICH }], {}],
    [
      'OperationFailed.CrossBorderCdtNotOpened',
      [{ id: OWN, crossBorderCdt: false }, { id: RICH }],
      abroad,
    ],
    [
      'OperationFailed.AcceptUserCrossBorderCdtNotOpened',
      [{ id: OWN }, { id: RICH, crossBorderCdt: false }],
      abroad,
    ],
    [
      'IncorrectBusinessStatus.VpcPeer',
      [{ id: OWN, businessStatus: 'FinancialLocked' as const }, { id: RICH }],
      {},
    ],
    [
      'IncorrectBusinessStatus.AcceptUserVpcPeer',
      [{ id: OWN }, { id: RICH, businessStatus: 'FinancialLocked' as const }],
      {},
    ],
    [
      'IncorrectBusinessStatus.AcceptVpcPeer',
      [{ id: OWN }, { id: RICH, peeringSuspended: true }],
      {},
    ],
    [
      'OperationFailed.CrossBusinessNotAllowed',
      [{ id: OWN }, { id: RICH, site: 'international' as const }],
      {},
    ],
    [
      'OperationFailed.ViolativeVpcPeer',
      [{ id: OWN }, { id: RICH }],
      { AcceptingRegionId: 'cn-beijing' },
    ],
    [
      'OperationFailed.SpecificLinkTypeNotSupported',
      [{ id: OWN, linkTypes: ['Gold' as const] }, { id: RICH }],
      { ...abroad, LinkType: 'Platinum' },
    ],
    [
      'OperationFailed.ChargeTypeNotSupported',
      [{ id: OWN, chargeTypeSupported: false }, { id: RICH }],
      { ...abroad, LinkType: 'Gold' },
    ],
    [
      'QuotaExceeded.VpcPeerCountPerVpc',
      [{ id: OWN, quotas: { vpc_quota_peer_num_per_vpc: 0 } }, { id: RICH }],
      {},
    ],
    [
      'QuotaExceeded.CrossRegionVpcPeerCountPerVpc',
      [{ id: OWN, quotas: { vpc_quota_cross_region_peer_num_per_vpc: 0 } }, { id: RICH }],
      abroad,
    ],
    [
      'QuotaExceeded.VpcPeerCountPerUserPerRegion',
      [{ id: OWN, quotas: { vpc_quota_peer_num: 0 } }, { id: RICH }],
      {},
    ],
  ])('give %s for its real reason', (code, accounts, over) => {
    expect(between(accounts, over)).toBe(code);
  });
});

describe('the life of a connection', () => {
  const waiting = () => {
    const it = cloud();
    const id = make(it, 'vpc-a', 'vpc-them', { AcceptingAliUid: OTHER });
    return { ...it, id };
  };

  it('waits for the other account, which alone may accept', () => {
    const { world, advance, id } = waiting();
    const params = { InstanceId: id };

    expect(world.connection(id)?.status).toBe('Accepting');
    expect(codeOf(() => world.call(me, 'VpcPeer', 'AcceptVpcPeerConnection', params))).toBe(
      'Forbidden.RAM',
    );
    world.call(them, 'VpcPeer', 'AcceptVpcPeerConnection', params);
    advance(500);
    expect(world.connection(id)?.status).toBe('Activated');
  });

  it('expires after seven days', () => {
    const { world, advance, id } = waiting();
    advance(7 * 24 * 3600 * 1000);
    expect(world.connection(id)?.status).toBe('Expired');
  });

  it('shows tags to the side that set them only', () => {
    const it = cloud();
    const id = make(it, 'vpc-a', 'vpc-them', {
      AcceptingAliUid: OTHER,
      'Tag.1.Key': 'k',
      'Tag.1.Value': 'v',
    });
    const get = { InstanceId: id };

    expect(it.world.call(me, 'VpcPeer', 'GetVpcPeerConnectionAttribute', get).Tags).toEqual([
      { Key: 'k', Value: 'v' },
    ]);
    expect(it.world.call(them, 'VpcPeer', 'GetVpcPeerConnectionAttribute', get).Tags).toEqual([]);
  });

  it('is gone a while after its deletion', () => {
    const it = cloud();
    const id = make(it, 'vpc-a', 'vpc-b');
    const get = () =>
      it.world.call(me, 'VpcPeer', 'GetVpcPeerConnectionAttribute', { InstanceId: id });
    it.world.call(me, 'VpcPeer', 'DeleteVpcPeerConnection', { InstanceId: id });

    expect(get().Status).toBe('Deleting');
    it.advance(600);
    expect(get().Status).toBe('Deleted');
    it.advance(1_000);
    expect(codeOf(get)).toBe('ResourceNotFound.InstanceId');
  });

  it('never has two live connections of one pair, whatever is called in whatever order', () => {
    const vpcs = ['vpc-a', 'vpc-b', 'vpc-c'];
    const step = fc.record({
      a: fc.constantFrom(...vpcs),
      b: fc.constantFrom(...vpcs),
      what: fc.constantFrom('create', 'delete', 'wait'),
      pick: fc.nat(10),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const it = cloud();
        const { world } = it;
        for (const each of steps) {
          perform(it, each);
          const live = world
            .connections()
            .filter(({ status }) => !['Deleting', 'Deleted'].includes(status))
            .map(({ vpcId, acceptingVpcId }) => [vpcId, acceptingVpcId].sort().join());
          expect(new Set(live).size).toBe(live.length);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('roles and limits', () => {
  it('narrows a role to its policy, and throttles by the minute', () => {
    const it = cloud({
      accounts: [
        { id: OWN },
        { id: OTHER, roles: [{ name: 'r', trusts: [OWN], allow: ['vpc:Get*'] }] },
      ],
      behaviour: { callsPerMinute: { ListVpcPeerConnections: 2 } },
    });
    const assume = (caller: { accountId: string }) =>
      it.world.call(caller, 'Sts', 'AssumeRole', {
        RoleArn: `acs:ram::${OTHER}:role/r`,
        RoleSessionName: 'session',
      });
    const list = () => codeOf(() => it.world.call(me, 'VpcPeer', 'ListVpcPeerConnections', {}));

    const { Credentials } = assume(me);
    const issued = it.world.keys.find(
      typeof Credentials === 'object' && Credentials && 'AccessKeyId' in Credentials
        ? String(Credentials.AccessKeyId)
        : '',
    );

    expect(codeOf(() => assume(them))).toBe('NoPermission');
    expect(issued?.allow).toEqual(['vpc:Get*']);
    expect([list(), list(), list()]).toEqual(['OK', 'OK', 'Throttling.User']);
    it.advance(60_000);
    expect(list()).toBe('OK');
  });
});
