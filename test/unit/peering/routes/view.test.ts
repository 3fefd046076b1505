import { describe, expect, it } from 'vitest';
import { viewRoutes } from '../../../../lib/peering/routes/report/view.ts';
import { START } from '../../support/context.ts';
import { bothMade, crossAccount, type RouterOptions, router, unreadable } from './router.ts';
import { entry, hopTo, ourEntry, PCC } from './samples.ts';

const looking = (options: RouterOptions = {}) => {
  const it = router(options);
  return {
    it,
    look: () => viewRoutes(it.ctx, it.connection(), 'http'),
  };
};

describe('the view of the routes of a connection', () => {
  it('has the plan as it stands, its counts, and nothing to note', async () => {
    const { it, look } = looking();
    it.network.entries.push(...bothMade().slice(0, 1));
    expect(await look()).toMatchObject({
      plan: [
        { vpcId: 'vpc-a', routeTableId: 'vtb-a', result: 'created' },
        { vpcId: 'vpc-b', routeTableId: 'vtb-b', result: 'missing' },
      ],
      counts: { created: 1, missing: 1 },
      findings: [],
    });
    expect(it.writes()).toEqual([]);
  });

  it('has every entry that leads there, and says whose it is', async () => {
    const { it, look } = looking({ routes: 'requester' });
    it.network.entries.push(
      ...bothMade(),
      entry('vtb-a', '10.7.0.0/16', { nextHops: [{ nextHopId: PCC, nextHopType: 'VpcPeer' }] }),
      entry('vtb-a', '10.8.0.0/16'),
    );
    const { entries, plan } = await look();
    expect(plan).toHaveLength(1);
    expect(entries).toEqual([
      {
        regionId: 'cn-hangzhou',
        vpcId: 'vpc-a',
        routeTableId: 'vtb-a',
        routeEntryId: 'rte-vtb-a-10.2.0.0/16',
        destinationCidrBlock: '10.2.0.0/16',
        status: 'Available',
        ours: true,
      },
      expect.objectContaining({ destinationCidrBlock: '10.7.0.0/16', ours: false }),
      expect.objectContaining({ vpcId: 'vpc-b', ours: true }),
    ]);
  });

  it.each([{ routes: 'none' } as const, { isTagged: false }, { connection: unreadable }])(
    'has no plan where no routes are wanted: %j',
    async (options) => {
      const { look } = looking(options);
      expect(await look()).toEqual({ plan: [], counts: {}, entries: [], findings: [] });
    },
  );

  it('does not see entries of ours whose connection is gone: they are replaced', async () => {
    const { it, look } = looking({ routes: 'requester' });
    it.network.entries.push(ourEntry('vtb-a', '10.2.0.0/16', hopTo('pcc-old', '10.2.0.0/16')));
    expect((await look()).counts).toEqual({ missing: 1 });
    it.cloud.put({ ...it.connection(), instanceId: 'pcc-old' });
    expect((await look()).counts).toEqual({ conflict: 1 });
  });

  it.each(['both', 'requester'] as const)(
    'notes a side that may not be read, where routes=%s',
    async (routes) => {
      const { it, look } = looking({ routes });
      it.network.fail('routeTables', 'Forbidden.RAM', { status: 403, id: 'vpc-b' });
      const { findings } = await look();
      expect(findings).toMatchObject([{ code: 'UnreadRoutes', evidence: { vpcId: 'vpc-b' } }]);
    },
  );

  it('is no answer while an end cannot be read for a reason that passes', async () => {
    const { it, look } = looking();
    it.network.fail('routeTables', 'ServiceUnavailable', { status: 503, id: 'vpc-b' });
    await expect(look()).rejects.toMatchObject({ code: 'ServiceUnavailable' });
    expect(it.ctx.clock.now() - START).toBeLessThan(4_000);
  });

  it('assumes no role in another account that policy does not let be read, and says so', async () => {
    const policy = [
      { name: 'no looks', effect: 'deny' as const, when: { action: ['read'], via: ['http'] } },
      { name: 'all', effect: 'allow' as const, when: {} },
    ];
    const { it, look } = looking({ connection: crossAccount, settings: { policy } });
    it.network.entries.push(...bothMade());
    const view = await look();
    expect(view.entries).toMatchObject([{ vpcId: 'vpc-a' }]);
    expect(view.findings).toMatchObject([
      { code: 'RoutesHandedOver', detail: expect.stringContaining('no looks') },
    ]);
  });
});
