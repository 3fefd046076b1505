import { describe, expect, it } from 'vitest';
import {
  repairRoutes,
  requestCheck,
  requestDriftCheck,
  requestRoutes,
} from '../../../../lib/peering/routes/request.ts';
import { readTags } from '../../../../lib/peering/state/tags.ts';
import { apiError } from '../../support/context.ts';
import { ourTags } from '../../support/engine.ts';
import {
  MINUTE,
  noRoutes,
  OTHER,
  type Router,
  type RouterOptions,
  requestOf,
  router,
  unreadable,
} from './router.ts';
import { PCC } from './samples.ts';

const DAY = 24 * 60 * MINUTE;
const HOUR = 60 * MINUTE;
const identified = {
  ...requestOf('order-2'),
  request: { action: 'modify' as const, instanceId: PCC, dryRun: false },
};
const denying = { settings: noRoutes('http') };
const wantedNow = (it: Router) => readTags(it.connection(), it.ctx.settings)?.options?.routes;

describe('routes that a request wants', () => {
  const want = (it: Router, routes: 'both' | 'none' = 'both') =>
    requestRoutes(it.ctx, it.connection(), { ...identified, routes });

  it('are written down, and made by the router', async () => {
    const it = router({ routes: 'none' });
    expect(await want(it)).toBeUndefined();
    expect(wantedNow(it)).toBe('both');
    expect(it.enqueued('routes')).toMatchObject([
      {
        purpose: 'make',
        instanceId: PCC,
        cause: 'order-2',
        asked: {
          requestId: 'order-2',
          routes: 'both',
          origin: { via: 'http' },
          request: { action: 'modify', instanceId: PCC },
        },
        lastSeen: { instanceId: PCC, tags: [] },
      },
    ]);
  });

  it('leave the other options as they are', async () => {
    const it = router({
      connection: { tags: ourTags('order-1', 'Activated', { routes: 'none', accept: 'auto' }) },
    });
    await want(it);
    expect(readTags(it.connection(), it.ctx.settings)).toMatchObject({
      requestId: 'order-1',
      state: 'Activated',
      options: { routes: 'both', accept: 'auto', by: 'create' },
    });
  });

  it('bring our tags onto a connection that has none', async () => {
    const it = router({ isTagged: false });
    await want(it);
    expect(readTags(it.connection(), it.ctx.settings)).toMatchObject({
      requestId: 'order-2',
      options: { routes: 'both', accept: 'manual', by: 'adopt' },
    });
  });

  it.each<[string, RouterOptions]>([
    ['of another account', { isTagged: false, connection: { ownerId: OTHER } }],
    [
      'that has no room for our tags',
      {
        isTagged: false,
        connection: {
          tags: Array.from({ length: 18 }, (_, at) => ({ key: `k${at}`, value: 'v' })),
        },
      },
    ],
  ])('are refused for a connection %s', async (_, options) => {
    const it = router(options);
    expect(await want(it)).toMatchObject({ code: 'NotConfigured' });
    expect(it.tasks).toEqual([]);
  });

  it('are taken for a connection with our tags that has no room for more', async () => {
    const others = Array.from({ length: 17 }, (_, at) => ({ key: `k${at}`, value: 'v' }));
    const tags = [...ourTags('order-1', 'Activated', { routes: 'none' }), ...others];
    const it = router({ connection: { tags } });
    expect(await want(it)).toBeUndefined();
    expect(wantedNow(it)).toBe('both');
  });

  it('are refused where policy denies them, and nothing is written', async () => {
    const it = router({ ...denying, routes: 'none' });
    expect(await want(it)).toMatchObject({ code: 'PolicyDenied' });
    expect([wantedNow(it), it.tasks]).toEqual(['none', []]);
  });

  it('are refused where tags may not be written, unless they say so already', async () => {
    const it = router({ routes: 'none' });
    it.cloud.fail('tagResources', apiError('Forbidden.RAM', 403));
    expect(await want(it)).toMatchObject({ code: 'Forbidden.RAM' });
    expect(it.tasks).toEqual([]);
    expect(await want(it, 'none')).toBeUndefined();
    expect(it.enqueued('routes')).toHaveLength(1);
  });

  it.each<[string, RouterOptions]>([
    ['has no tag of ours', { isTagged: false }],
    ['has options that nobody can read', { connection: unreadable }],
  ])('are refused where tags may not be written on a connection that %s', async (_, options) => {
    const it = router(options);
    it.cloud.fail('tagResources', apiError('Forbidden.RAM', 403));
    expect(await want(it)).toMatchObject({ code: 'Forbidden.RAM' });
    expect(it.tasks).toEqual([]);
  });

  it('are no answer while a write is refused and no look says whether an earlier one was made', async () => {
    const it = router({ routes: 'none' });
    it.cloud.fail('tagResources', apiError('Forbidden.RAM', 403));
    it.cloud.fail('get', apiError('ServiceUnavailable', 503));
    await expect(want(it)).rejects.toMatchObject({ code: 'ServiceUnavailable' });
    expect(it.tasks).toEqual([]);
  });

  it('are no answer while trouble passes', async () => {
    const it = router({ routes: 'none' });
    it.cloud.fail('tagResources', apiError('ServiceUnavailable', 503));
    await expect(want(it)).rejects.toMatchObject({ code: 'ServiceUnavailable' });
    it.cloud.fail('tagResources', new TypeError('a fault of ours'));
    await expect(want(it)).rejects.toThrow('a fault of ours');
  });
});

