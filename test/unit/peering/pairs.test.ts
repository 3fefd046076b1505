import { describe, expect, it } from 'vitest';
import {
  type Connection,
  isAdoptable,
  isInMotion,
  isStatus,
  STATUSES,
} from '../../../lib/peering/model/connection.ts';
import {
  connectionsOfEither,
  connectionsOfPair,
  instancesOfRequest,
  liveOnes,
} from '../../../lib/peering/observe.ts';
import type { ListQuery, TaggedResource } from '../../../lib/peering/ports.ts';
import { fakeContext } from '../support/context.ts';
import { connectionIn } from './samples.ts';

const PAIR = {
  regionId: 'cn-hangzhou',
  vpcId: 'vpc-a',
  acceptingRegionId: 'cn-hangzhou',
  acceptingVpcId: 'vpc-b',
};
const side = (vpcId: string) => ({ vpcId, ipv4Cidrs: [], ipv6Cidrs: [] });

const between = (instanceId: string, a: string, b: string, more: Partial<Connection> = {}) =>
  connectionIn('Activated', { instanceId, vpc: side(a), acceptingVpc: side(b), ...more });

const listing = (answer: (query: ListQuery) => readonly Connection[], tokens = false) => {
  const asked: ListQuery[] = [];
  const list = async (query: ListQuery) => {
    asked.push(query);
    const nextToken = tokens ? `page-${asked.length}` : undefined;
    return { items: answer(query), nextToken };
  };
  return { ...fakeContext({ peering: { list } }), asked };
};

const idsOf = (rows: readonly Connection[]) => rows.map(({ instanceId }) => instanceId);

describe('the connections of either VPC of a pair', () => {
  it('are what a list for each VPC shows in its region, each once', async () => {
    const rows = {
      'vpc-a': [between('pcc-1', 'vpc-a', 'vpc-b'), between('pcc-2', 'vpc-c', 'vpc-a')],
      'vpc-b': [between('pcc-1', 'vpc-a', 'vpc-b'), between('pcc-3', 'vpc-b', 'vpc-d')],
    };
    const { ctx, asked } = listing(({ vpcIds: [vpcId] = [] }) =>
      vpcId === 'vpc-a' || vpcId === 'vpc-b' ? rows[vpcId] : [],
    );
    const far = { ...PAIR, acceptingRegionId: 'cn-shanghai' };
    expect(idsOf(await connectionsOfEither(ctx, far))).toEqual(['pcc-1', 'pcc-2', 'pcc-3']);
    expect(asked).toMatchObject([
      { regionId: 'cn-hangzhou', vpcIds: ['vpc-a'] },
      { regionId: 'cn-shanghai', vpcIds: ['vpc-b'] },
    ]);
  });
});

describe('the connections of a pair', () => {
  it('are those that join both VPCs, in either direction', async () => {
    const { ctx } = listing(() => [
      between('pcc-1', 'vpc-a', 'vpc-b'),
      between('pcc-2', 'vpc-b', 'vpc-a'),
      between('pcc-3', 'vpc-a', 'vpc-c'),
      between('pcc-4', 'vpc-c', 'vpc-b'),
      between('pcc-5', 'vpc-a', 'vpc-a'),
    ]);
    expect(idsOf(await connectionsOfPair(ctx, PAIR))).toEqual(['pcc-1', 'pcc-2']);
  });

  it('of one VPC with itself are none', async () => {
    const { ctx } = listing(() => [between('pcc-5', 'vpc-a', 'vpc-a')]);
    expect(await connectionsOfPair(ctx, { ...PAIR, acceptingVpcId: 'vpc-a' })).toEqual([]);
  });

  it('are asked for in both regions, and one that both list counts once', async () => {
    const { ctx, asked } = listing(() => [between('pcc-1', 'vpc-a', 'vpc-b')]);
    const far = { ...PAIR, acceptingRegionId: 'cn-shanghai' };
    expect(idsOf(await connectionsOfPair(ctx, far))).toEqual(['pcc-1']);
    expect(asked).toEqual(
      ['cn-hangzhou', 'cn-shanghai'].map((regionId) => ({
        regionId,
        vpcIds: ['vpc-a', 'vpc-b'],
        maxResults: 100,
        nextToken: undefined,
      })),
    );
  });

  it('are gathered from every page, up to a bound', async () => {
    let page = 0;
    const { ctx, asked } = listing(() => {
      page += 1;
      return [between(`pcc-${page}`, 'vpc-a', 'vpc-b')];
    }, true);
    expect(await connectionsOfPair(ctx, PAIR)).toHaveLength(5);
    expect(asked.map(({ nextToken }) => nextToken)).toEqual([
      undefined,
      'page-1',
      'page-2',
      'page-3',
      'page-4',
    ]);
  });
});

