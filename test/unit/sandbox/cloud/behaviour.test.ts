import { describe, expect, it } from 'vitest';
import type { FixtureInput } from '../../../../sandbox/fixture.ts';
import { cloud, codeOf, create, make, me, OTHER, OWN, them, vpc } from './cloud.ts';

type Behaviour = NonNullable<FixtureInput['behaviour']>;

const TAG = { 'Tag.1.Key': 'k', 'Tag.1.Value': 'v' };

/** A cloud that behaves so, with ways to look at it. */
const behaving = (behaviour: Behaviour, over: Partial<FixtureInput> = {}) => {
  const it = cloud({ behaviour, ...over });
  const call = (action: string, params: Record<string, string>, caller = me) =>
    it.world.call(caller, 'VpcPeer', action, { RegionId: 'cn-hangzhou', ...params });
  const rows = (params: Record<string, string> = {}, caller = me) => {
    const { VpcPeerConnects } = call('ListVpcPeerConnections', params, caller);
    return Array.isArray(VpcPeerConnects) ? VpcPeerConnects : [];
  };
  const statuses = () => rows().map(({ Status }) => Status);
  const get = (InstanceId: string) =>
    codeOf(() => call('GetVpcPeerConnectionAttribute', { InstanceId }));
  const tag = (id: string, tags: Record<string, string>, caller = me) =>
    codeOf(() =>
      call('TagResources', { ResourceType: 'PeerConnection', 'ResourceId.1': id, ...tags }, caller),
    );
  const tagged = (params: Record<string, string> = { 'Tag.1.Key': 'k' }, caller = me) => {
    const asked = { ResourceType: 'PeerConnection', ...params };
    const { TagResources } = call('ListTagResources', asked, caller);
    return Array.isArray(TagResources) ? TagResources.map(({ TagValue }) => TagValue) : [];
  };
  return { ...it, call, rows, statuses, get, tag, tagged };
};

describe('lists', () => {
  it('may be behind the truth: in new rows, in what rows say, in rows that are gone', () => {
    const it = behaving({ listLagMs: 10_000, deletedVisibleMs: 0 });
    const id = make(it, 'vpc-a', 'vpc-b', TAG);

    expect([it.get(id), it.statuses(), it.tagged()]).toEqual(['OK', [], []]);
    it.advance(9_000);
    expect([it.statuses(), it.tagged()]).toEqual([['Creating'], ['v']]);
    it.advance(1_000);
    expect(it.statuses()).toEqual(['Activated']);
    it.call('DeleteVpcPeerConnection', { InstanceId: id });
    it.advance(5_000);
    expect([it.get(id), it.statuses()]).toEqual(['ResourceNotFound.InstanceId', ['Activated']]);
  });

  it('show a connection between regions under the requester’s, or under both', () => {
    const far = { AcceptingRegionId: 'cn-shanghai' };
    const under = (listedUnder: 'requester' | 'both', RegionId: string) => {
      const it = behaving({ listedUnder });
      make(it, 'vpc-a', 'vpc-far', far);
      return it.rows({ RegionId }).length;
    };

    expect([under('requester', 'cn-hangzhou'), under('requester', 'cn-shanghai')]).toEqual([1, 0]);
    expect([under('both', 'cn-hangzhou'), under('both', 'cn-shanghai')]).toEqual([1, 1]);
  });

  it('come in pages', () => {
    const it = behaving({});
    for (const other of ['vpc-b', 'vpc-c', 'vpc-d']) make(it, 'vpc-a', other, TAG);
    const first = it.call('ListVpcPeerConnections', { MaxResults: '2' });
    const NextToken = String(first.NextToken);
    const tags = it.call('ListTagResources', {
      ResourceType: 'PeerConnection',
      'Tag.1.Key': 'k',
      MaxResults: '2',
    });

    expect(first).toMatchObject({ TotalCount: 3, MaxResults: 2 });
    expect(it.rows({ MaxResults: '2', NextToken })).toHaveLength(1);
    expect(tags.TagResources).toHaveLength(2);
    expect(it.tagged({ 'Tag.1.Key': 'k', NextToken: String(tags.NextToken) })).toEqual(['v']);
  });

  it('may have fewer rows a page than are asked for', () => {
    const it = behaving({ mostRows: 1 });
    for (const other of ['vpc-b', 'vpc-c']) make(it, 'vpc-a', other);
    const first = it.call('ListVpcPeerConnections', { MaxResults: '100' });

    expect(first).toMatchObject({ TotalCount: 2, MaxResults: 1 });
    expect(first.VpcPeerConnects).toHaveLength(1);
    expect(it.rows({ MaxResults: '100', NextToken: String(first.NextToken) })).toHaveLength(1);
  });

  it.each([
    ['IllegalParam.MaxResults', { MaxResults: '101' }],
    ['IllegalParam.NextToken', { NextToken: '!' }],
    ['IllegalParam.VpcId', { VpcId: 'vpc-a,vpc-b,vpc-c' }],
  ])('answer %s to %j', (code, params: Record<string, string>) => {
    expect(codeOf(() => behaving({}).call('ListVpcPeerConnections', params))).toBe(code);
  });
});

