import { describe, expect, it } from 'vitest';
import type { Status } from '../../../../lib/peering/model/connection.ts';
import { ACTIONS } from '../../../../lib/peering/model/request.ts';
import { namedChain } from '../../../../lib/peering/queue/tasks.ts';
import { follow, followDelete, followLeaving } from '../../../../lib/peering/reconcile/follow.ts';
import { readTags } from '../../../../lib/peering/state/tags.ts';
import { START, settings } from '../../support/context.ts';
import { engine, ourTags } from '../../support/engine.ts';
import { connectionIn } from '../samples.ts';

const HOUR = 3_600_000;
const WHERE = { instanceId: 'pcc-1', regionId: 'cn-hangzhou', requestId: 'r' } as const;

describe('a watch', () => {
  it('begins with what is known, and looks a second later', async () => {
    const { ctx, enqueued } = engine();
    await follow(ctx, { ...WHERE, action: 'create' });
    expect(enqueued('watch')).toEqual([
      {
        peerflow: 'watch',
        version: 1,
        chain: namedChain('watch', 'pcc-1', 'create'),
        step: 0,
        part: 0,
        begunAt: START,
        due: START + 1_000,
        since: START,
        looks: 0,
        instanceId: 'pcc-1',
        regionId: 'cn-hangzhou',
        action: 'create',
        requestId: 'r',
        ownerRequestId: null,
        announced: 'Requested',
      },
    ]);
  });

  it('believes no word ahead of what was seen; where nothing was seen, what its caller announced', async () => {
    const announced = async (lastStatus?: Status) => {
      const { ctx, enqueued } = engine();
      const seen = lastStatus === undefined ? {} : { lastStatus };
      await follow(ctx, { ...WHERE, action: 'create', announced: 'Activated', ...seen });
      return enqueued('watch')[0]?.announced;
    };
    expect(await announced('Accepting')).toBe('Requested');
    expect(await announced('Activated')).toBe('Activated');
    expect(await announced()).toBe('Activated');
  });

  it.each(ACTIONS)(
    'of %s has one name for a connection where that happens once in its life',
    async (action) => {
      const { ctx, enqueued } = engine();
      const existed = [
        await follow(ctx, { ...WHERE, action }),
        await follow(ctx, { ...WHERE, action }),
      ];
      const mayRepeat = action === 'modify' || action === 'delete';
      expect(existed).toEqual([false, !mayRepeat]);
      expect(enqueued('watch')).toHaveLength(mayRepeat ? 2 : 1);
    },
  );
});

describe('a watch of a connection that others delete', () => {
  const leaving = (instanceId = 'pcc-1') =>
    connectionIn('Deleting', {
      instanceId,
      tags: ourTags('maker', 'Activated', { routes: 'both' }),
    });

  const start = async (it: ReturnType<typeof engine>, connection = leaving()) => {
    const tags = readTags(connection, settings);
    if (tags === null) throw new Error('no tags');
    return followLeaving(it.ctx, connection, tags);
  };

  it('knows what was wanted of it, for entries of ours that lead there', async () => {
    const it = engine();
    await start(it);
    expect(it.enqueued('watch')).toMatchObject([
      {
        action: 'create',
        requestId: null,
        isLeaving: true,
        wanted: { routes: 'both', accept: 'manual' },
        chain: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
    ]);
  });

  it('has one name an hour for each connection', async () => {
    const it = engine();
    expect([await start(it), await start(it), await start(it, leaving('pcc-2'))]).toEqual([
      false,
      true,
      false,
    ]);
    it.advance(HOUR - 1);
    expect(await start(it)).toBe(true);
    it.advance(1);
    expect(await start(it)).toBe(false);
  });
});

describe('a watch of a delete that a request asked for', () => {
  const asked = (force?: unknown) => ({
    requestId: 'deleter',
    origin: { via: 'http', principal: 'ops' },
    request: { force },
  });
  const started = async (
    connection = connectionIn('Activated', { tags: ourTags('maker', 'Activated') }),
    { force, isLeaving = false }: { readonly force?: unknown; readonly isLeaving?: boolean } = {},
  ) => {
    const it = engine();
    await followDelete(it.ctx, connection, asked(force), isLeaving);
    const [watch] = it.enqueued('watch');
    if (!watch) throw new Error('nothing follows');
    return watch;
  };

  it('keeps all that its end is announced with: the connection takes its tags along', async () => {
    const tags = ourTags('maker', 'Activated', { routes: 'both' });
    const { tags: _, ...seen } = connectionIn('Activated');
    expect(await started(connectionIn('Activated', { tags }))).toMatchObject({
      action: 'delete',
      instanceId: seen.instanceId,
      regionId: seen.regionId,
      requestId: 'deleter',
      ownerRequestId: 'maker',
      origin: { via: 'http', principal: 'ops' },
      announced: 'Activated',
      wanted: { routes: 'both', accept: 'manual' },
      lastStatus: 'Activated',
      lastSeen: { ...seen, tags: [] },
    });
  });

  it('of a connection that nobody of ours made goes by the id of the delete, with nothing announced', async () => {
    const watch = await started(connectionIn('Activated'));
    expect(watch).toMatchObject({
      requestId: 'deleter',
      ownerRequestId: 'deleter',
      announced: 'Requested',
    });
    expect(watch).not.toHaveProperty('wanted');
  });

  it('is leaving only where that was seen: else it ends in silence without an effect', async () => {
    expect((await started(undefined, { isLeaving: true })).isLeaving).toBe(true);
    expect(await started()).not.toHaveProperty('isLeaving');
  });

  it.each([
    { force: true, isLeaving: false, isOurs: true, leavesRoutes: true },
    { force: true, isLeaving: false, isOurs: false, leavesRoutes: true },
    { force: false, isLeaving: false, isOurs: true, leavesRoutes: undefined },
    { force: undefined, isLeaving: false, isOurs: true, leavesRoutes: undefined },
    { force: 'true', isLeaving: false, isOurs: true, leavesRoutes: undefined },
    { force: false, isLeaving: true, isOurs: true, leavesRoutes: true },
    { force: false, isLeaving: true, isOurs: false, leavesRoutes: undefined },
  ])(
    'may leave routes by force, and where one of ours was leaving before: %j',
    async ({ force, isLeaving, isOurs, leavesRoutes }) => {
      const tags = isOurs ? ourTags('maker', 'Activated') : [];
      const watch = await started(connectionIn('Activated', { tags }), { force, isLeaving });
      expect(watch.leavesRoutes).toBe(leavesRoutes);
    },
  );
});
