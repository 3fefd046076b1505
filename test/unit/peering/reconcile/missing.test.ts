import { describe, expect, it } from 'vitest';
import type { IdKind } from '../../../../lib/peering/model/request.ts';
import type { WatchTask } from '../../../../lib/peering/queue/task-schema.ts';
import { firstOf, namedChain } from '../../../../lib/peering/queue/tasks.ts';
import { onMissing } from '../../../../lib/peering/reconcile/missing.ts';
import { runWatch } from '../../../../lib/peering/reconcile/watch.ts';
import { ACCOUNT, apiError, START } from '../../support/context.ts';
import { engine } from '../../support/engine.ts';
import { createRequest } from '../queue/items.ts';
import { connectionIn } from '../samples.ts';

const MINUTE = 60_000;

const watch = (more: Partial<WatchTask> = {}): WatchTask => ({
  ...firstOf('watch', namedChain('watch', 'pcc-1', 'create'), START),
  instanceId: 'pcc-1',
  regionId: 'cn-hangzhou',
  action: 'create',
  requestId: 'maker',
  ownerRequestId: 'maker',
  since: START - 300_000,
  looks: 20,
  announced: 'Creating',
  ...more,
});

const longMissing = { missing: { looks: 2, since: START - MINUTE } };
const seenBefore = {
  lastSeen: { ...connectionIn('Activated', { instanceId: 'pcc-1' }) },
  lastStatus: 'Activated',
} as const;

const createOf = (idKind: IdKind, clientToken?: string): WatchTask['create'] => ({
  request: { ...createRequest(clientToken === undefined ? {} : { clientToken }) },
  requestId: 'maker',
  idKind,
  origin: { via: 'smq:q' },
  arrival: START - 5_000,
});

describe('a watch that finds nothing', () => {
  it('looks three times over a minute before that counts', async () => {
    const { ctx, enqueued, advance, types } = engine();
    let task = watch(seenBefore);
    const ages: number[] = [];
    for (;;) {
      await runWatch(ctx, task);
      const next = enqueued('watch').at(-1);
      if (next === undefined || next.step === task.step) break;
      ages.push(ctx.clock.now() - START);
      advance(next.due - ctx.clock.now());
      task = next;
    }
    expect(types()).toEqual(['Deleted']);
    expect(ages.length).toBeGreaterThanOrEqual(2);
    expect(ctx.clock.now() - START).toBeGreaterThanOrEqual(MINUTE);
    expect(ctx.clock.now() - START).toBeLessThan(3 * MINUTE);
  });

  it.each<[string, WatchTask['missing']]>([
    ['two looks', { looks: 1, since: START - 2 * MINUTE }],
    ['less than a minute', { looks: 5, since: START - MINUTE + 1 }],
  ])('goes on after %s', async (_, missing) => {
    const { ctx, types } = engine();
    const result = await onMissing(ctx, watch({ ...seenBefore, missing }));
    expect(result).toMatchObject({
      kind: 'look-again',
      task: { missing: { looks: (missing?.looks ?? 0) + 1, since: missing?.since } },
    });
    expect(types()).toEqual([]);
  });

  it('goes on where the minute passed by the clock of another instance alone', async () => {
    const { ctx, types } = engine();
    const early = { looks: 3, since: START - MINUTE - 20_000 };
    const result = await onMissing(
      ctx,
      watch({ ...seenBefore, missing: early, due: START - 45_000 }),
    );
    expect(result).toMatchObject({
      kind: 'look-again',
      task: { missing: { looks: 4, since: START - 35_000 } },
    });
    expect(types()).toEqual([]);
  });

  it('goes on while a list shows the connection, or cannot be read', async () => {
    const { ctx, cloud, types } = engine();
    cloud.rows = [connectionIn('Activated', { instanceId: 'pcc-1' })];
    expect((await onMissing(ctx, watch({ ...seenBefore, ...longMissing }))).kind).toBe(
      'look-again',
    );
    cloud.rows = undefined;
    cloud.fail('list', apiError('Forbidden.RAM', 403));
    expect((await onMissing(ctx, watch({ ...seenBefore, ...longMissing }))).kind).toBe(
      'look-again',
    );
    expect(types()).toEqual([]);
  });

  it('looks ever more rarely while no list can be read for hours, as for anything that lasts', async () => {
    const { ctx, cloud, enqueued } = engine({ context: { random: () => 0.5 } });
    cloud.fail('list', apiError('ServiceUnavailable', 503));
    const since = START - 150 * MINUTE;
    await runWatch(ctx, watch({ ...seenBefore, ...longMissing, since, looks: 80 }));
    expect(enqueued('watch')).toMatchObject([{ due: START + 10 * MINUTE }]);
  });

  it('looks after 5 s, then more rarely', async () => {
    const { ctx } = engine({ context: { random: () => 0.5 } });
    const first = await onMissing(ctx, watch(seenBefore));
    expect(first).toMatchObject({ waitMs: 5_000, task: { missing: { looks: 1, since: START } } });
    const again = first.kind === 'look-again' ? await onMissing(ctx, first.task) : first;
    expect(again).toMatchObject({ waitMs: 15_000 });
  });

  it('throws what is not an answer of the cloud', async () => {
    const { ctx, cloud } = engine();
    cloud.fail('list', new TypeError('a fault of ours'));
    await expect(onMissing(ctx, watch({ ...seenBefore, ...longMissing }))).rejects.toThrow(
      'a fault of ours',
    );
  });

  it('announces Deleted with the last look, and has entries of ours cleaned up', async () => {
    const { ctx, dataOf, events, enqueued } = engine();
    expect(await onMissing(ctx, watch({ ...seenBefore, ...longMissing }))).toEqual({ kind: 'end' });
    expect(events[0]).toMatchObject({ id: 'pcc-1-Deleted' });
    expect(dataOf('Deleted')).toMatchObject({
      requestId: 'maker',
      previousStatus: 'Activated',
      connection: { instanceId: 'pcc-1', status: 'Deleted', vpc: { vpcId: 'vpc-a' } },
    });
    expect(enqueued('routes')).toMatchObject([
      {
        purpose: 'cleanup',
        instanceId: 'pcc-1',
        cause: 'pcc-1',
        lastSeen: { instanceId: 'pcc-1' },
        chain: namedChain('routes', 'pcc-1', 'cleanup'),
      },
    ]);
  });

  it('cleans nothing up where our own delete took the routes away first', async () => {
    const { ctx, enqueued, types } = engine();
    await onMissing(ctx, watch({ ...seenBefore, ...longMissing, action: 'delete' }));
    expect(types()).toEqual(['Deleted']);
    expect(enqueued('routes')).toEqual([]);
  });

  it('cleans up also where none were wanted: a modify may have asked for some since', async () => {
    const { ctx, enqueued } = engine();
    const wanted = { routes: 'none', accept: 'manual' } as const;
    await onMissing(ctx, watch({ ...seenBefore, ...longMissing, wanted }));
    expect(enqueued('routes')).toMatchObject([{ purpose: 'cleanup', wanted: 'none' }]);
  });

  it('cleans nothing up where nobody knows between which VPCs it was', async () => {
    const { ctx, enqueued } = engine();
    await onMissing(ctx, watch({ ...longMissing, lastStatus: 'Activated' }));
    expect(enqueued('routes')).toEqual([]);
  });

  it('throws where Deleted was neither delivered nor queued', async () => {
    const { ctx, switches } = engine();
    switches.isSinkDown = true;
    switches.isQueueDown = true;
    await expect(onMissing(ctx, watch({ ...seenBefore, ...longMissing }))).rejects.toThrow(
      'neither delivered nor queued',
    );
  });
});

