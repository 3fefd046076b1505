import { describe, expect, it } from 'vitest';
import type { FixtureInput } from '../../../../sandbox/fixture.ts';
import { cloud, codeOf, create, make, me, OWN, POOR, vpc } from './cloud.ts';

const farther = (over: Record<string, string>) =>
  create('vpc-a', 'vpc-far', { AcceptingRegionId: 'cn-shanghai', ...over });

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
      'OperationFailed.NotExist.ResourceGroup',
      create('vpc-a', 'vpc-b', { ResourceGroupId: 'rg-x' }),
    ],
    ['DryRunOperation', create('vpc-a', 'vpc-b', { DryRun: 'true' })],
    ['IllegalParam.DryRun', create('vpc-a', 'vpc-b', { DryRun: 'yes' })],
    ['IllegalParam.DryRun', create('vpc-a', 'vpc-b', { DryRun: 'TRUE' })],
    ['MissingParameter', { RegionId: 'cn-hangzhou' }],
    ['IllegalParam.Name', create('vpc-a', 'vpc-b', { Name: '1' })],
    ['IllegalParam.Name', create('vpc-a', 'vpc-b', { Name: 'a' })],
    ['IllegalParam.Name', create('vpc-a', 'vpc-b', { Name: 'with space' })],
    ['IllegalParam.Name', create('vpc-a', 'vpc-b', { Name: 'x'.repeat(129) })],
    ['IllegalParam.Description', create('vpc-a', 'vpc-b', { Description: 'x' })],
    ['IllegalParam.Description', create('vpc-a', 'vpc-b', { Description: 'https://x.example' })],
    ['IllegalParam.Description', create('vpc-a', 'vpc-b', { Description: 'HTTP://x.example' })],
    ['IllegalParam.Description', create('vpc-a', 'vpc-b', { Description: 'x'.repeat(257) })],
    ['IllegalParam.AcceptingAliUid', create('vpc-a', 'vpc-b', { AcceptingAliUid: '0' })],
    ['IllegalParam.ClientToken', create('vpc-a', 'vpc-b', { ClientToken: '中' })],
    ['IllegalParam.TagKey', create('vpc-a', 'vpc-b', { 'Tag.1.Key': 'acs:x', 'Tag.1.Value': '' })],
    ['IllegalParam.TagKey', create('vpc-a', 'vpc-b', { 'Tag.1.Key': 'ALIYUN.x' })],
    ['IllegalParam.TagKey', create('vpc-a', 'vpc-b', { 'Tag.1.Key': 'see HTTP://x.example' })],
    [
      'IllegalParam.TagValue',
      create('vpc-a', 'vpc-b', { 'Tag.1.Key': 'see', 'Tag.1.Value': 'Https://x.example' }),
    ],
    [
      'NumberExceed.Tags',
      create(
        'vpc-a',
        'vpc-b',
        Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`Tag.${at + 1}.Key`, `k${at}`])),
      ),
    ],
    ['ResourceNotFound.Vpc', create('vpc-no', 'vpc-b')],
    ['ResourceNotFound.AcceptingVpc', create('vpc-a', 'vpc-them')],
    ['OperationFailed.RegionIdNotSupportLinkType', farther({ LinkType: 'Platinum' })],
    ['QuotaExceeded.Bandwidth', farther({ Bandwidth: '1025' })],
    ['IllegalParam.Bandwidth', farther({ Bandwidth: '-1' })],
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