describe('a new connection', () => {
  it('may be found by no call for a while', () => {
    const it = behaving({ notFoundAfterCreateMs: 5_000 });
    const id = make(it, 'vpc-a', 'vpc-b');

    expect([it.get(id), it.statuses()]).toEqual(['ResourceNotFound.InstanceId', []]);
    it.advance(4_000);
    expect([it.get(id), it.statuses()]).toEqual(['OK', ['Activated']]);
  });

  it('may be the second of its pair, where the API would allow that', () => {
    const it = behaving({ secondOfPair: 'allow' });
    const first = make(it, 'vpc-a', 'vpc-b');

    expect(make(it, 'vpc-b', 'vpc-a')).not.toBe(first);
    expect(codeOf(() => make(behaving({}), 'vpc-a', 'vpc-a'))).toBe('IllegalParam.AcceptingVpcId');
  });

  it('counts for the quota of the accepting VPC too, unless the fixture says otherwise', () => {
    const fourth = (acceptingQuota: 'counts' | 'ignored') => {
      const it = behaving({ acceptingQuota });
      for (const other of ['vpc-b', 'vpc-c', 'vpc-d']) make(it, other, 'vpc-a');
      return codeOf(() => make(it, 'vpc-e', 'vpc-a'));
    };

    expect([fourth('counts'), fourth('ignored')]).toEqual([
      'QuotaExceeded.IntraRegionVpcPeerCountPerVpc',
      'OK',
    ]);
  });

  it('within a region takes no bandwidth, or ignores it', () => {
    const withBandwidth = (intraRegionBandwidth: 'refuse' | 'ignore') => {
      const it = behaving({ intraRegionBandwidth });
      const code = codeOf(() => make(it, 'vpc-a', 'vpc-b', { Bandwidth: '10' }));
      return [code, it.world.connections()[0]?.bandwidth];
    };

    expect(withBandwidth('refuse')).toEqual(['IllegalParam.Bandwidth', undefined]);
    expect(withBandwidth('ignore')).toEqual(['OK', -1]);
  });
});

describe('a ClientToken', () => {
  const twice = (it: ReturnType<typeof behaving>, over: Record<string, string> = {}) =>
    codeOf(() =>
      it.call('CreateVpcPeerConnection', create('vpc-a', 'vpc-b', { ClientToken: 't', ...over })),
    );

  it('gives the same answer while it is remembered, whatever became of the connection', () => {
    const it = behaving({ clientTokenMs: 60_000 });
    const id = make(it, 'vpc-a', 'vpc-b', { ClientToken: 't' });
    it.call('DeleteVpcPeerConnection', { InstanceId: id });
    it.advance(50_000);

    expect(make(it, 'vpc-a', 'vpc-b', { ClientToken: 't' })).toBe(id);
    it.advance(10_000);
    expect(make(it, 'vpc-a', 'vpc-b', { ClientToken: 't' })).not.toBe(id);
  });

  it('may still be processed, and is refused for other parameters', () => {
    const it = behaving({ tokenProcessingMs: 3_000 });
    make(it, 'vpc-a', 'vpc-b', { ClientToken: 't' });

    expect(twice(it)).toBe('OperationFailed.LastTokenProcessing');
    it.advance(2_000);
    expect([twice(it), twice(it, { Name: 'other' })]).toEqual([
      'OK',
      'IdempotentParameterMismatch',
    ]);
  });

  it('is forgotten of a call that failed or was a dry run', () => {
    const it = behaving({});
    expect([twice(it, { VpcId: 'vpc-no' }), twice(it, { DryRun: 'true' }), twice(it)]).toEqual([
      'ResourceNotFound.Vpc',
      'DryRunOperation',
      'OK',
    ]);
  });
});