describe('nothing there is Deleted at once', () => {
  it.each<[string, Partial<WatchTask>]>([
    ['where our delete was taken', { action: 'delete', isLeaving: true }],
    ['where Deleting was seen', { ...seenBefore, lastStatus: 'Deleting' }],
  ])('%s', async (_, more) => {
    const { ctx, types, journal } = engine();
    expect(await onMissing(ctx, watch(more))).toEqual({ kind: 'end' });
    expect(types()).toEqual(['Deleted']);
    expect(journal).not.toContain('list');
  });

  it('with as much as the watch knows of it', async () => {
    const { ctx, dataOf } = engine();
    await onMissing(ctx, watch({ action: 'delete', isLeaving: true }));
    expect(dataOf('Deleted')).toMatchObject({
      previousStatus: null,
      connection: { instanceId: 'pcc-1', regionId: 'cn-hangzhou', status: 'Deleted' },
    });
  });
});

describe('a create that led to a connection which was gone before', () => {
  const replay = (create: WatchTask['create']) =>
    watch({ ...longMissing, announced: 'Requested', ...(create ? { create } : {}) });

  it('is made anew where it only means the pair, named by the gone instance', async () => {
    const { ctx, enqueued, types } = engine();
    expect(await onMissing(ctx, replay(createOf('pair')))).toEqual({ kind: 'end' });
    expect(enqueued('requests')).toMatchObject([
      {
        chain: namedChain('generation', 'pcc-1'),
        items: [
          {
            requestId: 'maker',
            idKind: 'pair',
            generation: 'pcc-1',
            tries: 0,
            spent: {},
            due: START,
          },
        ],
      },
    ]);
    expect(types()).toEqual([]);
  });

  it.each<[IdKind, string | undefined]>([
    ['explicit', undefined],
    ['message', undefined],
    ['invocation', undefined],
    ['pair', 'mine'],
  ])(
    'ends in Failed with ConnectionGone for an id of kind %s and the token %s',
    async (kind, token) => {
      const { ctx, dataOf, events, enqueued } = engine();
      await onMissing(ctx, replay(createOf(kind, token)));
      // The create itself says the same of the same connection, under the same id.
      expect(events[0]?.subject).toBe(`acs:vpc:cn-hangzhou:${ACCOUNT}:vpcpeer/pcc-1`);
      expect(dataOf('Failed')).toMatchObject({
        requestId: 'maker',
        action: 'create',
        failure: { code: 'ConnectionGone' },
        connection: { instanceId: 'pcc-1' },
      });
      expect(enqueued('requests')).toEqual([]);
    },
  );

  it('is Deleted where the request is not known, or the connection was ever seen', async () => {
    const unknown = engine();
    await onMissing(unknown.ctx, replay(undefined));
    expect(unknown.types()).toEqual(['Deleted']);
    const seen = engine();
    await onMissing(seen.ctx, { ...replay(createOf('pair')), ...seenBefore });
    expect(seen.types()).toEqual(['Deleted']);
  });
});
