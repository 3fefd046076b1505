import { describe, expect, it } from 'vitest';
import { enqueueRemoval } from '../../../../lib/peering/routes/removal/request.ts';
import { apiError } from '../../support/context.ts';
import {
  ask,
  BLOCKED,
  CUT,
  checked,
  effects,
  inPhase,
  over,
  remove,
  routed,
  TRIED,
  taskIn,
} from './removing.ts';
import {
  BOTH,
  bothMade,
  codesOf,
  crossAccount,
  MINUTE,
  OTHER,
  type Router,
  requestOf,
  router,
  said,
} from './router.ts';
import { entry, hopTo, ourEntry, PCC, table } from './samples.ts';

/** So many tables of one VPC with an entry of ours, under ids as long as a task takes them. */
const addTables = ({ network }: Router, count: number): void => {
  const ids = Array.from({ length: count }, (_, at) => `vtb-${at}`.padEnd(200, '-'));
  network.tables.set(
    'vpc-a',
    ['vtb-a', ...ids].map((id) => table(id)),
  );
  network.entries.push(...ids.map((id) => ourEntry(id, '10.2.0.0/16')));
};

describe('a delete with routes', () => {
  it('takes the entries of both sides away, the other side first, and then deletes', async () => {
    const it = routed();
    await remove(it);
    expect(effects(it)).toEqual([...TRIED, ...CUT, 'delete']);
    expect(it.connection().status).toBe('Deleting');
    expect(said(it.last())).toEqual([
      'Removed',
      'vtb-a 10.2.0.0/16 removed',
      'vtb-b 10.1.0.0/16 removed',
    ]);
    expect(it.last()?.data).toMatchObject({ requestId: 'delete-1', action: 'delete' });
    expect(it.events).toHaveLength(1);
    expect(it.leading()).toEqual([]);
  });

  it('has the end of the connection followed before it calls Delete', async () => {
    const it = routed();
    await remove(it);
    expect(it.journal.indexOf('task watch')).toBeLessThan(it.journal.indexOf('delete'));
    const [watch, ...others] = it.enqueued('watch');
    expect(watch).toMatchObject({
      action: 'delete',
      requestId: 'delete-1',
      ownerRequestId: 'order-1',
      announced: 'Activated',
      instanceId: PCC,
    });
    expect(watch).not.toHaveProperty('isLeaving');
    expect(others).toEqual([]);
  });

  it.each([
    ['some', bothMade()],
    ['none', []],
  ])(
    'has the tables looked at afterwards where %s were there: more may be in the making',
    async (_, entries) => {
      const it = router();
      it.network.entries.push(...entries);
      await remove(it);
      expect(it.enqueued('watch')[0]).toMatchObject({ action: 'delete', leavesRoutes: true });
    },
  );

  it('has the end announced under its own id where nobody knows who made the connection', async () => {
    const it = routed({ isTagged: false });
    await remove(it);
    for (const task of [it.enqueued('routes')[0], it.enqueued('watch')[0]])
      expect(task).toMatchObject({ ownerRequestId: 'delete-1' });
    expect(it.enqueued('watch')[0]).toMatchObject({ announced: 'Requested' });
  });

  it('deletes with one token, of the request, whatever the run', async () => {
    const it = routed();
    it.cloud.fail('delete', apiError('Throttling', 429), 0);
    await remove(it);
    const tokens = it.cloud.inputs
      .filter(({ operation }) => operation === 'delete')
      .map(({ input }) => Object(input));
    expect(tokens.map(({ dryRun }) => dryRun)).toEqual([true, undefined]);
    expect(tokens[0].clientToken).not.toBe(tokens[1].clientToken);
  });

  it('deletes with the token that the request brings, and takes the dry run with another', async () => {
    const it = routed();
    await enqueueRemoval(it.ctx, it.connection(), {
      ...requestOf('delete-1'),
      request: {
        action: 'delete',
        instanceId: PCC,
        dryRun: false,
        force: false,
        clientToken: 'own-token',
      },
    });
    await it.live();
    const tokens = it.cloud.inputs
      .filter(({ operation }) => operation === 'delete')
      .map(({ input }) => Object(input).clientToken);
    expect(tokens).toEqual([expect.not.stringMatching('own-token'), 'own-token']);
  });

  it('leaves entries of ours to another connection alone', async () => {
    const it = routed();
    const other = ourEntry('vtb-a', '10.9.0.0/16', hopTo('pcc-other', '10.9.0.0/16'));
    it.cloud.put({ ...it.connection(), instanceId: 'pcc-other' });
    it.network.entries.push(other);
    await remove(it);
    expect(it.network.entries).toEqual([other]);
  });

  it('takes entries that are Available a while later for gone only then', async () => {
    const it = routed();
    it.network.looksUntilSettled = 3;
    await remove(it);
    expect(effects(it).slice(-3)).toEqual([...CUT, 'delete']);
  });

  it('announces nothing as removed where there was nothing', async () => {
    const it = router();
    await remove(it);
    expect([effects(it), it.events]).toEqual([['delete dry', 'delete'], []]);
    expect(it.connection().status).toBe('Deleting');
  });

  it('records tens of tables before it takes an entry away', async () => {
    const it = router();
    addTables(it, 60);
    await checked(it);
    expect(taskIn(it, 'remove').removal?.removed).toMatchObject([
      { side: 'requester', routeTableIds: { length: 60 }, destinations: ['10.2.0.0/16'] },
    ]);
  });

  it('sent twice takes entries away once', async () => {
    const it = routed();
    await ask(it);
    await ask(it);
    await it.live();
    expect(effects(it).filter((each) => each === CUT[0])).toHaveLength(1);
    expect(it.types()).toEqual(['Routes:Removed']);
  });

  it('leaves no task behind', async () => {
    const it = routed();
    await remove(it);
    expect(it.waiting()).toEqual([]);
  });
});

