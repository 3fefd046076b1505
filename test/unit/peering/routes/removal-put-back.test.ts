import { describe, expect, it } from 'vitest';
import { apiError } from '../../support/context.ts';
import { ourTags } from '../../support/engine.ts';
import {
  BLOCKED,
  CUT,
  checked,
  effects,
  inPhase,
  LOCKED,
  over,
  refused,
  remove,
  routed,
  stepTo,
  taskIn,
} from './removing.ts';
import {
  BOTH,
  bothMade,
  codesOf,
  MINUTE,
  type Router,
  type RouterOptions,
  router,
  said,
  unreadable,
} from './router.ts';
import { entry, ourEntry, PCC, table, vSwitch } from './samples.ts';

const HOUR = 60 * MINUTE;
const NOT_FOUND = apiError('ResourceNotFound.InstanceId', 404);
const DOWN = apiError('ServiceUnavailable', 503);

/** Does something before the next write of entries, once. */
const beforeNextWrite = ({ network }: Router, then: () => void): void => {
  network.beforeWrite = () => {
    network.beforeWrite = () => {};
    then();
  };
};

describe('a delete with routes that is refused after they were taken away', () => {
  const backAfter = async (it?: Router, error?: Error): Promise<Router> => {
    const refusing = await refused(it, error);
    await refusing.live();
    return refusing;
  };

  it('puts every entry back, and says so', async () => {
    const it = await backAfter();
    expect(it.leading()).toEqual(BOTH);
    expect(it.types()).toEqual(['Failed']);
    expect(codesOf(it.last())).toEqual([LOCKED, 'RoutesRestored']);
    expect(it.last()?.data).toMatchObject({
      findings: [{ severity: 'info', pointer: '/instanceId', evidence: { count: 2 } }],
    });
  });

  it('puts back those of tables that get none by now, and within an own vSwitch', async () => {
    const it = routed();
    it.network.entries.push(ourEntry('vtb-idle', '10.2.0.0/16'));
    it.network.tables.set('vpc-a', [table('vtb-a'), table('vtb-idle', { vSwitchIds: [] })]);
    it.network.vSwitches.set('vpc-b', [vSwitch('10.1.0.0/16')]);
    await backAfter(it);
    expect(it.leading()).toEqual([...BOTH, 'vtb-idle 10.2.0.0/16']);
    expect(codesOf(it.last())).toEqual([LOCKED, 'RoutesRestored']);
    expect(it.last()?.data).toMatchObject({ findings: [{ evidence: { count: 3 } }] });
  });

  it('puts back exactly what was there: no destination in a table that did not have it', async () => {
    const it = routed();
    it.network.tables.set('vpc-a', [table('vtb-a'), table('vtb-a2')]);
    it.network.entries.push(ourEntry('vtb-a2', '10.9.0.0/16'));
    const before = it.leading();
    await backAfter(it);
    expect(it.writes()).toHaveLength(6);
    expect(it.leading()).toEqual(before);
  });

  it.each<[string, RouterOptions]>([
    ['are not known, as no tag is ours', { isTagged: false }],
    ['are not known, as nobody can read them', { connection: unreadable }],
  ])('puts them back where the routes that are wanted %s', async (_, options) => {
    const it = await backAfter(routed(options));
    expect(it.leading()).toEqual(BOTH);
    expect(codesOf(it.last())).toEqual([LOCKED, 'RoutesRestored']);
  });

  it('puts back one side, whatever becomes of the other, which had none', async () => {
    const it = router();
    it.network.entries.push(...bothMade().slice(1));
    beforeNextWrite(it, () =>
      it.network.fail('routeTables', 'Forbidden.RAM', { status: 403, id: 'vpc-a' }),
    );
    await backAfter(it);
    expect(it.leading()).toEqual([BOTH[1]]);
    expect(codesOf(it.last())).toEqual([LOCKED, 'RoutesRestored']);
  });

  it('takes an entry of somebody else that leads there for one that is back', async () => {
    const it = await refused();
    await it.step();
    it.network.entries.push(entry('vtb-b', '10.1.0.0/16', over));
    await it.live();
    expect(it.writes().filter((each) => each.startsWith('create'))).toEqual([`create ${BOTH[0]}`]);
    expect(codesOf(it.last())).toEqual([LOCKED, 'RoutesRestored']);
  });

  it('leaves what takes longer to a run after it, and says so once', async () => {
    const it = await refused();
    await it.step();
    it.network.looksUntilSettled = 12;
    await stepTo(it, 'conclude');
    expect(inPhase(it, 'conclude')).toMatchObject([{ step: 1, reason: 'conflict' }]);
    await it.live();
    expect(it.leading()).toEqual(BOTH);
    expect(it.types()).toEqual(['Failed']);
    expect(codesOf(it.last())).toEqual([LOCKED, 'RoutesRestored']);
  });

  it('says which entries could not be put back', async () => {
    const it = routed();
    it.network.refusedCreates.set('10.1.0.0/16', 'QuotaExceeded');
    await backAfter(it);
    expect(it.leading()).toEqual([BOTH[0]]);
    expect(codesOf(it.last())).toEqual([LOCKED, 'RoutesNotRestored']);
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

  it.each<[string, (it: Router) => void, readonly string[]]>([
    ['goes on with it while the connection stands', () => {}, BOTH],
    ['goes on with it while nobody knows', ({ cloud }) => cloud.fail('get', DOWN, 2), BOTH],
    ['gives it up once it leaves', ({ cloud }) => cloud.set(PCC, { status: 'Deleting' }), []],
  ])('%s', async (_, then, left) => {
    const it = await refused();
    await it.step();
    it.network.fail('createRouteEntries', 'ServiceUnavailable', { status: 503, times: 2 });
    beforeNextWrite(it, () => then(it));
    await it.live(MINUTE);
    expect(it.leading()).toEqual(left);
  });

  it('does not put back what somebody gave up meanwhile', async () => {
    const it = await refused();
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
    await backAfter(it, DOWN);
    expect(it.leading()).toEqual(BOTH);
    expect(it.last()?.data).toMatchObject({
      failure: { code: 'ServiceUnavailable', retryable: true },
    });
    expect(it.journal.filter((each) => each === 'delete').length).toBeGreaterThan(3);
    const [first = 0, , back = 0] = cutAt;
    expect(back - first).toBeLessThanOrEqual(6 * MINUTE);
  });

  it('is taken in the end where trouble passes in time', async () => {
    const it = await refused(routed(), DOWN, 3);
    await it.live();
    expect(it.types()).toEqual(['Routes:Removed']);
    expect(it.enqueued('watch')).toHaveLength(1);
  });

  it('is taken where the API says so only by what it shows', async () => {
    const it = await checked();
    it.cloud.lose('delete', apiError(LOCKED));
    await it.live();
    expect(it.types()).toEqual(['Routes:Removed']);
    expect(it.enqueued('watch').at(-1)).toMatchObject({ isLeaving: true });
    expect(it.leading()).toEqual([]);
  });
});

describe('the look that concludes a delete with routes', () => {
  it.each<[string, (it: Router) => void, string, boolean]>([
    ['fails for a while', ({ cloud }) => cloud.fail('get', DOWN, 2), 'Failed', true],
    ['finds nothing for a moment', ({ cloud }) => cloud.fail('get', NOT_FOUND, 2), 'Failed', true],
    ['finds it gone', ({ cloud }) => cloud.connections.clear(), 'Routes:Removed', false],
    [
      'finds it leaving',
      ({ cloud }) => cloud.set(PCC, { status: 'Deleting' }),
      'Routes:Removed',
      false,
    ],
  ])('%s', async (_, then, type, isBack) => {
    const it = await refused();
    await it.step();
    expect(it.leading()).toEqual([]);
    then(it);
    await it.live();
    expect(it.types()).toEqual([type]);
    expect(it.leading()).toEqual(isBack ? BOTH : []);
  });

  it('is made again for hours while the API limits looks', async () => {
    const it = await refused();
    await it.step();
    it.cloud.fail('get', apiError('Throttling', 429));
    await it.live(4 * HOUR);
    expect(it.events).toEqual([]);
    it.cloud.fail('get', DOWN, 0);
    await it.live();
    expect(it.leading()).toEqual(BOTH);
  });

  it('has the end followed where the connection leaves by somebody else’s hand', async () => {
    const it = await refused();
    await it.step();
    it.cloud.set(PCC, { status: 'Deleting' });
    await it.live();
    expect(it.enqueued('watch').slice(1)).toMatchObject([
      { isLeaving: true, requestId: 'delete-1' },
    ]);
  });

  it.each<[string, boolean]>([
    ['after entries were taken away', true],
    ['before any was', false],
  ])('goes on as a request where the connection is gone: %s', async (_, isCut) => {
    const it = routed();
    if (isCut) await refused(it);
    else {
      it.cloud.fail('delete', apiError(LOCKED));
      await checked(it);
    }
    if (isCut) await it.step();
    it.cloud.connections.clear();
    await it.live();
    expect(it.types()).not.toContain('Failed');
    expect(it.enqueued('requests')).toMatchObject([{ items: [{ requestId: 'delete-1' }] }]);
  });
});

describe('one more look after entries were put back', () => {
  /** Back, and gone once more. */
  const missingAgain = async (it = routed()): Promise<Router> => {
    await refused(it);
    await it.live(MINUTE);
    expect(it.leading()).toEqual(BOTH);
    it.network.entries = [];
    return it;
  };

  it('comes two minutes later, and puts back what is missing again', async () => {
    const it = await missingAgain();
    expect(inPhase(it, 'verify')).toHaveLength(1);
    await it.live();
    expect(it.leading()).toEqual(BOTH);
    expect(it.events).toHaveLength(1);
  });

  it('comes also where the delete began anew and was refused before it took anything away', async () => {
    const it = await refused(routed(), apiError(BLOCKED), 4);
    await stepTo(it, 'conclude');
    await it.step();
    expect(it.leading()).toEqual(BOTH);
    it.network.entries.push(entry('vtb-b', '10.7.0.0/16', over));
    await it.live(MINUTE);
    expect(codesOf(it.last())).toEqual([BLOCKED, 'RouteNotOurs', 'RoutesRestored']);
    it.network.entries = [];
    await it.live();
    expect(it.leading()).toEqual(BOTH);
    expect(it.events).toHaveLength(1);
  });

  it('puts back anew what is asked for entry by entry: its calls are no repetition', async () => {
    const it = routed();
    it.network.vSwitches.set('vpc-a', [vSwitch('10.2.0.0/16')]);
    it.network.vSwitches.set('vpc-b', [vSwitch('10.1.0.0/16')]);
    await missingAgain(it);
    await it.live();
    expect(it.leading()).toEqual(BOTH);
  });

  it.each<[string, (it: Router) => void, readonly string[]]>([
    ['comes again after trouble', ({ cloud }) => cloud.fail('get', DOWN, 1), BOTH],
    [
      'ends where it is refused',
      ({ cloud }) => cloud.fail('get', apiError('Forbidden.RAM', 403)),
      [],
    ],
    ['ends where there is nothing', ({ cloud }) => cloud.connections.clear(), []],
    ['ends where it leaves', ({ cloud }) => cloud.set(PCC, { status: 'Deleting' }), []],
  ])('%s', async (_, then, left) => {
    const it = await missingAgain();
    then(it);
    await it.live();
    expect(it.leading()).toEqual(left);
    expect(it.waiting()).toEqual([]);
  });
});

describe('a delete with routes that cannot take them away', () => {
  it('puts back the other side where ours is refused', async () => {
    const it = await checked();
    it.network.refusedDeletes.set('10.2.0.0/16', 'OperationDenied.DeleteManagedRouteEntry');
    await it.live();
    expect(it.leading()).toEqual(BOTH);
    expect(codesOf(it.last())[0]).toBe('OperationDenied.DeleteManagedRouteEntry');
    expect(effects(it)).not.toContain('delete');
  });

  it('puts back the other side where ours stays busy, within minutes', async () => {
    const it = await checked();
    it.network.refusedDeletes.set('10.2.0.0/16', 'VPC_ROUTE_ENTRY_STATUS_ERROR');
    await it.step();
    expect(taskIn(it, 'conclude').removal?.failure).toMatchObject({
      code: 'IncorrectRouteEntryStatus',
      retryable: true,
    });
    const cutAt = taskIn(it, 'guard').begunAt;
    expect(it.ctx.clock.now() - cutAt).toBeGreaterThan(3 * MINUTE);
    expect(it.ctx.clock.now() - cutAt).toBeLessThanOrEqual(5 * MINUTE);
    await it.live(MINUTE);
    expect(it.leading()).toEqual(BOTH);
    expect(effects(it)).not.toContain('delete');
  });

  it('takes no more of them away once the API keeps one, and puts back what went', async () => {
    const it = router();
    for (let at = 0; at < 120; at++) it.network.entries.push(ourEntry('vtb-a', `10.2.${at}.0/24`));
    const before = it.leading();
    await checked(it);
    it.network.refusedDeletes.set('10.2.7.0/24', 'OperationDenied.DeleteManagedRouteEntry');
    await it.step();
    expect(it.leading()).toHaveLength(71);
    await it.live();
    expect(it.leading()).toEqual(before);
    expect(codesOf(it.last())[0]).toBe('OperationDenied.DeleteManagedRouteEntry');
    expect(effects(it)).not.toContain('delete');
  });

  it('asks for no more of them once five minutes are over', async () => {
    const it = router();
    for (let at = 0; at < 101; at++) it.network.entries.push(ourEntry('vtb-b', `10.1.${at}.0/24`));
    const before = it.leading();
    await checked(it);
    it.network.beforeWrite = () => it.advance(3 * MINUTE);
    await it.step();
    expect(it.leading()).toHaveLength(1);
    it.network.beforeWrite = () => {};
    await it.live(10 * MINUTE);
    expect(codesOf(it.last())).toEqual(['ServiceUnavailable', 'RoutesRestored']);
    expect(it.leading()).toEqual(before);
  });

  it('calls Delete no more half a minute before its run ends', async () => {
    const it = await refused(routed({ invocationMs: 3 * MINUTE }), DOWN);
    const begunAt = it.ctx.clock.now();
    await it.step();
    expect(it.ctx.clock.now() - begunAt).toBeGreaterThan(MINUTE);
    expect(it.ctx.clock.now() - begunAt).toBeLessThanOrEqual(2.5 * MINUTE);
    expect(inPhase(it, 'conclude')).toHaveLength(1);
  });
});

describe('entries that appear while a delete takes others away', () => {
  it('stay where they are ours and were not recorded: nobody could put them back', async () => {
    const it = await checked();
    beforeNextWrite(it, () => it.network.entries.push(ourEntry('vtb-b', '10.8.0.0/16')));
    await it.step();
    expect(it.writes()).toEqual(CUT);
    expect(it.leading()).toEqual(['vtb-b 10.8.0.0/16']);
  });

  it('are taken away once more up to three times, and the delete begins anew once', async () => {
    const it = await refused(routed(), apiError(BLOCKED), 2);
    await it.live();
    expect(it.types()).toEqual(['Routes:Removed']);
    const other = await refused(routed(), apiError(BLOCKED));
    await other.live();
    expect(codesOf(other.last())).toEqual([BLOCKED, 'RoutesRestored']);
    expect(other.journal.filter((each) => each === 'delete')).toHaveLength(8);
    expect(other.journal.filter((each) => each === 'delete dry')).toHaveLength(2);
    expect(other.leading()).toEqual(BOTH);
  });

  it('end it where they are of somebody else: everything is put back', async () => {
    const it = routed();
    beforeNextWrite(it, () => it.network.entries.push(entry('vtb-b', '10.7.0.0/16', over)));
    await remove(it);
    expect(it.leading()).toEqual([...BOTH, 'vtb-b 10.7.0.0/16'].sort());
    expect(codesOf(it.last())).toEqual([BLOCKED, 'RouteNotOurs', 'RoutesRestored']);
    expect(effects(it)).not.toContain('delete');
  });

  it('end it also where the API was the first to notice them', async () => {
    const it = await refused(routed(), apiError(BLOCKED), 1);
    // The other side, which goes first, has been looked at for the last time.
    beforeNextWrite(it, () =>
      beforeNextWrite(it, () => it.network.entries.push(entry('vtb-b', '10.7.0.0/16', over))),
    );
    await it.step();
    expect(effects(it).filter((each) => each === 'delete')).toHaveLength(1);
    expect(taskIn(it, 'conclude').removal?.failure).toMatchObject({
      code: BLOCKED,
      message: expect.stringContaining('10.7.0.0/16 in vtb-b'),
    });
  });

  it('lead to a second attempt with a look that records them all, which is taken', async () => {
    const it = router();
    // Nothing was recorded; the API knows of entries as long as there are some.
    await refused(it, apiError(BLOCKED), 4);
    await it.step();
    it.network.entries.push(...bothMade());
    await stepTo(it, 'conclude');
    expect(taskIn(it, 'check').due).toBeGreaterThan(it.ctx.clock.now());
    await it.live();
    expect(it.types()).toEqual(['Routes:Removed']);
    expect(said(it.last())).toHaveLength(3);
    expect(it.leading()).toEqual([]);
  });

  it('lead to no second attempt where not everything could be put back', async () => {
    const it = routed();
    it.network.refusedCreates.set('10.1.0.0/16', 'QuotaExceeded');
    beforeNextWrite(it, () => it.network.entries.push(entry('vtb-b', '10.7.0.0/16', over)));
    await remove(it);
    expect(it.leading()).toEqual([BOTH[0], 'vtb-b 10.7.0.0/16']);
    expect(codesOf(it.last())).toEqual([BLOCKED, 'RoutesNotRestored']);
    expect(it.events).toHaveLength(1);
  });
});
