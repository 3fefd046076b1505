import { describe, expect, it } from 'vitest';
import { apiError, START } from '../../support/context.ts';
import {
  ask,
  CUT,
  checked,
  effects,
  inPhase,
  LOCKED,
  refused,
  remove,
  routed,
  stepTo,
  taskIn,
} from './removing.ts';
import { BOTH, codesOf, MINUTE, type Router, router } from './router.ts';
import { ourEntry, PCC, table } from './samples.ts';

const HOUR = 60 * MINUTE;
const WARNED = 'Removal is under way or over; its guard concludes';

/** Entries are away, and the run died when it called Delete, before the API took that or after. */
const dying = async (it: Router = routed(), isTaken = false) => {
  await checked(it);
  it.cloud[isTaken ? 'lose' : 'fail']('delete', new Error('killed'), 1);
  await expect(it.step()).rejects.toThrow('killed');
  expect([it.leading(), it.events]).toEqual([[], []]);
  return it;
};

describe('two deletes with routes of one connection', () => {
  it('take their turns: the second begins once the lease of the first is over', async () => {
    const it = await refused(routed(), apiError(LOCKED), 1);
    await it.live(MINUTE);
    expect(codesOf(it.last())).toEqual([LOCKED, 'RoutesRestored']);
    await ask(it, 'delete-2');
    for (const end of [10, 20]) {
      await stepTo(it, 'remove');
      expect(inPhase(it, 'check')).toMatchObject([
        { due: START + end * MINUTE, reason: 'conflict' },
      ]);
    }
    expect(it.leading()).toEqual(BOTH);
    await it.live(HOUR);
    expect(it.types()).toEqual(['Failed', 'Routes:Removed']);
    expect(it.last()?.data).toMatchObject({ requestId: 'delete-2' });
  });
});

describe('a delete with routes whose run dies', () => {
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

  it('is concluded also where nothing was taken away yet: the delete failed', async () => {
    const it = await checked();
    it.network.beforeWrite = () => {
      throw new Error('killed');
    };
    await expect(it.step()).rejects.toThrow('killed');
    it.network.beforeWrite = () => {};
    await it.live();
    expect(it.leading()).toEqual(BOTH);
    expect(codesOf(it.last())).toEqual(['ServiceUnavailable', 'RoutesRestored']);
  });

  it('is announced as Removed, and followed, where the API took the delete', async () => {
    const it = await dying(routed(), true);
    await it.live();
    expect(it.types()).toEqual(['Routes:Removed']);
    expect(it.enqueued('watch').at(-1)).toMatchObject({ isLeaving: true });
  });

  it('goes on as a request where the connection is gone by then', async () => {
    const it = await dying(routed(), true);
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
    const guard = taskIn(it, 'guard');
    await it.run(guard);
    expect(it.events).toEqual([]);
    expect(inPhase(it, 'guard')).toMatchObject([
      { step: 0, due: guard.due },
      { step: 1, due: guard.due },
    ]);
  });

  it('is concluded once, whatever comes again', async () => {
    const it = await dying();
    const guard = taskIn(it, 'guard');
    await it.live();
    const { length } = it.journal;
    await it.run(guard);
    await it.live();
    expect(it.journal.slice(length).filter((each) => /^(create|delete|event)/.test(each))).toEqual(
      [],
    );
  });

  it('is not refused by a second delivery of its request: its guard puts the entries back', async () => {
    const it = await dying();
    await ask(it);
    it.cloud.fail('delete', apiError(LOCKED));
    await it.step();
    expect(inPhase(it, 'conclude')).toEqual([]);
    await it.live();
    expect(it.leading()).toEqual(BOTH);
    expect(codesOf(it.last())).toEqual(['ServiceUnavailable', 'RoutesRestored']);
    expect(it.events).toHaveLength(1);
  });

  it('takes nothing away when it comes again, and the log says why', async () => {
    const it = await refused(routed(), apiError(LOCKED), 1);
    const again = taskIn(it, 'remove');
    await it.live(MINUTE);
    expect(it.lines.map(({ msg }) => msg)).not.toContain(WARNED);
    await it.run(again);
    await it.live(HOUR);
    expect(effects(it).filter((each) => CUT.includes(each))).toEqual(CUT);
    expect(it.lines.find(({ msg }) => msg === WARNED)?.fields).toEqual({ instanceId: PCC });
  });
});

describe('a delete with routes that comes late', () => {
  it('is taken where task ids are honoured: it can be no repetition', async () => {
    const it = await checked();
    it.advance(HOUR);
    await it.live();
    expect(it.types()).toEqual(['Routes:Removed']);
  });
});

describe('a delete with routes where task ids are ignored', () => {
  const ignoring = (it = routed()) => {
    it.switches.ignoresIds = true;
    return it;
  };

  it('is taken all the same', async () => {
    const it = ignoring();
    await remove(it, MINUTE);
    it.cloud.connections.clear();
    await it.live();
    expect(new Set(it.types())).toEqual(new Set(['Routes:Removed']));
    expect(new Set(it.events.map(({ id }) => id)).size).toBe(1);
    expect(it.leading()).toEqual([]);
  });

  it('is announced as failed once, with its routes back, whatever its guard sees', async () => {
    const it = await refused(ignoring());
    await it.live();
    expect(it.leading()).toEqual(BOTH);
    expect(it.types()).toEqual(['Failed']);
  });

  it('is concluded by its guard where its run died', async () => {
    const it = await dying(ignoring());
    await it.live();
    expect(it.leading()).toEqual(BOTH);
    expect(codesOf(it.last())).toEqual(['ServiceUnavailable', 'RoutesRestored']);
  });

  it('is concluded by its guard where entries of tables are away that get none by now', async () => {
    const it = router();
    it.network.tables.set('vpc-a', [table('vtb-idle', { vSwitchIds: [] })]);
    it.network.entries.push(ourEntry('vtb-idle', '10.2.0.0/16'));
    await dying(ignoring(it));
    await it.live();
    expect(it.leading()).toEqual(['vtb-idle 10.2.0.0/16']);
  });

  it.each([
    [MINUTE, 'takes them away in a run that comes a minute late', []],
    [
      MINUTE + 1,
      'takes nothing away in a run that comes later: it may be a repetition. Its guard says so',
      BOTH,
    ],
  ])('%i ms: %s', async (lateMs, _, left) => {
    const it = await checked(ignoring());
    it.advance(lateMs);
    await it.step();
    expect(it.leading()).toEqual(left);
    await it.live();
    expect(it.types()[0]).toBe(left.length > 0 ? 'Failed' : 'Routes:Removed');
    expect(it.leading()).toEqual(left);
  });

  it('takes nothing away after a look that came so late', async () => {
    const it = ignoring();
    await ask(it);
    it.advance(2 * MINUTE);
    await it.step();
    expect(it.ctx.clock.now() - taskIn(it, 'remove').due).toBe(2 * MINUTE);
    await it.live();
    expect(it.writes()).toEqual([]);
    expect(it.types()).toEqual(['Failed']);
  });
});
