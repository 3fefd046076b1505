import { describe, expect, it } from 'vitest';
import { apiError, START } from '../../support/context.ts';
import { ourTags } from '../../support/engine.ts';
import {
  BOTH,
  bothMade,
  codesOf,
  crossAccount,
  LONG,
  MINUTE,
  noRoutes,
  OTHER,
  type Router,
  type RouterOptions,
  requestOf,
  router,
  said,
  unreadable,
} from './router.ts';
import { entry, hopTo, ourEntry, PCC, table } from './samples.ts';

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
type Choice = NonNullable<RouterOptions['routes']>;

const request = { action: 'modify', instanceId: PCC, dryRun: false } as const;
/** A request for these routes. */
const asking = (routes: Choice, requestId = 'order-2') => ({
  cause: requestId,
  asked: { ...requestOf(requestId), request: { ...request }, routes, origin: { via: 'http' } },
});

describe('routes of a create whose connection nobody can read for an hour', () => {
  const spent = { transient: LONG, throttled: LONG };

  it.each([
    ['ServiceUnavailable', 503],
    ['Throttling', 400],
  ])('are thrown back after %s, since nothing else wakes the router', async (code, status) => {
    const it = router();
    it.cloud.fail('get', apiError(code, status));
    await expect(it.route({ spent, cause: PCC })).rejects.toThrow('did not become readable');
    expect(it.events).toEqual([]);
  });

  it('end where it is not found: it is gone', async () => {
    const it = router();
    it.cloud.connections.clear();
    await it.route({ spent: { 'not-found': LONG }, cause: PCC });
    expect(it.events).toEqual([]);
  });
});

