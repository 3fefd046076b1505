import { describe, expect, it } from 'vitest';
import type { Connection, Status } from '../../../../lib/peering/model/connection.ts';
import type { WatchTask } from '../../../../lib/peering/queue/task-schema.ts';
import { firstOf, namedChain } from '../../../../lib/peering/queue/tasks.ts';
import { nextLookIn, runWatch } from '../../../../lib/peering/reconcile/watch.ts';
import { apiError, fakeContext, START } from '../../support/context.ts';
import { engine, ourTags } from '../../support/engine.ts';
import { connectionIn } from '../samples.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const seen = (status: Status, more: Partial<Connection> = {}) =>
  connectionIn(status, { instanceId: 'pcc-1', tags: ourTags('maker'), ...more });

/** A watch of a create, five minutes on, so that its waits are not slept in place. */
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

describe('a look of a watch', () => {
  it('delivers, wakes, marks, and enqueues its successor last', async () => {
    const tags = ourTags('maker', 'Creating', { accept: 'auto' });
    const { ctx, journal, enqueued } = engine({ connections: [seen('Accepting', { tags })] });
    await runWatch(ctx, watch());
    expect(journal).toEqual([
      'get pcc-1',
      'event Accepting',
      'task accept',
      'tagResources peerflow:state',
      'task watch',
    ]);
    expect(enqueued('watch')).toMatchObject([
      {
        step: 1,
        chain: watch().chain,
        announced: 'Accepting',
        looks: 21,
        lastStatus: 'Accepting',
        lastSeen: { instanceId: 'pcc-1', tags: [] },
        wanted: { routes: 'none', accept: 'auto' },
      },
    ]);
  });

  it('ends once the fact that it is there for is announced, waking the router', async () => {
    const tags = ourTags('maker', 'Creating', { routes: 'both' });
    const { ctx, journal, enqueued, cloud } = engine({
      connections: [seen('Activated', { tags })],
    });
    await runWatch(ctx, watch());
    expect(journal).toEqual([
      'get pcc-1',
      'event Activated',
      'task routes',
      'tagResources peerflow:state',
    ]);
    expect(enqueued('routes')).toMatchObject([
      {
        purpose: 'make',
        wanted: 'both',
        cause: 'pcc-1',
        chain: namedChain('routes', 'pcc-1', 'make'),
      },
    ]);
    const state = cloud.connections.get('pcc-1')?.tags.find(({ key }) => /state/.test(key));
    expect(state?.value).toBe('Activated');
  });

  it('announces nothing twice, though the tag says less than the watch remembers', async () => {
    const { ctx, types } = engine({ connections: [seen('Accepting')] });
    await runWatch(ctx, watch({ announced: 'Accepting' }));
    expect(types()).toEqual([]);
  });

  it('uses what the request wanted where the options tag is missing, and the tag where it is not', async () => {
    const without = engine({ connections: [seen('Activated', { tags: [] })] });
    await runWatch(without.ctx, watch({ wanted: { routes: 'both', accept: 'manual' } }));
    expect(without.enqueued('routes')).toMatchObject([{ wanted: 'both' }]);
    const tags = ourTags('maker', 'Creating', { routes: 'none' });
    const tagged = engine({ connections: [seen('Activated', { tags })] });
    await runWatch(tagged.ctx, watch({ wanted: { routes: 'both', accept: 'manual' } }));
    expect(tagged.enqueued('routes')).toEqual([]);
  });

  it.each([
    ['its event', { isSinkDown: true, isQueueDown: true }],
    ['its successor', { isSinkDown: false, isQueueDown: true }],
  ])('throws where %s was not acknowledged, so that the step runs again', async (_, down) => {
    const { ctx, switches } = engine({ connections: [seen('Accepting')] });
    Object.assign(switches, down);
    await expect(runWatch(ctx, watch())).rejects.toThrow(/not acknowledged|neither delivered/);
  });

  it('throws before it writes the tag where nobody was woken', async () => {
    const tags = ourTags('maker', 'Creating', { routes: 'both' });
    const { ctx, switches, effects } = engine({ connections: [seen('Activated', { tags })] });
    switches.isQueueDown = true;
    await expect(runWatch(ctx, watch())).rejects.toThrow('not acknowledged');
    expect(effects()).toEqual(['event Activated']);
  });

  it('announces Expiring one day before the deadline, with AcceptByHand where auto cannot be', async () => {
    const tags = ourTags('maker', 'Accepting', { accept: 'auto' });
    const gmtExpired = new Date(START + DAY - 1_000).toISOString();
    const { ctx, types, dataOf } = engine({
      connections: [
        seen('Accepting', { tags, gmtExpired, acceptingOwnerUid: '283117732402483989' }),
      ],
    });
    await runWatch(ctx, watch({ announced: 'Accepting' }));
    expect(types()).toEqual(['Expiring']);
    expect(dataOf('Expiring')).toMatchObject({
      previousStatus: 'Accepting',
      findings: [{ code: 'AcceptByHand' }],
    });
  });

  it('of a modify announces Updated, with what the connection holds otherwise', async () => {
    const { ctx, dataOf, events } = engine({ connections: [seen('Activated', { name: 'other' })] });
    await runWatch(
      ctx,
      watch({
        action: 'modify',
        requestId: 'changer',
        announced: 'Activated',
        change: { values: { name: 'new' }, modifiedBefore: '2026-01-01T00:00:00Z' },
      }),
    );
    expect(dataOf('Updated')).toMatchObject({
      requestId: 'changer',
      action: 'modify',
      differences: [{ field: 'name', asked: 'new', actual: 'other' }],
    });
    expect(events).toHaveLength(1);
  });

  it('announces the maker’s id with a status, also one that the tag holds hashed', async () => {
    const asked = 'acs:odd';
    const { ctx, dataOf } = engine({ connections: [seen('Activated', { tags: ourTags(asked) })] });
    await runWatch(ctx, watch({ ownerRequestId: asked }));
    expect(dataOf('Activated')).toMatchObject({ requestId: asked });
    const other = engine({ connections: [seen('Activated', { tags: ourTags('owner') })] });
    await runWatch(other.ctx, watch({ ownerRequestId: 'adopter', adopted: true }));
    expect(other.dataOf('Activated')).toMatchObject({ requestId: 'owner', adopted: true });
    const bare = engine({ connections: [seen('Activated', { tags: [] })] });
    await runWatch(bare.ctx, watch({ ownerRequestId: 'adopter' }));
    expect(bare.dataOf('Activated')).toMatchObject({ requestId: 'adopter' });
  });

  it('remembers that Deleting was seen: nothing there then means Deleted', async () => {
    const { ctx, enqueued } = engine({ connections: [seen('Deleting')] });
    await runWatch(ctx, watch({ announced: 'Activated' }));
    expect(enqueued('watch')).toMatchObject([{ isLeaving: true, lastStatus: 'Deleting' }]);
  });

  it('forgets looks that found nothing or failed once the connection shows', async () => {
    const { ctx, enqueued } = engine({ connections: [seen('Creating')] });
    await runWatch(ctx, watch({ missing: { looks: 2, since: START }, troubles: 3 }));
    expect(enqueued('watch')[0]).not.toHaveProperty('missing');
    expect(enqueued('watch')[0]).not.toHaveProperty('troubles');
  });
});