describe('the connections that a request made', () => {
  const tagged = (rows: readonly TaggedResource[]) => {
    const asked: unknown[] = [];
    const listTagResources = async (query: unknown) => {
      asked.push(query);
      return { items: rows };
    };
    return { ...fakeContext({ peering: { listTagResources } }), asked };
  };
  const resource = (resourceId: string, tagValue = 'order-1', tagKey = 'peerflow:request') => ({
    resourceId,
    tagKey,
    tagValue,
  });

  it('are found by its tag, each once; rows of other tags do not count', async () => {
    const { ctx, asked } = tagged([
      resource('pcc-1'),
      resource('pcc-1'),
      resource('pcc-2', 'order-2'),
      resource('pcc-3', 'order-1', 'other:request'),
      resource('pcc-4'),
    ]);
    expect(await instancesOfRequest(ctx, 'cn-hangzhou', 'order-1')).toEqual(['pcc-1', 'pcc-4']);
    expect(asked).toEqual([
      { regionId: 'cn-hangzhou', tag: [{ key: 'peerflow:request', value: 'order-1' }] },
    ]);
  });

  it('are found for an id that its tag holds hashed', async () => {
    const { ctx, asked } = tagged([]);
    await instancesOfRequest(ctx, 'cn-hangzhou', 'acs:odd');
    expect(asked).toMatchObject([{ tag: [{ value: expect.stringMatching(/^h-[0-9a-f]{64}$/) }] }]);
  });
});

describe('the live connections of a pair', () => {
  it('come oldest first, one without a time before the others, then by id', () => {
    const at = (instanceId: string, gmtCreate = '2026-11-02T00:00:00Z') =>
      between(instanceId, 'vpc-a', 'vpc-b', { gmtCreate });
    const rows = [at('pcc-3'), at('pcc-2', '2026-11-01T00:00:00Z'), at('pcc-1')];
    expect(idsOf(liveOnes(rows))).toEqual(['pcc-2', 'pcc-1', 'pcc-3']);
    expect(idsOf(rows)).toEqual(['pcc-3', 'pcc-2', 'pcc-1']);
    const { gmtCreate: _, ...timeless } = at('pcc-9');
    for (const some of [
      [timeless, ...rows],
      [...rows, timeless],
    ])
      expect(idsOf(liveOnes(some))).toEqual(['pcc-9', 'pcc-2', 'pcc-1', 'pcc-3']);
  });

  it.each(STATUSES)('%s counts as live exactly where a create must not double it', (status) => {
    const isLive = ['Creating', 'Accepting', 'Updating', 'Activated'].includes(status);
    expect(isAdoptable(status)).toBe(isLive);
    expect(liveOnes([between('pcc-1', 'vpc-a', 'vpc-b', { status })])).toHaveLength(isLive ? 1 : 0);
    expect(isInMotion(status)).toBe(['Creating', 'Updating', 'Deleting'].includes(status));
    expect(isStatus(status)).toBe(true);
  });

  it('know no other status', () => {
    for (const word of ['activated', '', null, 5]) expect(isStatus(word)).toBe(false);
  });
});