describe('routes that are wanted of a connection', () => {
  it('are made on both sides, and announced once as Ready', async () => {
    const it = router();
    await it.route();
    expect(it.leading()).toEqual(BOTH);
    expect(it.events).toHaveLength(1);
    expect(said(it.last())).toEqual([
      'Ready',
      'vtb-a 10.2.0.0/16 created',
      'vtb-b 10.1.0.0/16 created',
    ]);
    expect(it.last()?.data).toMatchObject({ requestId: 'order-1', action: 'create' });
    expect(it.waiting()).toEqual([]);
  });

  it('are made where entries take some looks until they are Available', async () => {
    const it = router();
    it.network.looksUntilSettled = 3;
    await it.route();
    expect(it.writes()).toHaveLength(2);
    expect(it.events.map((each) => said(each)[0])).toEqual(['Ready']);
  });

  it('are carried once in a task, however often it waits', async () => {
    const it = router();
    it.network.fail('createRouteEntries', 'Throttling.User', { status: 400 });
    it.network.fail('createRouteEntry', 'Throttling.User', { status: 400 });
    await it.route({}, 2 * HOUR);
    const [waiting] = it.waiting();
    expect(waiting?.step).toBeGreaterThan(50);
    expect(waiting?.changed?.created).toEqual([
      { side: 'requester', routeTableIds: ['vtb-a'], destinations: ['10.2.0.0/16'] },
      { side: 'accepter', routeTableIds: ['vtb-b'], destinations: ['10.1.0.0/16'] },
    ]);
  });

  it('are announced as Ready where they are there already, with the same id', async () => {
    const it = router();
    await it.route();
    await it.route();
    expect(it.writes()).toHaveLength(2);
    expect(it.events.map(({ id }) => id)).toEqual([it.events[0]?.id, it.events[0]?.id]);
  });

  it.each(['requester', 'accepter'] as const)('are made at the %s alone', async (routes) => {
    const it = router({ routes });
    await it.route();
    expect(it.leading()).toEqual([BOTH[routes === 'requester' ? 0 : 1]]);
  });

  it('are none where none are wanted, and nobody asks', async () => {
    for (const options of [{ routes: 'none' }, { isTagged: false }] as const) {
      const it = router(options);
      await it.route();
      expect([it.events, it.writes()]).toEqual([[], []]);
    }
  });

  it('are those of the create, where the tags do not say', async () => {
    const it = router({ isTagged: false });
    await it.route({ wanted: 'requester' });
    expect(it.leading()).toEqual([BOTH[0]]);
  });

  it.each([undefined, 'timer'])('are not made where policy denies them, via %s', async (via) => {
    const it = router({ settings: noRoutes(via) });
    await it.route();
    expect(it.writes()).toEqual([]);
    expect([said(it.last()), codesOf(it.last())]).toEqual([['Failed'], ['PolicyDenied']]);
  });

  it.each<[string, RouterOptions, Parameters<Router['route']>[0], string | null]>([
    ['who asked', {}, asking('both'), 'order-2'],
    ['who made the connection', {}, { ownerRequestId: 'maker' }, 'maker'],
    ['its tag', {}, { ownerRequestId: undefined }, 'order-1'],
    [
      'nobody, where nothing says so',
      { isTagged: false },
      { ownerRequestId: undefined, wanted: 'both' },
      null,
    ],
  ])('are made and announced for %s', async (_, options, task, requestId) => {
    const it = router(options);
    await it.route(task);
    expect(it.last()?.data).toMatchObject({ requestId });
  });

  it('are made anew by a later run, also those that the single call takes', async () => {
    const it = router();
    it.network.vSwitches.set('vpc-a', [{ vSwitchId: 'vsw-a', cidrBlock: '10.2.7.0/24' }]);
    await it.route();
    it.network.entries = [];
    await it.route();
    expect(it.leading()).toEqual(BOTH);
  });

  it('are made by no rule of a vSwitch where those may not be read', async () => {
    const it = router();
    it.network.fail('vSwitches', 'Forbidden.RAM', { status: 403 });
    await it.route();
    expect(said(it.last())[0]).toBe('Ready');
  });

  it('wait for the vSwitches while those cannot be read for a while', async () => {
    const it = router({ routes: 'requester' });
    it.network.vSwitches.set('vpc-a', [{ vSwitchId: 'vsw-a', cidrBlock: '10.2.0.0/16' }]);
    it.network.fail('vSwitches', 'ServiceUnavailable', { status: 503, times: 40 });
    await it.route();
    expect([it.writes(), said(it.last())[0]]).toEqual([[], 'Failed']);
  });

  it('wait for a table that cannot be read for a while, beside one that can', async () => {
    const it = router({ routes: 'requester' });
    it.network.tables.set('vpc-a', [table('vtb-a'), table('vtb-2')]);
    const fault = { status: 503, id: 'vtb-2', times: 40 };
    it.network.fail('routeEntries', 'ServiceUnavailable', fault);
    await it.route();
    expect(it.events.map((each) => said(each)[0])).toEqual(['Ready']);
    expect(it.leading()).toHaveLength(2);
  });

  it('look at no table that gets none, and at none of a gateway', async () => {
    const it = router({ routes: 'requester' });
    const tables = [table('vtb-a'), table('vtb-idle', { vSwitchIds: [] })];
    it.network.tables.set('vpc-a', [...tables, table('vtb-gw', { associateType: 'Gateway' })]);
    it.network.fail('routeEntries', 'ServiceUnavailable', { status: 503, id: 'vtb-idle' });
    await it.run(it.taskOf());
    expect(said(it.last())[0]).toBe('Ready');
    it.network.fail('routeEntries', 'ServiceUnavailable', { status: 503, id: 'vtb-gw' });
    await it.run(it.taskOf(asking('requester')));
    expect(it.events.map((each) => said(each)[0])).toEqual(['Ready', 'Ready']);
  });

  it('are announced although the last look meets trouble', async () => {
    const it = router();
    it.network.beforeWrite = () => it.cloud.fail('get', apiError('ServiceUnavailable', 503));
    await it.run(it.taskOf());
    expect(said(it.last())[0]).toBe('Ready');
  });

  it('ask policy as the request came in', async () => {
    const policy = [{ name: 'by http', effect: 'allow' as const, when: { via: ['http'] } }];
    const it = router({ settings: { policy } });
    await it.route();
    expect(codesOf(it.last())).toEqual(['PolicyDenied']);
    await it.route(asking('both'));
    expect(said(it.last())[0]).toBe('Ready');
  });

  it('ask policy as the create came in, and carry its traceparent on', async () => {
    const policy = [{ name: 'by http', effect: 'allow' as const, when: { via: ['http'] } }];
    const it = router({ settings: { policy } });
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await it.route({ origin: { via: 'http', traceparent } });
    expect(said(it.last())[0]).toBe('Ready');
    expect(it.last()).toMatchObject({ traceparent, data: { action: 'create' } });
  });

  it('are announced with the action that asked for them', async () => {
    const it = router();
    await it.route(asking('both'));
    expect(it.last()).toMatchObject({ data: { action: 'modify', requestId: 'order-2' } });
  });

  it('fail with what stands in the way', async () => {
    const it = router();
    it.network.entries.push(entry('vtb-a', '10.2.0.0/16'));
    await it.route();
    expect(said(it.last())).toEqual([
      'Failed',
      'vtb-a 10.2.0.0/16 conflict',
      'vtb-b 10.1.0.0/16 created',
    ]);
    expect(codesOf(it.last())).toEqual(['RouteConflict']);
  });

  it('fail with what the API refuses for good', async () => {
    const it = router();
    it.network.refusedCreates.set('10.2.0.0/16', 'QuotaExceeded');
    await it.route();
    expect(said(it.last()).slice(0, 2)).toEqual(['Failed', 'vtb-a 10.2.0.0/16 failed']);
    expect(codesOf(it.last())).toEqual(['QuotaExceeded']);
  });

  it('wait while writes are refused for a reason that passes', async () => {
    const it = router();
    it.network.fail('createRouteEntries', 'TaskConflict', { times: 6 });
    await it.route();
    expect(it.leading()).toEqual(BOTH);
    expect(it.events).toHaveLength(1);
  });

  it('fail with what stands in the way of one, whatever else never settles', async () => {
    const it = router();
    it.network.entries.push(entry('vtb-b', '10.1.0.0/16'));
    it.network.looksUntilSettled = Number.POSITIVE_INFINITY;
    await it.route();
    expect(said(it.last())).toEqual([
      'Failed',
      'vtb-b 10.1.0.0/16 conflict',
      'vtb-a 10.2.0.0/16 pending',
    ]);
    expect(codesOf(it.last())).toEqual(['RouteConflict']);
  });

  it('fail once writes were refused for longer than anybody waits', async () => {
    const it = router({ routes: 'requester' });
    for (const call of ['createRouteEntries', 'createRouteEntry'] as const)
      it.network.fail(call, 'TaskConflict');
    await it.route();
    expect(said(it.last())).toEqual(['Failed', 'vtb-a 10.2.0.0/16 failed']);
    expect(codesOf(it.last())).toEqual(['TaskConflict']);
  });
});