describe('what a watch tells its successor', () => {
  it('is what it saw, and nothing that did not happen', async () => {
    const { ctx, enqueued } = engine({ connections: [seen('Creating')] });
    await runWatch(ctx, watch({ ownerRequestId: 'adopter' }));
    const [next] = enqueued('watch');
    for (const key of ['isLeaving', 'hasStalled', 'missing', 'troubles', 'adopted', 'change'])
      expect(next).not.toHaveProperty(key);
    expect(next).toMatchObject({ ownerRequestId: 'maker', since: START - 300_000, early: 0 });
  });

  it('is that it has stalled only where that was announced', async () => {
    const { ctx, enqueued, types } = engine({ connections: [seen('Accepting')] });
    await runWatch(ctx, watch());
    expect(types()).toEqual(['Accepting']);
    expect(enqueued('watch')[0]).not.toHaveProperty('hasStalled');
  });

  it('keeps whose connection it is where its tags are gone', async () => {
    const { ctx, enqueued } = engine({ connections: [seen('Creating', { tags: [] })] });
    await runWatch(ctx, watch({ ownerRequestId: 'adopter' }));
    expect(enqueued('watch')).toMatchObject([{ ownerRequestId: 'adopter' }]);
  });

  it('is that it is leaving, once that was so', async () => {
    const { ctx, enqueued } = engine({ connections: [seen('Creating')] });
    await runWatch(ctx, watch({ isLeaving: true, hasStalled: true }));
    expect(enqueued('watch')).toMatchObject([{ isLeaving: true, hasStalled: true }]);
  });
});

