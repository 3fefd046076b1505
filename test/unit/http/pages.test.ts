import { describe, expect, it } from 'vitest';
import { pageOf } from '../../../lib/http/list/pages.ts';
import { type ListAsk, parseCursor } from '../../../lib/http/list/query.ts';
import { connectionIn } from '../peering/samples.ts';
import { fakeContext } from '../support/context.ts';

const HERE = 'cn-hangzhou';
const THERE = 'cn-shanghai';

const ask: ListAsk = {
  regions: [HERE, THERE],
  cursor: undefined,
  vpcId: undefined,
  requestId: undefined,
  status: undefined,
  all: true,
  maxResults: 20,
};

/** A service that shows a connection in the regions of both its ends. */
const rows = [
  connectionIn('Activated', { instanceId: 'pcc-here' }),
  connectionIn('Activated', { instanceId: 'pcc-across', acceptingRegionId: THERE }),
  connectionIn('Activated', { instanceId: 'pcc-back', regionId: THERE, acceptingRegionId: HERE }),
  connectionIn('Activated', {
    instanceId: 'pcc-far',
    regionId: 'us-east-1',
    acceptingRegionId: HERE,
  }),
];

const { ctx } = fakeContext({
  peering: {
    list: async ({ regionId, maxResults = 20, nextToken = '0' }) => {
      const listed = rows.filter((row) =>
        [row.regionId, row.acceptingRegionId].some((each) => each === regionId),
      );
      const from = Number(nextToken);
      const to = from + maxResults;
      return {
        items: listed.slice(from, to),
        nextToken: to < listed.length ? String(to) : undefined,
      };
    },
  },
});

const idsOf = async (more: Partial<ListAsk>) => {
  const { connections, nextToken } = await pageOf(ctx, { ...ask, ...more });
  return { ids: connections.map(({ connection }) => connection.instanceId), nextToken };
};

/** Every page until the last one. */
const allPages = async (more: Partial<ListAsk>) => {
  const pages: (readonly string[])[] = [];
  let cursor: ListAsk['cursor'];
  do {
    const { ids, nextToken } = await idsOf({ ...more, cursor });
    pages.push(ids);
    cursor = nextToken === null ? undefined : parseCursor(nextToken, more.regions ?? ask.regions);
  } while (cursor);
  return pages;
};

describe('pages of several regions', () => {
  it('show each connection once, though the service may list it in both its regions', async () => {
    expect(await idsOf({})).toEqual({
      ids: ['pcc-here', 'pcc-across', 'pcc-far', 'pcc-back'],
      nextToken: null,
    });
  });

  it('show all that the service lists for one region alone', async () => {
    expect(await idsOf({ regions: [HERE] })).toEqual({
      ids: ['pcc-here', 'pcc-across', 'pcc-back', 'pcc-far'],
      nextToken: null,
    });
  });

  it.each([1, 2, 3, 4])(
    'of %i walk regions until they are full, and lose nothing',
    async (size) => {
      const pages = await allPages({ maxResults: size });
      expect(pages.flat()).toEqual(['pcc-here', 'pcc-across', 'pcc-far', 'pcc-back']);
      expect(pages.filter((page) => page.length > 0).map((page) => page.length)).toEqual(
        size === 3 ? [3, 1] : Array(4 / size).fill(size),
      );
    },
  );

  it.each([1, 2])('of %i of one status walk on within a page of the service', async (size) => {
    const pages = await allPages({ maxResults: size, status: 'Activated' });
    expect(pages.flat()).toEqual(['pcc-here', 'pcc-across', 'pcc-far', 'pcc-back']);
  });

  it('ask the service for our tag, unless all are wanted', async () => {
    const asked: unknown[] = [];
    const { ctx: other } = fakeContext({
      peering: {
        list: async ({ tags }) => {
          asked.push(tags);
          return { items: [] };
        },
      },
    });
    await pageOf(other, { ...ask, regions: [HERE], all: false });
    await pageOf(other, { ...ask, regions: [HERE] });
    expect(asked).toEqual([[{ key: 'peerflow:request' }], undefined]);
  });
});