describe('tags', () => {
  const made = (behaviour: Behaviour, over: Partial<FixtureInput> = {}) => {
    const it = behaving(behaviour, over);
    return { ...it, id: make(it, 'vpc-a', 'vpc-them', { AcceptingAliUid: OTHER, ...TAG }) };
  };

  it('are replaced, or refuse to be', () => {
    const again = { 'Tag.1.Key': 'k', 'Tag.1.Value': 'w' };
    const replaced = made({});
    const refused = made({ tagOverwrite: 'refuse' });

    expect([replaced.tag(replaced.id, again), replaced.tagged()]).toEqual(['OK', ['w']]);
    expect([refused.tag(refused.id, again), refused.tagged()]).toEqual([
      'Forbidden.TagKey.Duplicated',
      ['v'],
    ]);
  });

  it('are seen a while after they were written', () => {
    const it = made({ tagLagMs: 10_000 });
    const code = it.tag(it.id, { 'Tag.1.Key': 'late', 'Tag.1.Value': 'x' });
    it.advance(9_999);
    const before = it.tagged({ 'Tag.1.Key': 'late' });
    it.advance(1);

    expect([code, before, it.tagged({ 'Tag.1.Key': 'late' })]).toEqual(['OK', [], ['v', 'x']]);
  });

  it('belong to a side, or to both', () => {
    const own = made({});
    const shared = made({ tagSides: 'shared' });

    expect([
      own.tagged({ 'Tag.1.Key': 'k' }, them),
      shared.tagged({ 'Tag.1.Key': 'k' }, them),
    ]).toEqual([[], ['v']]);
  });

  const many = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, at) => [`Tag.${at + 1}.Key`, `key-${at}`] as const),
    );
  it.each([
    ['OK', many(19)],
    ['NumberExceed.Tags', many(20)],
    ['NumberExceed.Tags', many(21)],
    ['Forbidden.TagKeys', { 'Tag.1.Key': 'acs:x' }],
    ['Forbidden.TagKeys', { 'Tag.1.Key': 'aliyun-x' }],
    ['Forbidden.TagKeys', { 'Tag.1.Key': 'Aliyun:peering' }],
    ['IllegalParam.TagKey', { 'Tag.1.Key': '' }],
    ['IllegalParam.TagKey', { 'Tag.1.Key': 'x'.repeat(129) }],
    ['IllegalParam.TagKey', { 'Tag.1.Key': 'see http://x' }],
    ['IllegalParam.TagValue', { 'Tag.1.Key': 'x', 'Tag.1.Value': 'x'.repeat(129) }],
    ['Forbidden.TagKey.Duplicated', { 'Tag.1.Key': 'x', 'Tag.2.Key': 'x' }],
    ['MissingParameter', {}],
    ['InvalidInstanceType.NotFound', { ResourceType: 'Vpc' }],
    ['InvalidInstanceIds.NotFound', { 'ResourceId.2': 'pcc-no', 'Tag.1.Key': 'x' }],
    ['InvalidInstanceIds.NotFound', { RegionId: 'cn-shanghai', 'Tag.1.Key': 'x' }],
  ])('answer %s, all or nothing (%#)', (code, tags: Record<string, string>) => {
    const it = made({});
    expect(it.tag(it.id, tags)).toBe(code);
    if (code !== 'OK') expect(it.world.connection(it.id)?.tags.get(OWN)?.size).toBe(1);
  });

  it('are taken away by key, or all of them', () => {
    const it = made({});
    const untag = (params: Record<string, string>) =>
      it.call('UnTagResources', {
        ResourceType: 'PeerConnection',
        'ResourceId.1': it.id,
        ...params,
      });
    it.tag(it.id, { 'Tag.1.Key': 'x', 'Tag.2.Key': 'y' });
    untag({ 'TagKey.1': 'x' });
    const after = [...(it.world.connection(it.id)?.tags.get(OWN)?.keys() ?? [])];
    untag({ All: 'true' });

    expect([after, it.world.connection(it.id)?.tags.get(OWN)?.size]).toEqual([['k', 'y'], 0]);
  });
});

