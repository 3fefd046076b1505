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
  type RouterOptions,
  requestOf,
  router,
  said,
} from './router.ts';
import { entry, ourEntry, PCC, table } from './samples.ts';

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
type Choice = NonNullable<RouterOptions['routes']>;

const request = { action: 'modify', instanceId: PCC, dryRun: false } as const;
/** A request for these routes. */
const asking = (routes: Choice, requestId = 'order-2') => ({
  cause: requestId,
  asked: { ...requestOf(requestId), request: { ...request }, routes, origin: { via: 'http' } },
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
    expect(said(it.last())[0]).toBe('Ready');
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

  it('are not made where policy denies them', async () => {
    const it = router({ settings: noRoutes() });
    await it.route();
    expect(it.writes()).toEqual([]);
    expect(codesOf(it.last())).toEqual(['PolicyDenied']);
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
    it.cloud.set(PCC, { status: 'Activated' });
    await it.live();
    expect(said(it.last())[0]).toBe('Ready');
  });

  it.each(['Deleted', 'Rejected', 'Expired'] as const)(
    'gets none once it is %s; whoever asked is told',
    async (status) => {
      const it = router({ connection: { status } });
      await it.route();
      expect(it.events).toEqual([]);
      await it.route(asking('both'));
      expect(said(it.last())).toEqual(['Failed']);
      expect(codesOf(it.last())).toEqual(['ConnectionGone']);
      expect(it.last()?.data).toMatchObject({ requestId: 'order-2' });
    },
  );

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
    expect(it.events.length).toBeGreaterThan(0);
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

  it('fail where the API keeps entries that are to go', async () => {
    const it = router({ routes: 'none' });
    it.network.entries.push(...bothMade());
    it.network.refusedDeletes.set('10.1.0.0/16', 'OperationDenied.DeleteManagedRouteEntry');
    await it.route(asking('none'));
    expect(it.leading()).toEqual([BOTH[1]]);
    expect(said(it.last())).toEqual(['Failed', 'vtb-a 10.2.0.0/16 removed']);
    expect(codesOf(it.last())).toEqual(['OperationDenied.DeleteManagedRouteEntry']);
  });

  it('fail where entries that are to go never do', async () => {
    const it = router({ routes: 'none' });
    it.network.entries.push(...bothMade().slice(0, 1));
    it.network.looksUntilSettled = Number.POSITIVE_INFINITY;
    await it.route(asking('none'));
    expect(said(it.last())).toEqual(['Failed']);
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

  it('end unannounced where nobody asked and what is wanted changes meanwhile', async () => {
    const it = router();
    it.network.beforeWrite = () =>
      it.cloud.set(PCC, { tags: ourTags('order-1', 'Activated', { routes: 'none' }) });
    await it.route();
    expect([it.events, it.waiting()]).toEqual([[], []]);
  });

  it('fail where the connection goes meanwhile', async () => {
    const it = router();
    it.network.beforeWrite = () => it.cloud.set(PCC, { status: 'Deleting' });
    await it.route(asking('both'));
    expect(codesOf(it.last())).toEqual(['ConnectionGone']);
  });
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

  it('are in the way while it is there', async () => {
    const it = router();
    it.cloud.put({ ...it.connection(), instanceId: 'pcc-old' });
    it.network.entries.push(...bothMade('pcc-old'));
    await it.route();
    expect(it.network.leadingTo('pcc-old')).toEqual(BOTH);
    expect(codesOf(it.last())).toEqual(['RouteConflict']);
  });
});
