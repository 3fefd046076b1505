import { describe, expect, it } from 'vitest';
import { h } from '../../../../lib/peering/hash.ts';
import type { RoutesChoice } from '../../../../lib/peering/model/request.ts';
import type { RouteEntry, RouteTable } from '../../../../lib/peering/network/model.ts';
import type { RoutesTask } from '../../../../lib/peering/queue/task-schema.ts';
import { cleanupTask } from '../../../../lib/peering/routes/request.ts';
import { apiError } from '../../support/context.ts';
import { ourTags } from '../../support/engine.ts';
import {
  BOTH,
  bothMade,
  codesOf,
  crossAccount,
  MINUTE,
  noReads,
  noRoutes,
  OTHER,
  type Router,
  type RouterOptions,
  router,
  said,
  unreadable,
} from './router.ts';
import { entry, hopTo, ourEntry, PCC, table } from './samples.ts';

const DAY = 24 * 60 * MINUTE;
const daily = { purpose: 'check', cause: 'day' } as const;
const hinted = { purpose: 'check', cause: PCC } as const;
const dangling = { purpose: 'dangling', cause: 'vpc-a' } as const;

const watching = (drift: 'announce' | 'repair', options: RouterOptions = {}) => {
  const it = router({ ...options, settings: { drift, ...options.settings } });
  it.network.entries.push(...bothMade());
  return it;
};
const without = (it: Router, destination: string): void => {
  it.network.entries = it.network.entries.filter(
    ({ destinationCidrBlock }) => destinationCidrBlock !== destination,
  );
};