describe('a delete with routes that is refused before anything is taken away', () => {
  const expectRefused = (it: Router, ...codes: string[]) => {
    expect(codesOf(it.last())).toEqual(codes);
    expect(it.types()).toEqual(['Failed']);
    expect(it.leading()).toEqual(expect.arrayContaining(BOTH));
    expect(it.journal.filter((each) => each.startsWith('delete vtb'))).toEqual([]);
    expect(it.connection().status).toBe('Activated');
    expect(it.last()?.data).toMatchObject({ requestId: 'delete-1', action: 'delete' });
  };

  it('by policy', async () => {
    const policy = [
      { name: 'keep', effect: 'deny' as const, when: { action: ['delete'] } },
      { name: 'all', effect: 'allow' as const, when: {} },
    ];
    const it = routed({ settings: { policy } });
    await remove(it);
    expectRefused(it, 'PolicyDenied');
    expect(effects(it)).toEqual([]);
  });

  it('by the API, of which it asks a dry run', async () => {
    const it = routed();
    it.cloud.fail('delete', apiError('OperationDenied.VpcPeerExistRoute'));
    await remove(it);
    expectRefused(it, 'OperationDenied.VpcPeerExistRoute');
  });

  it('for an entry of somebody else that leads to the connection', async () => {
    const it = routed();
    it.network.entries.push(entry('vtb-a', '10.7.0.0/16', over));
    await remove(it);
    expectRefused(it, BLOCKED, 'RouteNotOurs');
    expect(it.last()?.data).toMatchObject({
      failure: { message: expect.stringContaining('10.7.0.0/16 in vtb-a') },
    });
  });

  it('where no role may delete entries of the other side', async () => {
    const it = routed();
    it.network.fail('deleteRouteEntries', 'Forbidden.RAM', { status: 403, id: 'vtb-b' });
    await remove(it);
    expectRefused(it, 'Forbidden.RAM');
  });

  it.each([
    ['vpc-a', 'accepter'],
    ['vpc-b', 'requester'],
  ])('where routes of %s cannot be read: those of the %s may stay', async (vpc, choice) => {
    const it = routed();
    it.network.fail('routeTables', 'Forbidden.RAM', { status: 403, id: vpc });
    await remove(it);
    expectRefused(it, 'RouteConflict', 'UnreadRoutes');
    expect(it.last()?.data).toMatchObject({
      failure: {
        message: expect.stringContaining(vpc),
        remedy: expect.stringContaining(`routes: "${choice}"`),
      },
    });
  });

  it('where no side can be read, and none may stay', async () => {
    const it = routed();
    it.network.fail('routeTables', 'Forbidden.RAM', { status: 403 });
    await remove(it);
    expectRefused(it, 'RouteConflict', 'UnreadRoutes', 'UnreadRoutes');
    expect(it.last()?.data).toMatchObject({
      failure: {
        message: expect.stringContaining('vpc-a and vpc-b'),
        remedy: expect.stringContaining('routes: "none"'),
      },
    });
  });

  it('but not where the side that cannot be read has no routes of ours', async () => {
    const it = router({ routes: 'requester' });
    it.network.entries.push(...bothMade().slice(0, 1));
    it.network.fail('routeTables', 'Forbidden.RAM', { status: 403, id: 'vpc-b' });
    await remove(it);
    expect(it.writes()).toEqual([CUT[1]]);
    expect(it.connection().status).toBe('Deleting');
  });

  it('with the connection as it was seen, and no look afterwards', async () => {
    const it = routed();
    it.cloud.fail('delete', apiError('OperationDenied.VpcPeerExistRoute'));
    await checked(it);
    it.cloud.set(PCC, { name: 'renamed' });
    await it.live(MINUTE);
    expect(it.last()?.data).toMatchObject({ connection: { name: 'renamed' } });
    expect(it.waiting().map(({ removal }) => removal?.phase)).not.toContain('verify');
  });

  it('where there are more entries than its tasks can carry, also those that put them back', async () => {
    const it = routed();
    addTables(it, 100);
    await remove(it);
    expectRefused(it, 'RouteConflict');
  });

  it('for more entries of somebody else than fit into a task: it says so without them', async () => {
    const it = routed();
    for (let at = 0; at < 50; at++) {
      const routeEntryName = 'x'.repeat(1_000);
      it.network.entries.push(entry('vtb-a', `10.7.${at}.0/24`, { ...over, routeEntryName }));
    }
    await remove(it);
    expectRefused(it, BLOCKED);
  });
});