describe('a connection that is not ready for routes', () => {
  it.each(['Creating', 'Updating'] as const)('is waited for while it is %s', async (status) => {
    const it = router({ connection: { status } });
    await it.run(it.taskOf());
    expect(it.waiting()).toMatchObject([{ step: 1, tries: 1, reason: 'conflict' }]);
    expect((it.waiting()[0]?.due ?? LONG) - it.ctx.clock.now()).toBeLessThanOrEqual(2_500);
    it.cloud.set(PCC, { status: 'Activated' });
    await it.live();
    expect(said(it.last())[0]).toBe('Ready');
  });

  it.each(['Deleted', 'Rejected', 'Expired'] as const)(
    'gets none once it is %s; whoever asked is told, and what earlier requests had made is removed',
    async (status) => {
      const it = router({ connection: { status } });
      await it.route();
      expect(it.events).toEqual([]);
      expect(it.enqueued('routes')).toEqual([]);
      await it.route(asking('both'));
      expect(said(it.last())).toEqual(['Failed']);
      expect(it.enqueued('routes')).toMatchObject([{ purpose: 'cleanup', instanceId: PCC }]);
      expect(codesOf(it.last())).toEqual(['ConnectionGone']);
      expect(it.last()?.data).toMatchObject({ requestId: 'order-2' });
      expect(it.writes()).toEqual([]);
    },
  );

  it.each([
    ['ServiceUnavailable', 503, 'transient'],
    ['ResourceNotFound.InstanceId', 404, 'not-found'],
    ['Forbidden.RAM', 403, 'not-found'],
  ])('is waited for after a look that fails with %s %i as %s', async (code, status, reason) => {
    const it = router();
    it.cloud.fail('get', apiError(code, status));
    await it.run(it.taskOf());
    expect(it.waiting()).toMatchObject([{ reason, tries: 1 }]);
  });

  it('is waited for where no look finds it and a list shows it, and comes back an hour later in the end', async () => {
    const it = router();
    it.cloud.fail('get', apiError('ResourceNotFound.InstanceId', 404));
    await it.run(it.taskOf({ spent: { 'not-found': HOUR } }));
    expect(it.waiting()).toMatchObject([{ reason: 'pending' }]);
    const last = it.run(it.taskOf({ spent: { 'not-found': HOUR, pending: HOUR } }));
    await expect(last).rejects.toThrow('did not become readable');
  });

  it.each([
    ['ServiceUnavailable', 503, 'transient'],
    ['Throttling.User', 400, 'throttled'],
    ['Forbidden.RAM', 403, 'pending'],
  ] as const)(
    'is waited for where no look finds it and the list fails with %s, as nobody knows that it is gone',
    async (code, status, reason) => {
      const it = router();
      it.cloud.connections.clear();
      it.cloud.fail('list', apiError(code, status));
      await it.run(it.taskOf({ spent: { 'not-found': HOUR } }));
      expect(it.waiting()).toMatchObject([{ reason }]);
      const last = it.run(it.taskOf({ spent: { 'not-found': HOUR, [reason]: DAY } }));
      await expect(last).rejects.toThrow('did not become readable');
    },
  );

  it('is given up in time where no list can be read either, and whoever asked is told', async () => {
    const it = router();
    const lastSeen = { ...it.connection(), tags: [] };
    it.network.entries.push(...bothMade());
    it.cloud.connections.clear();
    it.cloud.fail('list', apiError('ServiceUnavailable', 503));
    await it.route({ ...asking('both'), lastSeen }, 2 * HOUR);
    expect(codesOf(it.last())).toEqual(['ConnectionGone']);
    expect(it.enqueued('routes').some(({ purpose }) => purpose === 'cleanup')).toBe(false);
    expect(it.leading()).toEqual(BOTH);
  });

  it('is given up where no look shows it, and whoever asked is told of the last look', async () => {
    const it = router();
    it.cloud.connections.clear();
    await it.route({ ...asking('both'), lastSeen: { name: 'orders', regionId: 'cn-hangzhou' } });
    expect(codesOf(it.last())).toEqual(['ConnectionGone']);
    expect(it.last()?.data).toMatchObject({ connection: { instanceId: PCC, name: 'orders' } });
    expect(it.ctx.clock.now() - START).toBeLessThan(LONG + 2 * MINUTE);
  });

  it('is looked at again after trouble', async () => {
    const it = router();
    it.cloud.fail('get', apiError('ServiceUnavailable', 503), 2);
    await it.route();
    expect(said(it.last())[0]).toBe('Ready');
  });

  it('is waited for while it shows no ranges, for some minutes', async () => {
    const bare = { vpcId: 'vpc-b', ipv4Cidrs: [], ipv6Cidrs: [] };
    const it = router({ connection: { acceptingVpc: bare } });
    await it.run(it.taskOf());
    expect(it.events).toEqual([]);
    expect(it.waiting()).toMatchObject([{ reason: 'pending' }]);
    it.cloud.set(PCC, { acceptingVpc: { ...bare, ipv4Cidrs: ['10.2.0.0/16'] } });
    await it.live();
    expect(said(it.last())).toHaveLength(3);
  });

  it('gets what routes it can where it never shows ranges', async () => {
    const bare = { vpcId: 'vpc-b', ipv4Cidrs: [], ipv6Cidrs: [] };
    const it = router({ connection: { acceptingVpc: bare } });
    await it.route({}, HOUR);
    expect(it.leading()).toEqual([BOTH[1]]);
    expect(it.events.map((each) => said(each)[0])).toEqual(['Partial']);
    it.cloud.set(PCC, { acceptingVpc: { ...bare, ipv4Cidrs: ['10.2.0.0/16'] } });
    await it.live(2 * HOUR);
    expect(it.events.map((each) => said(each)[0])).toEqual(['Partial', 'Ready']);
  });

  it('gets those of the request that made it, where nobody can read what is wanted', async () => {
    const it = router({ connection: unreadable });
    await it.route({ wanted: 'requester' });
    expect(it.leading()).toEqual([BOTH[0]]);
  });
});