describe('how long an announcement took', () => {
  const latencies = async (more: Partial<WatchTask>) => {
    const { ctx, lines } = engine({ connections: [seen('Activated')] });
    await runWatch(ctx, watch(more));
    return lines
      .filter(({ msg }) => msg === 'Event announced')
      .map(({ fields }) => fields.latencyMs);
  };

  it('is logged where somebody asked and no person was waited for', async () => {
    expect(await latencies({})).toEqual([300_000]);
    expect(await latencies({ requestId: null })).toEqual([undefined]);
    expect(await latencies({ announced: 'Accepting' })).toEqual([undefined]);
    expect(await latencies({ announced: 'Expiring' })).toEqual([undefined]);
  });
});

describe('a watch of a delete', () => {
  it.each([
    [true, ['cleanup']],
    [false, []],
    [undefined, []],
  ])(
    'has route entries cleaned up only where it may leave some (%j)',
    async (leavesRoutes, purposes) => {
      const tags = ourTags('maker', 'Activated', { routes: 'both' });
      const { ctx, types, enqueued } = engine({ connections: [seen('Deleted', { tags })] });
      const more = leavesRoutes === undefined ? {} : { leavesRoutes };
      await runWatch(ctx, watch({ action: 'delete', announced: 'Activated', ...more }));
      expect(types()).toEqual(['Deleted']);
      expect(enqueued('routes').map(({ purpose }) => purpose)).toEqual(purposes);
    },
  );

  it('ends in silence where neither Deleting nor the end shows within a minute', async () => {
    const { ctx, effects } = engine({ connections: [seen('Activated')] });
    const task = watch({ action: 'delete', announced: 'Activated' });
    await runWatch(ctx, { ...task, since: START - 60_000 });
    expect(effects().filter((each) => each.startsWith('task') || each.startsWith('event'))).toEqual(
      [],
    );
    await runWatch(ctx, { ...task, since: START - 60_000, isLeaving: true });
    expect(effects()).toContain('task watch');
  });
});