describe('a repair that somebody asks for', () => {
  it('makes the routes that are wanted', async () => {
    const it = router({ routes: 'accepter' });
    expect(await repairRoutes(it.ctx, it.connection(), identified)).toBeUndefined();
    expect(it.enqueued('routes')).toMatchObject([{ asked: { routes: 'accepter' } }]);
  });

  it.each<[string, RouterOptions, string]>([
    ['none are wanted', { routes: 'none' }, 'InvalidRequest'],
    ['no tag says what is wanted', { isTagged: false }, 'InvalidRequest'],
    ['nobody can read what is wanted', { connection: unreadable }, 'InvalidRequest'],
    ['policy denies them', denying, 'PolicyDenied'],
  ])('is refused where %s', async (_, options, code) => {
    const it = router(options);
    expect(await repairRoutes(it.ctx, it.connection(), identified)).toMatchObject({ code });
    expect(it.tasks).toEqual([]);
  });
});

describe('the regular looks at routes', () => {
  const sweep = async (it: Router, mayAsk?: () => boolean) => {
    const tags = readTags(it.connection(), it.ctx.settings);
    if (tags === null) throw new Error('no tags');
    await requestDriftCheck(it.ctx, it.connection(), tags, mayAsk);
  };
  const asked = (it: Router) =>
    it.enqueued('routes').map(({ purpose, cause }) => `${purpose} ${cause}`);
  const looks = ['dangling vpc-a', 'dangling vpc-b'];

  it.each<[string, RouterOptions, readonly string[]]>([
    ['of its routes and VPCs', { settings: { drift: 'announce' } }, ['check day', ...looks]],
    ['of its VPCs alone where drift is off', {}, looks],
    [
      'of its VPCs alone where it has no routes',
      { settings: { drift: 'repair' }, routes: 'none' },
      looks,
    ],
    [
      'of its VPCs alone where nobody can read what is wanted',
      { settings: { drift: 'repair' }, connection: unreadable },
      looks,
    ],
    ['of nothing while it is not Activated', { connection: { status: 'Updating' } }, []],
  ])('are asked for once a period: %s', async (_, options, expected) => {
    const it = router(options);
    await sweep(it);
    await sweep(it);
    expect(asked(it)).toEqual(expected);
  });

  it('come again after their period, each after its own', async () => {
    const it = router({ settings: { drift: 'announce', driftEveryMs: HOUR } });
    await sweep(it);
    it.advance(HOUR - 1);
    await sweep(it);
    expect(asked(it)).toHaveLength(3);
    it.advance(1);
    await sweep(it);
    expect(asked(it)).toEqual(['check day', ...looks, 'check day']);
    it.advance(DAY);
    await sweep(it);
    expect(asked(it)).toHaveLength(7);
  });

  it('are spread over a tenth of the period, and over five minutes at most', async () => {
    const it = router({ settings: { drift: 'announce', driftEveryMs: 10 * MINUTE } });
    const spreads: number[] = [];
    for (let at = 0; at < 30; at++) {
      it.ctx.memory.routesCheckedAt.clear();
      await sweep(it);
      it.advance(DAY);
    }
    for (const { due, begunAt, purpose } of it.enqueued('routes')) {
      const spread = due - begunAt;
      expect(spread).toBeGreaterThanOrEqual(0);
      expect(spread).toBeLessThan(purpose === 'check' ? MINUTE : 5 * MINUTE);
      if (purpose === 'dangling') spreads.push(spread);
    }
    expect(Math.max(...spreads)).toBeGreaterThan(MINUTE);
  });

  it('are one task for all processes of a period', async () => {
    const it = router({ settings: { drift: 'announce', driftEveryMs: HOUR } });
    it.ctx.memory.routesCheckedAt.clear();
    await sweep(it);
    it.ctx.memory.routesCheckedAt.clear();
    await sweep(it);
    expect(it.journal.filter((each) => each === 'task routes exists').length).toBeGreaterThan(0);
  });

  it('are asked for only as far as the sweep has room, and remembered only then', async () => {
    const it = router({ settings: { drift: 'announce' } });
    let room = 1;
    await sweep(it, () => room-- > 0);
    expect(asked(it)).toEqual(['check day']);
    await sweep(it, () => true);
    expect(asked(it)).toEqual(['check day', ...looks]);
  });

  it('are remembered for so many, then anew', async () => {
    const it = router();
    for (let at = 0; at < 19_999; at++) it.ctx.memory.routesCheckedAt.set(`x ${at}`, 0);
    await sweep(it);
    expect(it.ctx.memory.routesCheckedAt.size).toBe(1);
    await sweep(it);
    expect(it.ctx.memory.routesCheckedAt.size).toBe(2);
  });
});

describe('a look that a hint asks for', () => {
  it('comes now, each time, and is named by the connection', async () => {
    const it = router();
    await requestCheck(it.ctx, PCC);
    await requestCheck(it.ctx, PCC);
    const tasks = it.enqueued('routes');
    expect(tasks).toMatchObject([
      { purpose: 'check', cause: PCC, instanceId: PCC, regionId: 'cn-hangzhou' },
      { purpose: 'check', cause: PCC },
    ]);
    expect(tasks[0]?.due).toBe(it.ctx.clock.now());
    expect(tasks[0]?.chain).not.toBe(tasks[1]?.chain);
  });
});