describe('what a call may not say', () => {
  it.each([
    ['Forbidden.TagKeys', 'UnTagResources', { 'TagKey.1': 'acs:x' }],
    ['Forbidden.TagKeys', 'UnTagResources', { 'TagKey.1': 'Aliyun.x' }],
    ['IllegalParam.TagKey', 'UnTagResources', { 'TagKey.1': '' }],
    ['IllegalParam.All', 'UnTagResources', { All: 'yes' }],
    ['IllegalParam.Force', 'DeleteVpcPeerConnection', { Force: 'TRUE' }],
    ['IllegalParam.DryRun', 'DeleteVpcPeerConnection', { DryRun: '1' }],
    ['IllegalParam.MaxResults', 'ListVpcPeerConnections', { MaxResults: '1e1' }],
    ['IllegalParam.MaxResults', 'ListVpcPeerConnections', { MaxResults: '0x10' }],
    ['IllegalParam.MaxResults', 'ListVpcPeerConnections', { MaxResults: ' 5' }],
  ])('%s of %s: %o', (code, action, params: Record<string, string>) => {
    const it = behaving({});
    const InstanceId = make(it, 'vpc-a', 'vpc-b', TAG);
    const asked = {
      InstanceId,
      ResourceType: 'PeerConnection',
      'ResourceId.1': InstanceId,
      ...params,
    };

    expect(codeOf(() => it.call(action, asked))).toBe(code);
    expect(it.world.connection(InstanceId)).toMatchObject({ status: 'Activated' });
    expect(it.world.connection(InstanceId)?.tags.get(OWN)?.size).toBe(1);
  });
});

describe('switches', () => {
  it('may change while the cloud runs', () => {
    const it = behaving({});
    make(it, 'vpc-a', 'vpc-b');
    it.world.behave({ callsPerMinute: { '*': 0 } });
    const throttled = codeOf(() => it.rows());
    it.world.behave({ callsPerMinute: {} });

    expect([throttled, codeOf(() => it.rows())]).toEqual(['Throttling.User', 'OK']);
  });

  it('give codes that nobody documents other names', () => {
    const codes = {
      MissingParameter: 'MissingParam.VpcId',
      'ResourceNotFound.Vpc': 'InvalidVpcId.NotFound',
    };
    const it = behaving({ codes });

    expect(codeOf(() => it.call('CreateVpcPeerConnection', {}))).toBe('MissingParam.VpcId');
    expect(codeOf(() => make(it, 'vpc-no', 'vpc-a'))).toBe('InvalidVpcId.NotFound');
  });
});

describe('the resource group of a connection', () => {
  it.each([
    ['OK', { NewResourceGroupId: 'rg-default' }, me],
    ['OperationFailed.NotExist.ResourceGroup', { NewResourceGroupId: 'rg-no' }, me],
    ['ResourceNotFound.VpcPeer', { ResourceId: 'pcc-no' }, me],
    ['ResourceNotFound.VpcPeer', { RegionId: 'cn-shanghai' }, me],
    ['ResourceNotFound.VpcPeer', {}, { accountId: '1330000000000001' }],
  ])('is moved: %s', (code, over: Record<string, string>, caller) => {
    const it = behaving({}, { vpcs: [vpc('vpc-a'), vpc('vpc-b')] });
    const ResourceId = make(it, 'vpc-a', 'vpc-b');
    const params = {
      ResourceId,
      ResourceType: 'PeerConnection',
      NewResourceGroupId: 'rg-default',
      ...over,
    };

    expect(codeOf(() => it.call('MoveResourceGroup', params, caller))).toBe(code);
  });
});