describe('Stalled', () => {
  it('of a watch that a sweep began carries the maker’s id', async () => {
    const { ctx, dataOf } = engine({ connections: [seen('Creating')] });
    await runWatch(ctx, watch({ since: START - 600_000, requestId: null, ownerRequestId: null }));
    expect(dataOf('Stalled')).toMatchObject({ requestId: 'maker' });
  });

  const stalled = { since: START - 600_000, announced: 'Creating' as const };

  it('is announced once for a create that is not through in time, and the watch goes on', async () => {
    const { ctx, types, dataOf, enqueued } = engine({ connections: [seen('Creating')] });
    await runWatch(ctx, watch(stalled));
    expect(types()).toEqual(['Stalled']);
    expect(dataOf('Stalled')).toMatchObject({
      requestId: 'maker',
      connection: { status: 'Creating' },
    });
    const [next] = enqueued('watch');
    expect(next).toMatchObject({ hasStalled: true });
    if (!next) throw new Error('no successor');
    await runWatch(ctx, next);
    expect(types()).toEqual(['Stalled']);
  });

  it('is not announced a moment earlier, nor while a person is waited for', async () => {
    const early = engine({ connections: [seen('Creating')] });
    await runWatch(early.ctx, watch({ ...stalled, since: START - 599_999 }));
    expect(early.types()).toEqual([]);
    const waiting = engine({ connections: [seen('Accepting')] });
    await runWatch(waiting.ctx, watch({ since: START - DAY, announced: 'Accepting' }));
    expect(waiting.types()).toEqual([]);
  });
});

describe('when a watch looks', () => {
  it('in place while it is young, so that a fast connection costs one invocation', async () => {
    const { ctx, cloud, journal, types } = engine({ connections: [seen('Creating')] });
    let looks = 0;
    const get: typeof cloud.peering.get = async (id) => {
      looks += 1;
      if (looks === 3) cloud.set(id, { status: 'Activated' });
      return cloud.peering.get(id);
    };
    const peering = { ...ctx.peering, get };
    await runWatch({ ...ctx, peering }, watch({ since: START, looks: 0 }));
    expect(types()).toEqual(['Activated']);
    expect(journal.filter((each) => each === 'task watch')).toEqual([]);
    expect(ctx.clock.now() - START).toBeGreaterThan(1_500);
    expect(ctx.clock.now() - START).toBeLessThan(4_000);
  });

  it('leaves waits of 2 s and more to a successor', async () => {
    const { ctx, enqueued } = engine({ connections: [seen('Creating')] });
    await runWatch(ctx, watch({ since: START, looks: 0 }));
    const [next] = enqueued('watch');
    expect(next?.looks).toBeGreaterThan(1);
    expect((next?.due ?? 0) - ctx.clock.now()).toBeGreaterThanOrEqual(2_000);
  });

  it('sleeps in place where that leaves more than 15 s of the invocation', async () => {
    const slept = async (remaining: number) => {
      const { ctx, enqueued } = engine({
        connections: [seen('Creating')],
        context: { random: () => 0.5, deadline: { remaining: () => remaining } },
      });
      await runWatch(ctx, watch({ since: START, looks: 0 }));
      return [ctx.clock.now() - START, enqueued('watch')[0]?.looks];
    };
    expect(await slept(16_000)).toEqual([0, 1]);
    expect(await slept(16_001)).toEqual([1_000, 2]);
  });

  it('leaves every wait to a successor near the end of the invocation', async () => {
    const { ctx, enqueued, advance } = engine({ connections: [seen('Creating')] });
    advance(285_500);
    await runWatch(ctx, watch({ since: START + 285_500, looks: 0 }));
    expect(enqueued('watch')).toMatchObject([{ looks: 1 }]);
  });

  it.each<[number, number, number]>([
    [0, 0, 1_000],
    [1, 0, 1_300],
    [4, 0, 2_856],
    [20, 30_000, 4_000],
    [60, 60_000, 4_000],
    [60, 600_000, 40_000],
    [200, 6 * HOUR, 1_440_000],
    [500, 6 * DAY, HOUR - 1_000],
  ])('look %i at the age of %i ms is followed by one in about %i ms', (looks, ageMs, expected) => {
    const { ctx } = fakeContext({ context: { random: () => 0.5 } });
    expect(nextLookIn(ctx, watch({ looks, since: START - ageMs }))).toBe(Math.round(expected));
  });

  it.each<[number, number, number]>([
    [0, 0, 1_000],
    [20, 30_000, 20_000],
    [60, 600_000, 200_000],
    [200, 6 * HOUR, HOUR - 1_000],
  ])(
    'and by five times as much where task ids are ignored: look %i at the age of %i ms, in about %i ms',
    (looks, ageMs, expected) => {
      const { ctx } = fakeContext({ context: { random: () => 0.5 } });
      ctx.memory.honoursTaskIds = false;
      expect(nextLookIn(ctx, watch({ looks, since: START - ageMs }))).toBe(expected);
    },
  );

  it('is spread by a quarter to either side', () => {
    const at = (random: number) =>
      nextLookIn(fakeContext({ context: { random: () => random } }).ctx, watch({ looks: 0 }));
    expect([at(0), at(1)]).toEqual([750, 1_250]);
  });
});