describe('routes that a request asks for', () => {
  it('count once the tags show them', async () => {
    const it = router({ routes: 'none' });
    await it.run(it.taskOf(asking('both')));
    expect(it.waiting()).toMatchObject([{ reason: 'pending' }]);
    it.cloud.set(PCC, { tags: ourTags('order-1', 'Activated', { routes: 'both' }) });
    await it.live();
    expect(said(it.last())[0]).toBe('Ready');
    expect(it.last()?.data).toMatchObject({ requestId: 'order-2' });
  });

  it('are those of a later request, where the tags never show them', async () => {
    const it = router({ routes: 'requester' });
    await it.route(asking('both'));
    expect(it.leading()).toEqual([BOTH[0]]);
    expect(said(it.last())[0]).toBe('Ready');
  });

  it('are made where no tag can say so', async () => {
    const it = router({ isTagged: false });
    await it.route(asking('both'));
    expect(it.leading()).toEqual(BOTH);
  });

  it('may be fewer: entries of ours of the other side are removed, those of others stay', async () => {
    const it = router({ routes: 'requester' });
    const byHand = entry('vtb-b', '10.7.0.0/16', {
      nextHops: [{ nextHopId: PCC, nextHopType: 'VpcPeer' }],
    });
    it.network.entries.push(...bothMade(), byHand);
    await it.route(asking('requester'));
    expect(it.leading()).toEqual([BOTH[0], 'vtb-b 10.7.0.0/16']);
    expect(said(it.last())).toEqual([
      'Ready',
      'vtb-a 10.2.0.0/16 created',
      'vtb-b 10.1.0.0/16 removed',
    ]);
  });

  it('leave the other side alone where nobody asked for fewer', async () => {
    const it = router({ routes: 'requester' });
    it.network.entries.push(...bothMade());
    await it.route();
    expect(it.leading()).toEqual(BOTH);
  });

  it('may be none: entries of ours are removed, and announced as Removed', async () => {
    const it = router({ routes: 'none' });
    it.network.entries.push(...bothMade());
    await it.route(asking('none'));
    expect(it.leading()).toEqual([]);
    expect(said(it.last())).toEqual([
      'Removed',
      'vtb-a 10.2.0.0/16 removed',
      'vtb-b 10.1.0.0/16 removed',
    ]);
    expect(it.last()?.data).toMatchObject({ requestId: 'order-2', action: 'modify' });
  });

  it('remove entries of ours in tables that get none, and for ranges that are lost', async () => {
    const it = router();
    it.network.tables.set('vpc-a', [table('vtb-a'), table('vtb-idle', { vSwitchIds: [] })]);
    it.network.entries.push(
      ...bothMade(),
      ourEntry('vtb-idle', '10.2.0.0/16'),
      ourEntry('vtb-a', '10.8.0.0/16'),
    );
    await it.route();
    expect(it.leading()).toHaveLength(4);
    await it.route(asking('both'));
    expect(it.leading()).toEqual(BOTH);
    expect(said(it.last()).filter((each) => each.endsWith('removed'))).toHaveLength(2);
  });

  it('say what was removed whichever run did, where that takes long', async () => {
    const it = router({ routes: 'none' });
    it.network.entries.push(...bothMade());
    it.network.looksUntilSettled = 9;
    await it.run(it.taskOf(asking('none')));
    const removed = [
      { side: 'requester', routeTableIds: ['vtb-a'], destinations: ['10.2.0.0/16'] },
      { side: 'accepter', routeTableIds: ['vtb-b'], destinations: ['10.1.0.0/16'] },
    ];
    expect(it.waiting()).toMatchObject([{ changed: { created: [], removed } }]);
    await it.live();
    expect(said(it.last())).toEqual(['Removed', ...BOTH.map((each) => `${each} removed`)]);
  });

  it('wait while the removal of entries is refused for a reason that passes', async () => {
    const it = router({ routes: 'none' });
    it.network.entries.push(...bothMade());
    it.network.fail('deleteRouteEntries', 'TaskConflict', { times: 4 });
    await it.route(asking('none'));
    expect(it.leading()).toEqual([]);
    expect(said(it.last())[0]).toBe('Removed');
  });

  it('fail where the account may not remove entries', async () => {
    const it = router({ routes: 'none' });
    it.network.entries.push(...bothMade());
    it.network.fail('deleteRouteEntries', 'Forbidden.RAM', { status: 403, id: 'vtb-b' });
    await it.run(it.taskOf(asking('none')));
    expect([said(it.last())[0], codesOf(it.last())]).toEqual(['Failed', ['Forbidden.RAM']]);
    expect(it.leading()).toEqual([BOTH[1]]);
  });

  it('are planned anew where a table goes away between two calls', async () => {
    const it = router({ routes: 'requester' });
    it.network.tables.set('vpc-a', [table('vtb-a'), table('vtb-old')]);
    it.network.entries.push(ourEntry('vtb-old', '10.8.0.0/16'));
    it.network.beforeWrite = () => {
      it.network.tables.set('vpc-a', [table('vtb-a')]);
      it.network.entries = it.network.entries.filter((each) => each.routeTableId === 'vtb-a');
    };
    it.network.fail('deleteRouteEntries', 'InvalidRouteTableId.NotFound', { status: 404 });
    await it.route(asking('requester'));
    expect(said(it.last())).toEqual([
      'Ready',
      'vtb-a 10.2.0.0/16 created',
      'vtb-old 10.8.0.0/16 removed',
    ]);
  });

  it('fail where the API keeps entries that are to go', async () => {
    const it = router({ routes: 'none' });
    it.network.entries.push(...bothMade());
    it.network.refusedDeletes.set('10.1.0.0/16', 'OperationDenied.DeleteManagedRouteEntry');
    await it.route(asking('none'));
    expect(it.leading()).toEqual([BOTH[1]]);
    expect(said(it.last())).toEqual([
      'Failed',
      'vtb-b 10.1.0.0/16 failed',
      'vtb-a 10.2.0.0/16 removed',
    ]);
    expect(codesOf(it.last())).toEqual(['OperationDenied.DeleteManagedRouteEntry']);
  });

  it('go but for one that the API keeps, however many there are', async () => {
    const it = router({ routes: 'none' });
    const many = Array.from({ length: 120 }, (_, at) => ourEntry('vtb-a', `10.${at}.0.0/16`));
    it.network.entries.push(...many);
    it.network.refusedDeletes.set('10.7.0.0/16', 'OperationDenied.DeleteManagedRouteEntry');
    await it.route(asking('none'));
    expect(it.leading()).toEqual(['vtb-a 10.7.0.0/16']);
    expect(it.writes().filter((each) => each.includes('10.7.0.0/16'))).toHaveLength(1);
    expect(said(it.last()).slice(0, 2)).toEqual(['Failed', 'vtb-a 10.7.0.0/16 failed']);
    expect(it.last()?.data).toMatchObject({ planCounts: { failed: 1, removed: 119 } });
    expect(codesOf(it.last())).toEqual(['OperationDenied.DeleteManagedRouteEntry']);
  });

  it('fail where entries that are to go never do', async () => {
    const it = router({ routes: 'none' });
    it.network.entries.push(...bothMade().slice(0, 1));
    it.network.looksUntilSettled = Number.POSITIVE_INFINITY;
    await it.route(asking('none'));
    expect(said(it.last())).toEqual(['Failed', 'vtb-a 10.2.0.0/16 failed']);
    expect(codesOf(it.last())).toEqual(['IncorrectRouteEntryStatus']);
  });

  it('say which side could not be looked at', async () => {
    const it = router({ routes: 'requester' });
    it.network.fail('routeTables', 'Forbidden.RAM', { status: 403, id: 'vpc-b' });
    await it.route(asking('requester'));
    expect(said(it.last())).toEqual(['Ready', 'vtb-a 10.2.0.0/16 created']);
    expect(codesOf(it.last())).toEqual(['UnreadRoutes']);
  });

  it('wait for what is wanted by then, where that changes meanwhile', async () => {
    const it = router();
    it.network.beforeWrite = () =>
      it.cloud.set(PCC, { tags: ourTags('order-1', 'Activated', { routes: 'requester' }) });
    await it.route(asking('both'), MINUTE);
    expect(it.events).toEqual([]);
    it.network.beforeWrite = () => {};
    await it.live();
    expect(it.events).toHaveLength(1);
    expect(said(it.last())[0]).toBe('Ready');
    expect(it.leading()).toEqual([BOTH[0]]);
  });

  it('are announced only by a run that made them in whole, though the tags change to and fro', async () => {
    const it = router();
    const say = (routes: Choice) =>
      it.cloud.set(PCC, { tags: ourTags('order-1', 'Activated', { routes }) });
    it.network.entries.push(ourEntry('vtb-a', '10.8.0.0/16'));
    it.network.beforeWrite = () => {
      it.network.beforeWrite = () => {};
      say('requester');
      it.cloud.after('get', () => say('both'));
    };
    await it.route(asking('both'));
    expect(it.events.map((each) => said(each)[0])).toEqual(['Ready']);
    expect(it.leading()).toEqual(BOTH);
  });

  it.each<[Choice, readonly string[], readonly string[]]>([
    ['none', [], ['Removed', 'vtb-a 10.2.0.0/16 removed', 'vtb-b 10.1.0.0/16 removed']],
    [
      'requester',
      [BOTH[0] ?? ''],
      ['Ready', 'vtb-a 10.2.0.0/16 created', 'vtb-b 10.1.0.0/16 removed'],
    ],
  ])(
    'are taken away where %s are wanted before those of the create are written: whoever asked may have looked before',
    async (routes, left, told) => {
      const it = router();
      it.network.beforeWrite = () =>
        it.cloud.set(PCC, { tags: ourTags('order-1', 'Activated', { routes }) });
      await it.route({ wanted: 'both' });
      expect(it.leading()).toEqual(left);
      expect(it.events.map(said)).toEqual([told]);
    },
  );

  it('are taken away by the repetition of a run that died while it made those of the create', async () => {
    const it = router({ routes: 'none' });
    it.network.entries.push(...bothMade());
    await it.route({ wanted: 'both' });
    expect(it.leading()).toEqual([]);
    expect(said(it.last())[0]).toBe('Removed');
  });

  it('are made again by that repetition where they are wanted again while it takes them away', async () => {
    const it = router({ routes: 'none' });
    it.network.entries.push(...bothMade());
    it.network.beforeWrite = () =>
      it.cloud.set(PCC, { tags: ourTags('order-1', 'Activated', { routes: 'both' }) });
    await it.route({ wanted: 'both' });
    expect(it.leading()).toEqual(BOTH);
    expect(it.events.map((each) => said(each)[0])).toEqual(['Ready']);
  });

  it.each([{}, { settings: noRoutes() }])(
    'end unannounced where nobody asked and none are wanted by now, nor there: %o',
    async (more) => {
      const it = router({ routes: 'none', ...more });
      await it.route({ wanted: 'both' });
      expect([it.events, it.writes()]).toEqual([[], []]);
    },
  );

  it('fail where the connection goes meanwhile, say how it is by then, and leave no entry', async () => {
    const it = router();
    it.network.beforeWrite = () => it.cloud.set(PCC, { status: 'Deleting' });
    await it.route(asking('both'));
    const failed = it.events.find(({ type }) => type === 'peerflow:Routes:Failed');
    expect(said(it.last())[0]).toBe('Removed');
    expect(codesOf(failed)).toEqual(['ConnectionGone']);
    expect(failed?.data).toMatchObject({
      connection: { status: 'Deleting' },
      failure: { message: expect.stringContaining('which is Deleting') },
    });
  });

  it.each([
    ['is forgotten by the API', (it: Router) => it.cloud.connections.clear()],
    ['is on its way out', (it: Router) => it.cloud.set(PCC, { status: 'Deleting' })],
  ])(
    'are cleaned up where the connection is deleted while they are made and %s, though nobody asked',
    async (_, go) => {
      const it = router();
      it.network.beforeWrite = () => {
        it.network.beforeWrite = () => {};
        go(it);
      };
      await it.run(it.taskOf());
      expect(it.leading()).not.toEqual([]);
      await it.live();
      expect(it.leading()).toEqual([]);
      expect(it.events.map((each) => said(each)[0])).toEqual(['Removed']);
    },
  );

  it('wait for the end of a connection that was deleted meanwhile', async () => {
    const it = router({ routes: 'requester' });
    it.network.beforeWrite = () => it.cloud.set(PCC, { status: 'Deleting' });
    await it.run(it.taskOf());
    expect(it.waiting()).toMatchObject([{ reason: 'pending', lastSeen: { tags: [] } }]);
  });

  it('end unannounced where the connection was deleted meanwhile and none were made', async () => {
    const it = router();
    it.network.entries.push(...bothMade());
    it.cloud.after('get', () => it.cloud.connections.clear());
    await it.route();
    expect([it.events, it.waiting(), it.writes()]).toEqual([[], [], []]);
  });

  it.each([
    ['stay', 'is still listed', 503, BOTH],
    ['stay', 'is still listed, though no look finds it', 404, BOTH],
    ['go', 'is listed no more', 404, []],
  ] as const)(
    '%s once made, where the connection cannot be read and %s (%i)',
    async (_, where, status, left) => {
      const it = router();
      it.network.entries.push(...bothMade());
      const lastSeen = { ...it.connection(), tags: [] };
      const created = [
        { side: 'requester' as const, routeTableIds: ['vtb-a'], destinations: ['10.2.0.0/16'] },
      ];
      if (where === 'is listed no more') it.cloud.connections.clear();
      const code = status === 404 ? 'ResourceNotFound.InstanceId' : 'ServiceUnavailable';
      it.cloud.fail('get', apiError(code, status));
      await it.route({ ...asking('both'), lastSeen, changed: { created, removed: [] } });
      expect(codesOf(it.events.find(({ type }) => type === 'peerflow:Routes:Failed'))).toEqual([
        'ConnectionGone',
      ]);
      expect(it.leading()).toEqual(left);
    },
  );
});

