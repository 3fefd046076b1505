import { describe, expect, it } from 'vitest';
import type { Connection } from '../../../../lib/peering/model/connection.ts';
import { enqueueRemoval } from '../../../../lib/peering/routes/removal/request.ts';
import { apiError } from '../../support/context.ts';
import { ourTags } from '../../support/engine.ts';
import {
  BOTH,
  bothMade,
  codesOf,
  crossAccount,
  MINUTE,
  OTHER,
  type Router,
  type RouterOptions,
  requestOf,
  router,
  said,
} from './router.ts';
import { entry, hopTo, ourEntry, PCC, table } from './samples.ts';

const HOUR = 60 * MINUTE;
const BLOCKED = 'OperationDenied.RouteEntryExist';
const over = { nextHops: [{ nextHopId: PCC, nextHopType: 'VpcPeer' }] };

/** A connection with its routes. */
const routed = (options: RouterOptions = {}) => {
  const it = router(options);
  it.network.entries.push(...bothMade());
  return it;
};

const ask = (it: Router, requestId = 'delete-1', seen: Connection = it.connection()) =>
  enqueueRemoval(it.ctx, seen, {
    ...requestOf(requestId),
    request: { action: 'delete', instanceId: PCC, dryRun: false, force: false },
  });

const remove = async (it: Router, ms?: number): Promise<void> => {
  await ask(it);
  await it.live(ms);
};

/** What changes something, in order; writes of entries and the calls on the connection. */
const effects = (it: Router) => it.journal.filter((each) => /^(create|delete|try)/.test(each));
const CUT = ['delete vtb-b 10.1.0.0/16', 'delete vtb-a 10.2.0.0/16'];
const TRIED = ['delete dry', 'try vtb-a 10.2.0.0/16', 'try vtb-b 10.1.0.0/16'];

const guardsOf = (it: Router) => it.waiting().filter(({ removal }) => removal?.phase === 'guard');

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
      instanceId: PCC,
    });
    expect(watch).not.toHaveProperty('isLeaving');
    expect(others).toEqual([]);
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
    it.network.fail('routeTables', 'Forbidden.RAM', { status: 403, id: 'vpc-b' });
    await remove(it);
    expect(it.connection().status).toBe('Deleting');
  });

  it('with the connection as it was seen, and no look afterwards', async () => {
    const it = routed();
    it.cloud.fail('delete', apiError('OperationDenied.VpcPeerExistRoute'));
    await ask(it);
    await it.step();
    it.cloud.set(PCC, { name: 'renamed' });
    await it.live(MINUTE);
    expect(it.last()?.data).toMatchObject({ connection: { name: 'renamed' } });
    expect(it.waiting().map(({ removal }) => removal?.phase)).not.toContain('verify');
  });

  it('where there are more entries than a task records', async () => {
    const it = routed();
    for (let at = 0; at < 4_000; at++)
      it.network.entries.push(ourEntry('vtb-a', `172.${16 + (at >> 8)}.${at & 255}.0/24`));
    await remove(it);
    expectRefused(it, 'RouteConflict');
  });
});