describe('a watch that has gone on for an hour', () => {
  const old = { since: START - HOUR };
  const successorsOf = async (
    task: WatchTask,
    connection: Connection,
    { honoursTaskIds = false, isUntaggable = false, stallAfterMs = 600_000 } = {},
  ) => {
    const { ctx, enqueued } = engine({ connections: [connection], settings: { stallAfterMs } });
    ctx.memory.honoursTaskIds = honoursTaskIds;
    if (isUntaggable) ctx.memory.unwritten.set('pcc-1', { state: 'Accepting', isForGood: true });
    await runWatch(ctx, task);
    return enqueued('watch').length;
  };
  const waits = seen('Accepting', { tags: ourTags('maker', 'Accepting') });
  const waiting = watch({ ...old, announced: 'Accepting' });

  it('leaves the status to the sweep where task ids are ignored', async () => {
    expect(await successorsOf(waiting, waits)).toBe(0);
    const stalled = watch({ ...old, hasStalled: true });
    expect(await successorsOf(stalled, seen('Creating'))).toBe(0);
  });

  it('goes on where they are honoured', async () => {
    expect(await successorsOf(waiting, waits, { honoursTaskIds: true })).toBe(1);
  });

  it('goes on where the sweep would not see what it waits for', async () => {
    const change = { values: { name: 'new' } };
    expect(await successorsOf({ ...waiting, action: 'modify', change }, waits)).toBe(1);
    expect(await successorsOf({ ...waiting, action: 'delete', isLeaving: true }, waits)).toBe(1);
    expect(await successorsOf(waiting, { ...waits, tags: [] })).toBe(1);
    expect(await successorsOf(waiting, waits, { isUntaggable: true })).toBe(1);
    expect(await successorsOf(watch({ ...old, since: START - HOUR + 1 }), waits)).toBe(1);
    expect(await successorsOf(watch(old), seen('Creating'), { stallAfterMs: 2 * HOUR })).toBe(1);
  });
});

describe('a watch that is woken early', () => {
  it('looks anyway the first time, and tells its successor', async () => {
    const { ctx, enqueued } = engine({ connections: [seen('Creating')] });
    await runWatch(ctx, watch({ due: START + 60_000 }));
    expect(ctx.clock.now()).toBe(START);
    expect(enqueued('watch')).toMatchObject([{ early: 4 }]);
  });

  it('twice running sleeps inside the invocation first', async () => {
    const { ctx, enqueued } = engine({ connections: [seen('Creating')] });
    await runWatch(ctx, watch({ due: START + 60_000, early: 1 }));
    expect(ctx.clock.now()).toBe(START + 60_000);
    expect(enqueued('watch')).toMatchObject([{ early: 5 }]);
  });

  it('sleeps no longer than its invocation lasts', async () => {
    const { ctx } = engine({ connections: [seen('Creating')] });
    await runWatch(ctx, watch({ due: START + HOUR, early: 1 }));
    expect(ctx.clock.now()).toBe(START + 290_000);
  });

  it.each([900, 0])('by %i ms sleeps the rest of the second and counts as on time', async (ms) => {
    const { ctx, enqueued } = engine({ connections: [seen('Creating')] });
    await runWatch(ctx, watch({ due: START + ms, early: 1 }));
    expect(ctx.clock.now()).toBe(START + ms);
    expect(enqueued('watch')).toMatchObject([{ early: 0 }]);
  });
});