describe('routes that are Partial', () => {
  const handedOver = () => router({ connection: crossAccount, accessError: [OTHER] });
  const partials = (it: ReturnType<typeof router>) =>
    it.events.filter(({ type }) => type === 'peerflow:Routes:Partial');

  it('are announced with what is left for others', async () => {
    const it = handedOver();
    await it.run(it.taskOf());
    expect(said(it.last())).toEqual([
      'Partial',
      'undefined 10.1.0.0/16 handed-over',
      'vtb-a 10.2.0.0/16 created',
    ]);
    expect(codesOf(it.last())).toEqual(['RoutesHandedOver']);
  });

  it('are checked after five minutes, then after twice as long, at most an hour apart', async () => {
    const it = handedOver();
    await it.run(it.taskOf());
    const waits: number[] = [];
    for (let at = 0; at < 6; at++) {
      const [next] = it.waiting();
      if (!next) break;
      waits.push((next.due - it.ctx.clock.now()) / MINUTE);
      await it.live(next.due - it.ctx.clock.now());
    }
    const [first = 0, second = 0, ...later] = waits;
    expect(first).toBeGreaterThanOrEqual(3.75);
    expect(first).toBeLessThanOrEqual(6.25);
    expect(second).toBeGreaterThanOrEqual(7.5);
    expect(second).toBeLessThanOrEqual(12.5);
    expect(later).toHaveLength(4);
    expect(Math.max(...later)).toBeLessThanOrEqual(60);
    expect(Math.max(...later)).toBeGreaterThan(40);
  });

  it('are announced once while the same is left, whatever the looks', async () => {
    const it = handedOver();
    await it.route({}, DAY);
    expect(partials(it)).toHaveLength(1);
    expect(it.waiting()).toHaveLength(1);
  });

  it('are announced anew where something else is left', async () => {
    const it = router();
    it.network.entries.push(...bothMade(), entry('vtb-a', '10.2.7.0/24'));
    await it.route({}, HOUR);
    expect(partials(it)).toHaveLength(1);
    it.network.entries.push(entry('vtb-b', '10.1.7.0/24'));
    await it.live(2 * HOUR);
    expect(partials(it)).toHaveLength(2);
  });

  it('are Failed once something else stands where a part led elsewhere', async () => {
    const it = router();
    it.network.entries.push(...bothMade(), entry('vtb-a', '10.2.7.0/24'));
    await it.route({}, HOUR);
    it.network.entries = [...bothMade().slice(1), entry('vtb-a', '10.2.0.0/16')];
    await it.live(2 * HOUR);
    expect(it.events.map((each) => said(each)[0])).toEqual(['Partial', 'Failed']);
  });

  it('wait for no options in their later checks: a request whose options never show has waited for them', async () => {
    const it = router({ routes: 'none' });
    await it.run(it.taskOf({ ...asking('both'), partial: '0'.repeat(16) }));
    expect(it.waiting().filter(({ reason }) => reason === 'pending')).toEqual([]);
  });

  it('wait for no read in their later checks', async () => {
    const it = router();
    it.network.fail('routeTables', 'ServiceUnavailable', { status: 503, id: 'vpc-b' });
    await it.run(it.taskOf());
    while (it.events.length === 0) await it.step();
    await it.step();
    expect(it.waiting()).toMatchObject([{ checks: 1, tries: 0 }]);
  });

  it('are Ready once the rest is there', async () => {
    const it = router();
    it.network.entries.push(entry('vtb-a', '10.2.7.0/24'));
    await it.route({}, HOUR);
    expect(said(it.last())[0]).toBe('Partial');
    it.network.entries = it.network.entries.filter(
      ({ destinationCidrBlock }) => destinationCidrBlock !== '10.2.7.0/24',
    );
    await it.live(2 * HOUR);
    expect(said(it.last())[0]).toBe('Ready');
    expect(it.waiting()).toEqual([]);
  });

  it('are announced without a side whose reads are refused as busy for hours', async () => {
    const it = router();
    it.network.fail('routeTables', 'TaskConflict', { id: 'vpc-b' });
    await it.route({}, 8 * HOUR);
    expect(said(it.events[0])[0]).toBe('Partial');
    expect(codesOf(it.events[0])).toEqual(['UnreadRoutes']);
  });

  it('are announced without a side that cannot be read for minutes', async () => {
    const it = router();
    it.network.fail('routeTables', 'ServiceUnavailable', { status: 503, id: 'vpc-b' });
    await it.route({}, 5 * MINUTE);
    expect(it.events).toEqual([]);
    await it.live(25 * MINUTE);
    expect(said(it.last())).toEqual([
      'Partial',
      'undefined 10.1.0.0/16 unread',
      'vtb-a 10.2.0.0/16 created',
    ]);
    expect(codesOf(it.last())).toEqual(['UnreadRoutes']);
    it.network.heal('routeTables');
    await it.live(2 * HOUR);
    expect(said(it.last())[0]).toBe('Ready');
    expect(it.leading()).toEqual(BOTH);
  });

  it('are checked no more after some days', async () => {
    const it = handedOver();
    await it.route({}, 40 * DAY);
    expect(it.waiting()).toEqual([]);
    expect(partials(it)).toHaveLength(1);
  });
});