describe('a delete with routes that has to wait', () => {
  it.each(['Creating', 'Updating'] as const)('does so while it is %s', async (status) => {
    const it = routed({ connection: { status } });
    await ask(it);
    await it.live(5_000);
    expect(effects(it)).toEqual([]);
    expect(it.waiting()).toMatchObject([{ reason: 'conflict', removal: { phase: 'check' } }]);
    it.cloud.set(PCC, { status: 'Activated' });
    await it.live();
    expect(it.connection().status).toBe('Deleting');
  });

  it('does so through trouble of any look, call or read', async () => {
    const it = routed();
    it.cloud.fail('get', apiError('ServiceUnavailable', 503), 1);
    await checked(it);
    it.cloud.fail('delete', apiError('Throttling', 429), 1);
    it.network.fail('routeEntries', 'ServiceUnavailable', { status: 503, times: 25 });
    await it.live();
    expect(it.types()).toEqual(['Routes:Removed']);
  });

  it('fails where trouble outlives its bound, and nothing has changed', async () => {
    const it = routed();
    it.cloud.fail('delete', apiError('ServiceUnavailable', 503));
    await remove(it);
    expect(it.types()).toEqual(['Failed']);
    expect(it.leading()).toEqual(BOTH);
    expect(it.last()?.data).toMatchObject({
      failure: { code: 'ServiceUnavailable', retryable: true },
    });
  });

  it('does so through trouble of the last look before it takes entries away', async () => {
    const it = await checked();
    it.network.fail('routeTables', 'ServiceUnavailable', { status: 503 });
    await it.step();
    expect(inPhase(it, 'remove')).toMatchObject([{ step: 2, reason: 'transient' }]);
    expect(inPhase(it, 'guard')).toEqual([]);
    it.network.heal('routeTables');
    await it.live();
    expect(it.types()).toEqual(['Routes:Removed']);
  });

  it.each(['Deleting', 'Deleted'] as const)(
    'only follows a connection that is %s already',
    async (status) => {
      const it = routed({ connection: { status } });
      await remove(it);
      expect([effects(it), it.events]).toEqual([[], []]);
      expect(it.enqueued('watch')).toMatchObject([{ isLeaving: true, requestId: 'delete-1' }]);
    },
  );

  it('goes on as a request where the connection is gone, and has its entries removed', async () => {
    const it = routed();
    await ask(it);
    it.cloud.connections.clear();
    await it.live();
    expect(it.leading()).toEqual([]);
    expect(said(it.last())).toHaveLength(3);
    expect(it.enqueued('requests')).toMatchObject([
      { items: [{ requestId: 'delete-1', request: { action: 'delete' }, tries: 0 }] },
    ]);
  });

  it('takes no connection for gone that is not found for a moment: its entries stay', async () => {
    const it = routed();
    await ask(it);
    it.cloud.fail('get', apiError('ResourceNotFound.InstanceId', 404), 2);
    await it.step();
    expect(it.waiting()).toMatchObject([{ reason: 'not-found', removal: { phase: 'check' } }]);
    await it.live();
    expect(it.types()).toEqual(['Routes:Removed']);
    expect(it.enqueued('routes').map(({ purpose }) => purpose)).not.toContain('cleanup');
  });

  it('looks anew where one was made for a range in another table', async () => {
    const it = routed();
    it.network.tables.set('vpc-a', [table('vtb-a'), table('vtb-a2')]);
    await checked(it);
    it.network.entries.push(ourEntry('vtb-a2', '10.2.0.0/16'));
    await it.step();
    expect([it.writes(), inPhase(it, 'check').length]).toEqual([[], 1]);
    await it.live();
    expect(said(it.last())).toContain('vtb-a2 10.2.0.0/16 removed');
  });

  it('looks anew where entries were made after it recorded them', async () => {
    const it = await checked();
    it.network.entries.push(ourEntry('vtb-a', '10.8.0.0/16'));
    await it.live();
    expect(effects(it)).toEqual([
      ...TRIED,
      ...TRIED,
      'delete vtb-b 10.1.0.0/16',
      'delete vtb-a 10.2.0.0/16',
      'delete vtb-a 10.8.0.0/16',
      'delete',
    ]);
    expect(said(it.last())).toHaveLength(4);
  });

  it('is refused for an entry of somebody else that came after it recorded them', async () => {
    const it = await checked();
    it.network.entries.push(entry('vtb-a', '10.7.0.0/16', over));
    await it.live();
    expect(codesOf(it.last())).toEqual([BLOCKED, 'RouteNotOurs']);
    expect(it.leading()).toEqual([BOTH[0], 'vtb-a 10.7.0.0/16', BOTH[1]].sort());
  });
});

describe('a connection between two accounts', () => {
  it('is refused a delete while no role leads into the other', async () => {
    const it = routed({ connection: crossAccount, accessError: [OTHER] });
    await remove(it);
    expect(codesOf(it.last())).toEqual(['RouteConflict', 'UnreadRoutes']);
  });
});