describe('trouble of a watch', () => {
  it.each([
    ['ServiceUnavailable', 503],
    ['Forbidden.RAM', 403],
  ] as const)(
    '%s makes it look again, more and more rarely, and never end',
    async (code, status) => {
      const { ctx, cloud, enqueued } = engine();
      cloud.fail('get', apiError(code, status));
      let task = watch({ since: START - 60_000 });
      const waits: number[] = [];
      for (let at = 0; at < 8; at++) {
        await runWatch(ctx, task);
        const next = enqueued('watch').at(-1);
        if (!next) throw new Error('it ended');
        waits.push(next.due - START);
        task = { ...next, due: START };
      }
      expect(task.troubles).toBe(8);
      expect(Math.max(...waits.slice(5))).toBeGreaterThan(3 * (waits[0] ?? 0));
    },
  );

  it('waits at least as long as the service asked', async () => {
    const { ctx, cloud, enqueued } = engine();
    cloud.fail('get', Object.assign(apiError('Throttling'), { retryAfterMs: 90_000 }));
    await runWatch(ctx, watch());
    expect(enqueued('watch')[0]?.due).toBeGreaterThanOrEqual(START + 90_000);
  });

  it('that is a quota spreads the watches that wait for it over as long again', async () => {
    const dueOf = async (code: string, status: number) => {
      const { ctx, cloud, enqueued } = engine({ context: { random: () => 1 } });
      cloud.fail('get', Object.assign(apiError(code, status), { retryAfterMs: 90_000 }));
      await runWatch(ctx, watch());
      return (enqueued('watch')[0]?.due ?? 0) - START;
    };
    expect(await dueOf('Throttling', 400)).toBe(180_000);
    expect(await dueOf('ServiceUnavailable', 503)).toBe(90_000);
  });

  it('of a young watch is slept in place for a second, and left to a successor from 2 s on', async () => {
    const { ctx, cloud, enqueued } = engine({ context: { random: () => 0.5 } });
    cloud.fail('get', apiError('ServiceUnavailable', 503));
    await runWatch(ctx, watch({ since: START, looks: 0 }));
    expect(ctx.clock.now()).toBe(START + 1_000);
    expect(enqueued('watch')).toMatchObject([{ troubles: 2, due: START + 3_000 }]);
  });
});

describe('a watch of 7 days', () => {
  it('looks once more, and is parked where that brings no end', async () => {
    const { ctx, enqueued, messages, journal } = engine({ connections: [seen('Creating')] });
    await runWatch(ctx, watch({ begunAt: START - 7 * DAY, hasStalled: true }));
    expect(journal).toEqual(['get pcc-1', 'tagResources peerflow:state']);
    expect(enqueued('watch')).toEqual([]);
    expect(messages).toHaveLength(1);
    expect(messages[0]?.queue).toBe('peerflow-parked');
    expect(JSON.parse(messages[0]?.body ?? '')).toMatchObject({
      peerflow: 'parked',
      reason: 'pcc-1 was watched for 7 days without an end',
      task: { peerflow: 'watch', instanceId: 'pcc-1' },
    });
  });

  it('goes on a moment before that', async () => {
    const { ctx, enqueued, messages } = engine({ connections: [seen('Creating')] });
    await runWatch(ctx, watch({ begunAt: START - 7 * DAY + 1, hasStalled: true }));
    expect([enqueued('watch').length, messages.length]).toEqual([1, 0]);
  });

  it('ends with its fact like any other', async () => {
    const { ctx, types, messages } = engine({ connections: [seen('Activated')] });
    await runWatch(ctx, watch({ begunAt: START - 8 * DAY }));
    expect([types(), messages]).toEqual([['Activated'], []]);
  });
});