describe('entries of ours whose connection is gone', () => {
  it('are replaced: they are removed first', async () => {
    const it = router();
    it.cloud.put({ ...it.connection(), instanceId: 'pcc-old', status: 'Deleted' });
    it.network.entries.push(...bothMade('pcc-old'));
    await it.route();
    expect(it.network.leadingTo('pcc-old')).toEqual([]);
    expect(it.leading()).toEqual(BOTH);
    expect(said(it.last())[0]).toBe('Ready');
  });

  it('cost one look at it, however often the tables are looked at', async () => {
    const it = router({ routes: 'requester' });
    it.cloud.put({ ...it.connection(), instanceId: 'pcc-old' });
    it.network.entries.push(ourEntry('vtb-a', '10.9.0.0/16', hopTo('pcc-old', '10.9.0.0/16')));
    await it.route();
    expect(it.leading()).toEqual([BOTH[0]]);
    expect(it.journal.filter((each) => each === 'get pcc-old')).toHaveLength(1);
  });

  it('are in the way while it is there', async () => {
    const it = router();
    it.cloud.put({ ...it.connection(), instanceId: 'pcc-old' });
    it.network.entries.push(...bothMade('pcc-old'));
    await it.route();
    expect(it.network.leadingTo('pcc-old')).toEqual(BOTH);
    expect(codesOf(it.last())).toEqual(['RouteConflict']);
  });
});
