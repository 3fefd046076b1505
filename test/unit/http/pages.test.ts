import { describe, expect, it } from 'vitest';
import { parseCursor } from '../../../lib/http/list/cursor.ts';
import { pageOf } from '../../../lib/http/list/pages.ts';
import type { ListAsk } from '../../../lib/http/list/query.ts';
import { contextWith } from '../peering/create/context.ts';
import { connectionIn } from '../peering/samples.ts';

const HERE = 'cn-hangzhou';
const THERE = 'cn-shanghai';

const ask: ListAsk = {
  regions: [HERE, THERE],
  cursor: undefined,
  vpcId: undefined,
  requestId: undefined,
  status: undefined,
  all: false,
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

const { ctx } = contextWith(async () => undefined, {
  peering: {
    list: async ({ regionId }) => ({
      items: rows.filter((row) =>
        [row.regionId, row.acceptingRegionId].some((each) => each === regionId),
      ),
    }),
  },
});

const idsOf = async (more: Partial<ListAsk>) => {
  const { connections, nextToken } = await pageOf(ctx, { ...ask, ...more });
  return { ids: connections.map(({ instanceId }) => instanceId), nextToken };
};

describe('pages of several regions', () => {
  it('show each connection once, though the service may list it in both its regions', async () => {
    const first = await idsOf({});
    const second = await idsOf({ cursor: parseCursor(first.nextToken ?? '', ask.regions) });

    expect(first.ids).toEqual(['pcc-here', 'pcc-across', 'pcc-far']);
    expect(second).toEqual({ ids: ['pcc-back'], nextToken: null });
  });

  it('show all that the service lists for one region alone', async () => {
    expect(await idsOf({ regions: [HERE] })).toEqual({
      ids: ['pcc-here', 'pcc-across', 'pcc-back', 'pcc-far'],
      nextToken: null,
    });
  });
});