describe('a check of routes', () => {
  it('says nothing while they are as planned', async () => {
    for (const drift of ['announce', 'repair'] as const) {
      const it = watching(drift);
      await it.route(daily);
      expect([it.events, it.writes()]).toEqual([[], []]);
    }
  });

  it('announces what differs, and changes nothing', async () => {
    const it = watching('announce');
    without(it, '10.2.0.0/16');
    it.network.entries.push(entry('vtb-b', '10.1.7.0/24'));
    await it.route(daily);
    expect(said(it.last())).toEqual([
      'Drifted',
      'vtb-a 10.2.0.0/16 missing',
      'vtb-b 10.1.0.0/16 partial',
    ]);
    expect(codesOf(it.last())).toEqual(['CidrWithoutRoute', 'RouteShadowed']);
    expect(it.last()?.data).toMatchObject({ requestId: 'order-1', action: 'create' });
    expect(it.writes()).toEqual([]);
  });

  it('announces the same of one day once, and of another day again', async () => {
    const it = watching('announce');
    without(it, '10.2.0.0/16');
    await it.route(daily, MINUTE);
    await it.route(daily, DAY);
    await it.route(daily, 0);
    const [first, second, third] = it.events.map(({ id }) => id);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it('announces what differs in another way as another event, in whatever order it is read', async () => {
    const it = watching('announce');
    it.network.tables.set('vpc-a', [table('vtb-a'), table('vtb-2')]);
    const ids: (string | undefined)[] = [];
    const look = async () => {
      await it.route(daily, 0);
      ids.push(it.last()?.id);
    };
    it.network.entries.push(ourEntry('vtb-idle', '10.2.0.0/16'));
    await look();
    it.network.entries.push(ourEntry('vtb-a', '10.8.0.0/16'), ourEntry('vtb-a', '10.9.0.0/16'));
    await look();
    it.network.entries.reverse();
    await look();
    without(it, '10.9.0.0/16');
    it.network.entries.push(ourEntry('vtb-a', '10.7.0.0/16'));
    await look();
    expect(ids[2]).toBe(ids[1]);
    expect(new Set(ids).size).toBe(3);
  });

  it('tells entries of ours for lost ranges, in tables out of use, and to what is gone', async () => {
    const it = watching('announce');
    it.network.tables.set('vpc-a', [table('vtb-a'), table('vtb-idle', { vSwitchIds: [] })]);
    it.cloud.put({ ...it.connection(), instanceId: 'pcc-old', status: 'Deleted' });
    it.network.entries.push(
      ourEntry('vtb-a', '10.8.0.0/16'),
      ourEntry('vtb-idle', '10.2.0.0/16'),
      ourEntry('vtb-a', '10.9.0.0/16', hopTo('pcc-old', '10.9.0.0/16')),
    );
    await it.route(daily);
    expect(said(it.last()).slice(1)).toEqual([
      'vtb-a 10.8.0.0/16 surplus',
      'vtb-idle 10.2.0.0/16 surplus',
      'vtb-a 10.9.0.0/16 dangling',
    ]);
    expect(codesOf(it.last())).toEqual(['RouteOfLostCidr', 'RouteInUnusedTable', 'RouteDangling']);
  });

  it('notes a side that cannot be read, and checks the other', async () => {
    const it = watching('announce');
    it.network.fail('routeTables', 'Forbidden.RAM', { status: 403, id: 'vpc-b' });
    without(it, '10.2.0.0/16');
    await it.route(daily);
    expect(said(it.last())).toHaveLength(2);
    expect(it.lines.filter(({ msg }) => msg === 'Side not checked in whole')).toMatchObject([
      { fields: { vpcId: 'vpc-b' } },
    ]);
  });

  it.each<[string, RouterOptions, Partial<RoutesTask>, boolean]>([
    ['on its day, where drift is watched', { settings: { drift: 'announce' } }, daily, true],
    ['not on its day, where drift is off', { settings: { drift: 'off' } }, daily, false],
    ['for a hint, also where drift is off', { settings: { drift: 'off' } }, hinted, true],
    ['not where no routes are wanted', { routes: 'none' }, hinted, false],
    ['not where no tag says so', { isTagged: false }, hinted, false],
    ['not where nobody can read what is wanted', { connection: unreadable }, hinted, false],
    ['not of a connection that waits', { connection: { status: 'Accepting' } }, hinted, false],
  ])('is made %s', async (_, options, task, isMade) => {
    const it = router(options);
    await it.route(task);
    expect(it.events).toHaveLength(isMade ? 1 : 0);
  });

  it('comes again after trouble, and not where the connection is gone', async () => {
    const it = watching('announce');
    without(it, '10.2.0.0/16');
    it.cloud.fail('get', apiError('ServiceUnavailable', 503), 1);
    await it.route(daily);
    expect(it.events).toHaveLength(1);
    it.cloud.connections.clear();
    await it.route(daily);
    expect(it.events).toHaveLength(1);
  });

  it.each<[string, Partial<RoutesTask>, boolean, number]>([
    ['of a day', daily, true, 1],
    ['of a VPC', dangling, true, 1],
    ['for a hint', hinted, true, 1],
    ['of a day, where task ids are ignored: a sweep asks again', daily, false, 0],
    ['of a VPC, where task ids are ignored: a sweep asks again', dangling, false, 0],
    ['for a hint, where task ids are ignored', hinted, false, 1],
  ])('waits through trouble if it is %s', async (_, task, honoursTaskIds, waiting) => {
    const it = watching('announce');
    it.ctx.memory.honoursTaskIds = honoursTaskIds;
    it.cloud.fail('get', apiError('ServiceUnavailable', 503));
    await it.run(it.taskOf(task));
    expect(it.waiting()).toHaveLength(waiting);
  });
});

describe('a check that repairs', () => {
  it('restores what is missing, and announces it', async () => {
    const it = watching('repair');
    without(it, '10.2.0.0/16');
    await it.route(daily);
    expect(it.leading()).toEqual(BOTH);
    expect(it.events.map(said)).toEqual([['Repaired', 'vtb-a 10.2.0.0/16 created']]);
    expect(it.last()?.data).toMatchObject({ requestId: 'order-1' });
  });

  it('is another event for another repair of a day, in whatever order tables are read', async () => {
    const it = watching('repair');
    const [ours, across] = [table('vtb-a'), table('vtb-2')];
    const lost = [ours, across].map(({ routeTableId }) => ourEntry(routeTableId, '10.8.0.0/16'));
    it.network.entries.push(ourEntry('vtb-2', '10.2.0.0/16'));
    const repair = async (tables: readonly RouteTable[], entries: readonly RouteEntry[]) => {
      it.network.tables.set('vpc-a', tables);
      it.network.entries.push(...entries);
      await it.route(daily, 0);
      expect(said(it.last())).toHaveLength(entries.length + 1);
      return it.last()?.id;
    };
    const both = await repair([ours, across], lost);
    expect(await repair([across, ours], lost)).toBe(both);
    const single = await repair([ours, across], lost.slice(1));
    expect(await repair([ours, across], lost.slice(0, 1))).not.toBe(single);
  });

  it('restores what the single call takes as often as it vanishes', async () => {
    const it = watching('repair');
    it.network.vSwitches.set('vpc-a', [{ vSwitchId: 'vsw-a', cidrBlock: '10.2.7.0/24' }]);
    for (let at = 0; at < 2; at++) {
      without(it, '10.2.0.0/16');
      await it.route(daily);
      expect(it.leading()).toEqual(BOTH);
    }
  });

  it('removes and restores at one side, whatever it has to write first, and says both', async () => {
    const it = watching('repair');
    without(it, '10.2.0.0/16');
    it.network.entries.push(ourEntry('vtb-a', '10.8.0.0/16'));
    await it.route(daily);
    expect(it.leading()).toEqual(BOTH);
    expect(it.events.map(said)).toEqual([
      ['Repaired', 'vtb-a 10.2.0.0/16 created', 'vtb-a 10.8.0.0/16 removed'],
    ]);
  });

  it('says what it restored whichever run did, where that takes long', async () => {
    const it = watching('repair');
    without(it, '10.2.0.0/16');
    it.network.looksUntilSettled = 9;
    await it.run(it.taskOf(daily));
    const created = [
      { side: 'requester', routeTableIds: ['vtb-a'], destinations: ['10.2.0.0/16'] },
    ];
    expect(it.waiting()).toMatchObject([{ changed: { created, removed: [] } }]);
    await it.live();
    expect(it.events.map(said)).toEqual([['Repaired', 'vtb-a 10.2.0.0/16 created']]);
  });

  it('says of what is there alone that it restored it', async () => {
    const it = watching('repair');
    it.network.entries = [entry('vtb-a', '10.2.7.0/24')];
    it.network.refusedCreates.set('10.1.0.0/16', 'QuotaExceeded');
    await it.route(daily);
    expect(it.events.map(said)).toEqual([
      ['Repaired', 'vtb-a 10.2.0.0/16 created'],
      ['Drifted', 'vtb-a 10.2.0.0/16 partial', 'vtb-b 10.1.0.0/16 missing'],
    ]);
  });

  it('removes entries of ours for ranges that are lost, and no others', async () => {
    const it = watching('repair');
    it.network.tables.set('vpc-a', [table('vtb-a'), table('vtb-idle', { vSwitchIds: [] })]);
    it.network.entries.push(ourEntry('vtb-a', '10.8.0.0/16'), ourEntry('vtb-idle', '10.2.0.0/16'));
    await it.route(daily);
    expect(it.leading()).toEqual([...BOTH, 'vtb-idle 10.2.0.0/16'].sort());
    expect(it.events.map(said)).toEqual([
      ['Repaired', 'vtb-a 10.8.0.0/16 removed'],
      ['Drifted', 'vtb-idle 10.2.0.0/16 surplus'],
    ]);
  });

  it('announces what it cannot make good', async () => {
    const it = watching('repair');
    without(it, '10.2.0.0/16');
    it.network.entries.push(entry('vtb-a', '10.2.0.0/16'));
    await it.route(daily);
    expect(it.events.map(said)).toEqual([['Drifted', 'vtb-a 10.2.0.0/16 conflict']]);
    expect(it.writes()).toEqual([]);
  });

  it('announces what the API keeps as drifted, not as removed', async () => {
    const it = watching('repair');
    it.network.entries.push(ourEntry('vtb-a', '10.8.0.0/16'));
    it.network.refusedDeletes.set('10.8.0.0/16', 'OperationDenied.DeleteManagedRouteEntry');
    await it.route(daily);
    expect(it.events.map(said)).toEqual([['Drifted', 'vtb-a 10.8.0.0/16 surplus']]);
  });

  it('only looks where policy denies routes', async () => {
    const it = watching('repair', { settings: noRoutes('timer') });
    without(it, '10.2.0.0/16');
    await it.route(daily);
    expect(it.writes()).toEqual([]);
    expect(said(it.last())[0]).toBe('Drifted');
  });

  it('reads nothing of another account where policy denies that to the timer', async () => {
    const it = watching('announce', { connection: crossAccount, settings: noReads('timer') });
    await it.route(daily);
    expect(it.accounts).not.toContain(OTHER);
  });

  it('stops where other routes are wanted meanwhile, and says nothing of it', async () => {
    const it = watching('repair');
    it.network.tables.set('vpc-a', [table('vtb-a'), table('vtb-2')]);
    it.network.refusedCreates.set('10.2.0.0/16', 'InvalidCidrBlock');
    it.network.beforeWrite = () => {
      it.cloud.set(PCC, { tags: ourTags('order-1', 'Activated', { routes: 'none' }) });
    };
    without(it, '10.2.0.0/16');
    await it.route(daily);
    expect(it.events).toEqual([]);
  });

  it('goes on after trouble of a read, and gives up a side after minutes', async () => {
    const it = watching('repair');
    without(it, '10.2.0.0/16');
    it.network.fail('routeTables', 'ServiceUnavailable', { status: 503, id: 'vpc-b' });
    await it.route(daily, 5 * MINUTE);
    expect(it.events).toEqual([]);
    await it.live(30 * MINUTE);
    expect(it.events.map(said)).toEqual([['Repaired', 'vtb-a 10.2.0.0/16 created']]);
  });
});

describe('a look for entries that lead nowhere', () => {
  /** Entries of ours to a connection that was deleted between two sweeps. */
  const forgotten = (options: RouterOptions = {}) => {
    const it = router({ routes: 'none', ...options });
    it.network.entries.push(...bothMade('pcc-old'));
    return it;
  };

  it('has those of one VPC removed, and announced', async () => {
    const it = forgotten();
    await it.route(dangling);
    expect(it.network.leadingTo('pcc-old')).toEqual([BOTH[1]]);
    expect(said(it.last())).toEqual(['Removed', 'vtb-a 10.2.0.0/16 removed']);
    expect(it.last()?.data).toMatchObject({
      requestId: null,
      action: 'delete',
      plan: [{ regionId: 'cn-hangzhou', vpcId: 'vpc-a' }],
    });
  });

  it('has an id for each VPC, so that a consumer that drops repeated ids misses neither', async () => {
    for (const cause of ['vpc-a', 'vpc-b']) {
      const it = forgotten();
      await it.route({ ...dangling, cause });
      expect(it.last()?.id).toBe(`pcc-old-RoutesRemoved-${h(`cleanup ${cause}`, 'pcc-old')}`);
    }
  });

  it.each(['vpc-a', 'vpc-b'])(
    'tells of %s alone: whose their connection was nobody knows',
    async (cause) => {
      const it = forgotten();
      await it.route({ ...dangling, cause });
      expect(it.last()?.subject).toBeUndefined();
      expect(it.dataOf('Routes:Removed')?.connection).toEqual({ instanceId: 'pcc-old' });
    },
  );

  it('has those of the VPC of another account removed with its role', async () => {
    const it = forgotten({ connection: crossAccount });
    await it.route({ purpose: 'dangling', cause: 'vpc-b' });
    expect(it.network.leadingTo('pcc-old')).toEqual([BOTH[0]]);
    expect(it.last()?.data).toMatchObject({
      plan: [{ vpcId: 'vpc-b', result: 'removed' }],
    });
  });

  it('reads nothing of another account where policy denies that to the timer', async () => {
    const it = forgotten({ connection: crossAccount, settings: noReads('timer') });
    await it.route({ purpose: 'dangling', cause: 'vpc-b' });
    expect(it.accounts).not.toContain(OTHER);
  });

  it.each([
    ['entries of ours whose connection is there', 'there'],
    ['where policy denies routes', 'policy'],
    ['where the connection that it looks from is gone', 'gone'],
    ['a VPC that the connection does not have', 'elsewhere'],
  ])('leaves alone: %s', async (_, why) => {
    const it = forgotten(why === 'policy' ? { settings: noRoutes('timer') } : {});
    if (why === 'there') it.cloud.put({ ...it.connection(), instanceId: 'pcc-old' });
    if (why === 'gone') it.cloud.connections.clear();
    await it.route(why === 'elsewhere' ? { ...dangling, cause: 'vpc-z' } : dangling);
    expect(it.network.leadingTo('pcc-old')).toEqual(BOTH);
    expect(it.events).toEqual([]);
  });

  it('comes again after trouble', async () => {
    const it = forgotten();
    it.cloud.fail('get', apiError('ServiceUnavailable', 503), 1);
    await it.route(dangling);
    expect(it.events).toHaveLength(1);
  });

  it('comes again where no list says whether their connection is gone', async () => {
    const it = forgotten();
    it.cloud.fail('list', apiError('ServiceUnavailable', 503), 1);
    await it.run(it.taskOf(dangling));
    expect(it.waiting()).toMatchObject([{ purpose: 'dangling', reason: 'transient' }]);
    await it.live();
    expect(it.events).toHaveLength(1);
  });
});

describe('the cleanup after a connection that ended', () => {
  const ended = (wanted?: RoutesChoice) => {
    const it = router();
    it.network.entries.push(...bothMade());
    const seen = it.connection();
    it.cloud.connections.clear();
    const { ownerId, acceptingOwnerUid, regionId, acceptingRegionId, vpc, acceptingVpc } = seen;
    const lastSeen = { ownerId, acceptingOwnerUid, regionId, acceptingRegionId, vpc, acceptingVpc };
    const clean = (more: Partial<RoutesTask> = {}) =>
      it.route({ ...cleanupTask(seen, lastSeen, it.ctx.clock.now(), wanted), ...more });
    return { it, clean };
  };

  it('removes exactly entries of ours, and announces them', async () => {
    const { it, clean } = ended();
    const byHand = entry('vtb-a', '10.7.0.0/16', {
      nextHops: [{ nextHopId: PCC, nextHopType: 'VpcPeer' }],
    });
    it.network.entries.push(byHand);
    await clean();
    expect(it.leading()).toEqual(['vtb-a 10.7.0.0/16']);
    expect(said(it.last())).toEqual([
      'Removed',
      'vtb-a 10.2.0.0/16 removed',
      'vtb-b 10.1.0.0/16 removed',
    ]);
    expect(it.last()?.data).toMatchObject({ requestId: null, action: 'delete' });
    expect(it.last()?.id).toBe(`${PCC}-RoutesRemoved-${h('cleanup', PCC)}`);
    expect(it.last()?.subject).toContain(`:vpcpeer/${PCC}`);
  });

  it('looks no more at the connection, whose end is known', async () => {
    const { it, clean } = ended();
    await clean();
    expect(it.journal.filter((each) => /^(get|list)/.test(each))).toEqual([]);
  });

  it('tells what a run took away that died before it told, since the task names it', async () => {
    const { it, clean } = ended();
    it.network.entries.push(ourEntry('vtb-a', '10.9.0.0/16'));
    await clean();
    const recorded = it.enqueued('routes').find(({ changed }) => changed);
    if (!recorded) throw new Error('nothing was recorded');
    it.network.entries = [];
    it.events.length = 0;
    await it.route(recorded);
    expect(said(it.last())).toEqual([
      'Removed',
      'vtb-a 10.2.0.0/16 removed',
      'vtb-a 10.9.0.0/16 removed',
      'vtb-b 10.1.0.0/16 removed',
    ]);
  });

  it('removes more than one call takes', async () => {
    const { it, clean } = ended();
    for (let at = 0; at < 120; at++)
      it.network.entries.push(ourEntry('vtb-a', `172.16.${at}.0/24`));
    await clean();
    expect(it.leading()).toEqual([]);
    expect(it.dataOf('Routes:Removed')).toMatchObject({ planCounts: { removed: 122 } });
  });

  it('says nothing where there were none', async () => {
    const { it, clean } = ended();
    it.network.entries = [];
    await clean();
    expect(it.events).toEqual([]);
  });

  it('names entries that the API keeps, each once', async () => {
    const { it, clean } = ended();
    it.network.refusedDeletes.set('10.1.0.0/16', 'OperationDenied.DeleteManagedRouteEntry');
    await clean();
    expect(said(it.last())).toEqual([
      'Removed',
      'vtb-b 10.1.0.0/16 dangling',
      'vtb-a 10.2.0.0/16 removed',
    ]);
    expect(codesOf(it.last())).toEqual(['RouteDangling']);
    expect(it.last()?.data).toMatchObject({
      plan: [
        {
          regionId: 'cn-hangzhou',
          vpcId: 'vpc-b',
          detail: expect.stringContaining('OperationDenied.DeleteManagedRouteEntry'),
        },
        {},
      ],
      findings: [
        {
          severity: 'error',
          pointer: '/instanceId',
          evidence: { count: 1, entries: [{ destinationCidrBlock: '10.1.0.0/16' }] },
        },
      ],
    });
  });

  it('looks again at what the API holds up, and then tells of that alone', async () => {
    const { it, clean } = ended();
    it.network.fail('routeEntries', 'ServiceUnavailable', { status: 503, id: 'vtb-b' });
    await clean();
    expect(said(it.last())).toEqual(['Removed', 'vtb-a 10.2.0.0/16 removed']);
    expect(codesOf(it.last())).toEqual(['UnreadRoutes']);
    expect(it.events).toHaveLength(1);
    it.network.heal('routeEntries');
    await it.live(120 * MINUTE);
    expect(said(it.last())).toEqual(['Removed', 'vtb-b 10.1.0.0/16 removed']);
    expect(it.events).toHaveLength(2);
    expect(it.waiting()).toEqual([]);
  });

  it('looks again at entries that were busy for hours, and tells when they are gone', async () => {
    const { it, clean } = ended();
    it.network.refusedDeletes.set('10.1.0.0/16', 'TaskConflict');
    await clean();
    expect(codesOf(it.last())).toEqual(['RouteDangling']);
    expect(it.events).toHaveLength(1);
    it.network.refusedDeletes.clear();
    await it.live(120 * MINUTE);
    expect(said(it.last())).toEqual(['Removed', 'vtb-b 10.1.0.0/16 removed']);
    expect(it.events).toHaveLength(2);
  });

  it('has an id of its own while entries stay: that they went later is another fact', async () => {
    const { it, clean } = ended();
    it.network.refusedDeletes.set('10.1.0.0/16', 'OperationDenied.DeleteManagedRouteEntry');
    await clean();
    await clean({ chain: 'a'.repeat(32) });
    it.network.refusedDeletes.clear();
    await clean({ chain: 'b'.repeat(32) });
    const [kept, again, gone, ...more] = it.events.map(({ id }) => id);
    const left = ['cn-hangzhou vpc-b vtb-b 10.1.0.0/16'];
    const plan = JSON.stringify(['cleanup', left, ['RouteDangling']]);
    expect(kept).toBe(`${PCC}-RoutesRemoved-${h(plan, PCC)}`);
    expect(again).toBe(kept);
    expect(gone).toBe(`${PCC}-RoutesRemoved-${h('cleanup', PCC)}`);
    expect(more).toEqual([]);
  });

  it('keeps and names them where policy denies routes', async () => {
    const it = router({ settings: noRoutes('timer') });
    it.network.entries.push(...bothMade());
    const lastSeen = { ...it.connection(), tags: [] };
    it.cloud.connections.clear();
    await it.route({ purpose: 'cleanup', lastSeen });
    expect(it.leading()).toEqual(BOTH);
    expect(said(it.last())).toEqual([
      'Removed',
      'vtb-a 10.2.0.0/16 dangling',
      'vtb-b 10.1.0.0/16 dangling',
    ]);
    const detail = expect.stringContaining('PolicyDenied');
    expect(it.last()?.data).toMatchObject({
      plan: [{ detail }, { detail }],
      findings: [{ detail: expect.stringContaining('and 1 more') }],
    });
  });

  it.each([
    ['both', [['UnreadRoutes']]],
    ['requester', []],
  ] as const)(
    'names the side of another account that policy keeps from being read, where %s had routes',
    async (wanted, told) => {
      const it = router({ connection: crossAccount, settings: noRoutes('timer') });
      // Those of its own side went when a sibling looked at that VPC.
      it.network.entries.push(...bothMade().filter(({ routeTableId }) => routeTableId === 'vtb-b'));
      const lastSeen = { ...it.connection(), tags: [] };
      it.cloud.connections.clear();
      await it.route({ purpose: 'cleanup', lastSeen, wanted });
      expect(it.accounts).not.toContain(OTHER);
      expect(it.leading()).toEqual([BOTH[1]]);
      expect(it.events.map(codesOf)).toEqual(told);
    },
  );

  it.each([
    ['both', ['UnreadRoutes']],
    ['requester', []],
  ] as const)('names a side that cannot be read, where %s had routes', async (wanted, codes) => {
    const { it, clean } = ended(wanted);
    it.network.fail('routeTables', 'Forbidden.RAM', { status: 403, id: 'vpc-b' });
    await clean();
    expect(codesOf(it.last())).toEqual(codes);
    expect(said(it.last())).toEqual(['Removed', 'vtb-a 10.2.0.0/16 removed']);
  });

  it('waits for a side that cannot be read for an hour, then names it', async () => {
    const { it, clean } = ended();
    it.network.entries = [];
    it.network.fail('routeTables', 'ServiceUnavailable', { status: 503, id: 'vpc-b' });
    await clean();
    expect(codesOf(it.last())).toEqual(['UnreadRoutes']);
    expect(it.events).toHaveLength(1);
  });

  it('leaves the other account what no role leads into', async () => {
    const it = router({ accessError: [OTHER] });
    await it.route({
      purpose: 'cleanup',
      lastSeen: { ...it.connection(), acceptingOwnerUid: OTHER, tags: [] },
    });
    expect(it.events).toEqual([]);
  });
});