describe('a delete with routes that has to wait', () => {
  it.each(['Creating', 'Updating'] as const)('does so while it is %s', async (status) => {
    const it = routed({ connection: { status } });
    await ask(it);
    await it.live(5_000);
    expect(effects(it)).toEqual([]);
    it.cloud.set(PCC, { status: 'Activated' });
    await it.live();
    expect(it.connection().status).toBe('Deleting');
  });

  it('does so through trouble of any look, call or read', async () => {
    const it = routed();
    it.cloud.fail('get', apiError('ServiceUnavailable', 503), 1);
    await ask(it);
    await it.step();
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

  it('only follows a connection that is leaving already', async () => {
    const it = routed({ connection: { status: 'Deleting' } });
    await remove(it);
    expect([effects(it), it.events]).toEqual([[], []]);
    expect(it.enqueued('watch')).toMatchObject([{ isLeaving: true, requestId: 'delete-1' }]);
  });

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

  it('looks anew where entries were made after it recorded them', async () => {
    const it = routed();
    await ask(it);
    await it.step();
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
    const it = routed();
    await ask(it);
    await it.step();
    it.network.entries.push(entry('vtb-a', '10.7.0.0/16', over));
    await it.live();
    expect(codesOf(it.last())).toEqual([BLOCKED, 'RouteNotOurs']);
    expect(it.leading()).toEqual([BOTH[0], 'vtb-a 10.7.0.0/16', BOTH[1]].sort());
  });
});

describe('a delete with routes that is refused after they were taken away', () => {
  const refusing = async (it: Router, code = 'OperationDenied.Locked', status = 400) => {
    await ask(it);
    await it.step();
    it.cloud.fail('delete', apiError(code, status));
    await it.live();
  };

  it('puts every entry back, and says so', async () => {
    const it = routed();
    await refusing(it);
    expect(it.leading()).toEqual(BOTH);
    expect(it.types()).toEqual(['Failed']);
    expect(codesOf(it.last())).toEqual(['OperationDenied.Locked', 'RoutesRestored']);
    expect(it.last()?.data).toMatchObject({
      findings: [{ severity: 'info', pointer: '/instanceId', evidence: { count: 2 } }],
    });
  });

  it('puts back those of tables that get none by now, and within an own vSwitch', async () => {
    const it = routed();
    it.network.entries.push(ourEntry('vtb-idle', '10.2.0.0/16'));
    it.network.tables.set('vpc-a', [table('vtb-a'), table('vtb-idle', { vSwitchIds: [] })]);
    it.network.vSwitches.set('vpc-b', [{ vSwitchId: 'vsw-b', cidrBlock: '10.1.0.0/16' }]);
    await refusing(it);
    expect(it.leading()).toEqual([
      'vtb-a 10.2.0.0/16',
      'vtb-b 10.1.0.0/16',
      'vtb-idle 10.2.0.0/16',
    ]);
    expect(codesOf(it.last())).toEqual(['OperationDenied.Locked', 'RoutesRestored']);
  });

  it('says which entries could not be put back', async () => {
    const it = routed();
    it.network.refusedCreates.set('10.1.0.0/16', 'QuotaExceeded');
    await refusing(it);
    expect(it.leading()).toEqual([BOTH[0]]);
    expect(codesOf(it.last())).toEqual(['OperationDenied.Locked', 'RoutesNotRestored']);
    expect(it.last()?.data).toMatchObject({
      findings: [
        {
          severity: 'error',
          pointer: '/instanceId',
          evidence: {
            count: 1,
            entries: [{ routeTableId: 'vtb-b', destinationCidrBlock: '10.1.0.0/16' }],
          },
        },
      ],
    });
  });

  it('looks once more two minutes later, and puts back what is missing again', async () => {
    const it = routed();
    await ask(it);
    await it.step();
    it.cloud.fail('delete', apiError('OperationDenied.Locked'));
    await it.live(MINUTE);
    expect(it.waiting().map(({ removal }) => removal?.phase)).toContain('verify');
    it.network.entries = [];
    await it.live();
    expect(it.leading()).toEqual(BOTH);
    expect(it.events).toHaveLength(1);
  });

  it('puts back nothing more once the connection is on its way out', async () => {
    const it = routed();
    await ask(it);
    await it.step();
    it.cloud.fail('delete', apiError('OperationDenied.Locked'));
    await it.live(MINUTE);
    it.network.entries = [];
    it.cloud.set(PCC, { status: 'Deleting' });
    await it.live();
    expect(it.leading()).toEqual([]);
  });

  it('looks once more also after trouble', async () => {
    const it = routed();
    await ask(it);
    await it.step();
    it.cloud.fail('delete', apiError('OperationDenied.Locked'));
    await it.live(MINUTE);
    it.network.entries = [];
    it.cloud.fail('get', apiError('ServiceUnavailable', 503), 1);
    await it.live();
    expect(it.leading()).toEqual(BOTH);
  });

  it.each([
    ['after trouble it is concluded by what is seen', 'trouble', ['Failed']],
    ['gone by then, its entries are Removed', 'gone', ['Routes:Removed']],
    ['leaving by then, its entries are Removed', 'leaving', ['Routes:Removed']],
  ])('%s', async (_, how, types) => {
    const it = routed();
    await ask(it);
    await it.step();
    it.cloud.fail('delete', apiError('OperationDenied.Locked'));
    await it.step();
    expect(it.leading()).toEqual([]);
    const watches = it.enqueued('watch').length;
    if (how === 'trouble') it.cloud.fail('get', apiError('ServiceUnavailable', 503), 2);
    if (how === 'gone') it.cloud.connections.clear();
    if (how === 'leaving') it.cloud.set(PCC, { status: 'Deleting' });
    await it.live();
    expect(it.types()).toEqual(types);
    expect(it.leading()).toEqual(how === 'trouble' ? BOTH : []);
    expect(it.enqueued('watch').slice(watches)).toMatchObject(
      how === 'leaving' ? [{ isLeaving: true }] : [],
    );
  });

  it('does not put back what somebody gave up meanwhile', async () => {
    const it = routed();
    await ask(it);
    await it.step();
    it.cloud.fail('delete', apiError('OperationDenied.Locked'));
    it.network.beforeWrite = () => {
      it.cloud.set(PCC, { tags: ourTags('order-1', 'Activated', { routes: 'requester' }) });
    };
    await it.live();
    expect(it.leading()).toEqual([BOTH[0]]);
  });

  it('calls again while the API is in trouble, and puts back after five minutes at most', async () => {
    const it = routed();
    const cutAt: number[] = [];
    it.network.beforeWrite = () => cutAt.push(it.ctx.clock.now());
    await refusing(it, 'ServiceUnavailable', 503);
    expect(it.leading()).toEqual(BOTH);
    expect(it.last()?.data).toMatchObject({
      failure: { code: 'ServiceUnavailable', retryable: true },
    });
    expect(it.journal.filter((each) => each === 'delete').length).toBeGreaterThan(3);
    const [first = 0, , back = 0] = cutAt;
    expect(back - first).toBeLessThanOrEqual(6 * MINUTE);
  });

  it('is taken in the end where trouble passes in time', async () => {
    const it = routed();
    await ask(it);
    await it.step();
    it.cloud.fail('delete', apiError('ServiceUnavailable', 503), 3);
    await it.live();
    expect(it.types()).toEqual(['Routes:Removed']);
    expect(it.enqueued('watch')).toHaveLength(1);
  });

  it('is taken where the API says so only by what it shows', async () => {
    const it = routed();
    await ask(it);
    await it.step();
    it.cloud.lose('delete', apiError('OperationDenied.Locked'));
    await it.live();
    expect(it.types()).toEqual(['Routes:Removed']);
    expect(it.enqueued('watch')).toHaveLength(1);
    expect(it.leading()).toEqual([]);
  });

  it('takes entries away once more that came between, up to three times, and begins anew once', async () => {
    const it = routed();
    await ask(it);
    await it.step();
    it.cloud.fail('delete', apiError(BLOCKED), 2);
    await it.live();
    expect(it.types()).toEqual(['Routes:Removed']);
    const other = routed();
    await refusing(other, BLOCKED);
    expect(codesOf(other.last())).toEqual([BLOCKED, 'RoutesRestored']);
    expect(other.journal.filter((each) => each === 'delete')).toHaveLength(8);
    expect(other.journal.filter((each) => each === 'delete dry')).toHaveLength(2);
    expect(other.leading()).toEqual(BOTH);
  });

  it('puts back where an entry of somebody else appears meanwhile', async () => {
    const it = routed();
    it.network.beforeWrite = () => {
      it.network.beforeWrite = () => {};
      it.network.entries.push(entry('vtb-b', '10.7.0.0/16', over));
    };
    await remove(it);
    expect(it.leading()).toEqual([...BOTH, 'vtb-b 10.7.0.0/16'].sort());
    expect(codesOf(it.last())).toEqual([BLOCKED, 'RoutesRestored', 'RouteNotOurs']);
    expect(effects(it)).not.toContain('delete');
  });

  it('puts back the other side where ours cannot be cut', async () => {
    const it = routed();
    await ask(it);
    await it.step();
    it.network.refusedDeletes.set('10.2.0.0/16', 'OperationDenied.DeleteManagedRouteEntry');
    await it.live();
    expect(it.leading()).toEqual(BOTH);
    expect(codesOf(it.last())[0]).toBe('OperationDenied.DeleteManagedRouteEntry');
    expect(effects(it)).not.toContain('delete');
  });
});

describe('a delete with routes that meets the router still making them', () => {
  it('begins anew with a look that records them all, and is taken', async () => {
    const it = router();
    await ask(it);
    await it.step();
    // Nothing was recorded; the API knows of entries as long as there are some.
    it.cloud.fail('delete', apiError(BLOCKED), 4);
    await it.step();
    it.network.entries.push(...bothMade());
    await it.live();
    expect(it.types()).toEqual(['Routes:Removed']);
    expect(said(it.last())).toHaveLength(3);
    expect(it.leading()).toEqual([]);
  });
});

describe('a delete with routes that cannot put back what it took away', () => {
  it('says so, and does not begin anew', async () => {
    const it = routed();
    it.network.refusedCreates.set('10.1.0.0/16', 'QuotaExceeded');
    it.network.beforeWrite = () => {
      it.network.beforeWrite = () => {};
      it.network.entries.push(entry('vtb-b', '10.7.0.0/16', over));
    };
    await remove(it);
    expect(it.leading()).toEqual([BOTH[0], 'vtb-b 10.7.0.0/16']);
    expect(codesOf(it.last())).toEqual([BLOCKED, 'RoutesNotRestored']);
    expect(it.events).toHaveLength(1);
  });
});

describe('two deletes with routes of one connection', () => {
  it('take their turns: the second begins once the first has put back what it took', async () => {
    const it = routed();
    await ask(it, 'delete-1');
    await it.step();
    it.cloud.fail('delete', apiError('OperationDenied.Locked'), 1);
    await it.live(MINUTE);
    expect(codesOf(it.last())).toEqual(['OperationDenied.Locked', 'RoutesRestored']);
    await ask(it, 'delete-2');
    await it.live(MINUTE);
    expect(it.leading()).toEqual(BOTH);
    await it.live(HOUR);
    expect(it.types()).toEqual(['Failed', 'Routes:Removed']);
    expect(it.last()?.data).toMatchObject({ requestId: 'delete-2' });
  });
});

describe('a delete with routes whose run dies', () => {
  /** Entries are away, and the run died when it called Delete, before the API took that or after. */
  const dying = async (isTaken = false) => {
    const it = routed();
    await ask(it);
    await it.step();
    it.cloud[isTaken ? 'lose' : 'fail']('delete', new Error('killed'), 1);
    await expect(it.step()).rejects.toThrow('killed');
    expect([it.leading(), it.events]).toEqual([[], []]);
    return it;
  };

  it('is concluded by its guard within minutes: entries are put back, the delete failed', async () => {
    const it = await dying();
    await it.live(6 * MINUTE);
    expect(it.events).toEqual([]);
    await it.live(2 * MINUTE);
    expect(it.leading()).toEqual(BOTH);
    expect(codesOf(it.last())).toEqual(['ServiceUnavailable', 'RoutesRestored']);
    expect(it.last()?.data).toMatchObject({ failure: { retryable: true } });
    await it.live();
    expect(it.events).toHaveLength(1);
  });

  it('is announced as Removed, and followed, where the API took the delete', async () => {
    const it = await dying(true);
    await it.live();
    expect(it.types()).toEqual(['Routes:Removed']);
    expect(it.enqueued('watch').at(-1)).toMatchObject({ isLeaving: true });
  });

  it('goes on as a request where the connection is gone by then', async () => {
    const it = await dying(true);
    it.cloud.connections.clear();
    await it.live();
    expect(it.types()).toEqual(['Routes:Removed']);
    expect(it.enqueued('requests')).toHaveLength(1);
  });

  it('is concluded after trouble, once that passes or lasts too long', async () => {
    const short = await dying();
    short.cloud.fail('get', apiError('ServiceUnavailable', 503), 12);
    await short.live();
    expect(codesOf(short.last())).toEqual(['ServiceUnavailable', 'RoutesRestored']);
    const long = await dying();
    long.cloud.fail('get', apiError('ServiceUnavailable', 503));
    await long.live();
    expect(codesOf(long.last())).toEqual(['ServiceUnavailable']);
    expect(long.last()?.data).toMatchObject({
      connection: { instanceId: PCC, vpc: { vpcId: 'vpc-a' }, tags: [] },
    });
  });

  it('is put back by what it finds, where the role lost its right to look at connections', async () => {
    const it = await dying();
    it.cloud.fail('get', apiError('Forbidden.RAM', 403), 3);
    await it.live();
    expect(it.leading()).toEqual(BOTH);
    expect(it.events).toHaveLength(1);
  });

  it('is not concluded by a guard that comes early', async () => {
    const it = await dying();
    const [guard] = guardsOf(it);
    if (!guard) throw new Error('no guard');
    await it.run(guard);
    expect(it.events).toEqual([]);
    expect(guardsOf(it)).toMatchObject([
      { step: 0, due: guard.due },
      { step: 1, due: guard.due },
    ]);
  });

  it('is concluded once, whatever comes again', async () => {
    const it = await dying();
    const [guard] = guardsOf(it);
    if (!guard) throw new Error('no guard');
    await it.live();
    const { length } = it.journal;
    await it.run(guard);
    await it.live();
    expect(it.journal.slice(length).filter((each) => /^(create|delete|event)/.test(each))).toEqual(
      [],
    );
  });
});

describe('a delete with routes where task ids are ignored', () => {
  const ignoring = () => {
    const it = routed();
    it.switches.ignoresIds = true;
    return it;
  };

  it('is taken all the same', async () => {
    const it = ignoring();
    await remove(it);
    expect(it.types()[0]).toBe('Routes:Removed');
    expect(it.leading()).toEqual([]);
  });

  it('is announced as failed once, with its routes back, whatever its guard sees', async () => {
    const it = ignoring();
    await ask(it);
    await it.step();
    it.cloud.fail('delete', apiError('OperationDenied.Locked'));
    await it.live();
    expect(it.leading()).toEqual(BOTH);
    expect(it.types()).toEqual(['Failed']);
  });

  it('takes nothing away in a run that comes a minute late: it may be a repetition', async () => {
    const it = ignoring();
    await ask(it);
    await it.step();
    const [late] = it.waiting();
    if (!late) throw new Error('nothing waits');
    it.advance(2 * MINUTE);
    await it.run(late);
    expect(it.leading()).toEqual(BOTH);
    expect(it.writes()).toEqual([]);
  });

  it('takes them away in a run that comes a little late', async () => {
    const it = ignoring();
    await ask(it);
    await it.step();
    it.advance(MINUTE / 2);
    await it.step();
    expect(it.leading()).toEqual([]);
  });
});

describe('a connection between two accounts', () => {
  it('is refused a delete while no role leads into the other', async () => {
    const it = routed({ connection: crossAccount, accessError: [OTHER] });
    await remove(it);
    expect(codesOf(it.last())).toEqual(['RouteConflict', 'UnreadRoutes']);
  });
});
