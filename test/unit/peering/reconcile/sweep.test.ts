import { describe, expect, it } from 'vitest';
import type { Connection, Status } from '../../../../lib/peering/model/connection.ts';
import type { Page } from '../../../../lib/peering/ports.ts';
import type { SweepTask } from '../../../../lib/peering/queue/task-schema.ts';
import { firstOf, namedChain } from '../../../../lib/peering/queue/tasks.ts';
import { lookOnce, runSweep, sweepAll } from '../../../../lib/peering/reconcile/sweep.ts';
import type { StateWord } from '../../../../lib/peering/state/tags.ts';
import { apiError, START } from '../../support/context.ts';
import { engine, ourTags } from '../../support/engine.ts';
import { connectionIn } from '../samples.ts';

const HOUR = 3_600_000;

const ours = (
  instanceId: string,
  status: Status,
  state: StateWord,
  more: Partial<Connection> = {},
) => connectionIn(status, { instanceId, tags: ourTags('maker', state), ...more });

const sweepTask = (more: Partial<SweepTask> = {}): SweepTask => ({
  ...firstOf('sweep', namedChain('sweep', 'cn-hangzhou', String(START)), START),
  regionId: 'cn-hangzhou',
  tick: START,
  ...more,
});

/** An engine whose connections waiting for a person were looked at a moment ago. */
const swept = (...args: Parameters<typeof engine>) => {
  const it = engine(...args);
  it.ctx.memory.acceptingLookedAt.set('cn-hangzhou', START);
  return it;
};

const manyOf = (count: number, status: Status, state: StateWord) =>
  Array.from({ length: count }, (_, at) => ours(`pcc-${at}`, status, state));

/** Serves pages of a list by token. */
const paged =
  (pages: Readonly<Record<string, Page<Connection>>>, asked: unknown[]) =>
  async (query: { readonly nextToken?: string | undefined }): Promise<Page<Connection>> => {
    asked.push(query);
    return pages[query.nextToken ?? ''] ?? { items: [] };
  };

describe('a sweep', () => {
  it('looks anew at a connection of ours that is ahead of its state word, and does what a watch would', async () => {
    const tags = ourTags('maker', 'Creating', { routes: 'both' });
    const { ctx, journal } = swept({
      connections: [ours('pcc-1', 'Activated', 'Creating', { tags })],
    });
    await runSweep(ctx, sweepTask());
    expect(journal).toEqual([
      'list',
      'get pcc-1',
      'event Activated',
      'task routes',
      'tagResources peerflow:state',
    ]);
  });

  it('announces a status once where its tag is refused for good and somebody else has set it ahead of the truth', async () => {
    const { ctx, cloud, types } = swept({ connections: [ours('pcc-1', 'Activated', 'Deleted')] });
    cloud.fail('tagResources', apiError('Forbidden.RAM', 403));
    for (let sweeps = 0; sweeps < 3; sweeps++) await runSweep(ctx, sweepTask());
    expect(types()).toEqual(['Activated']);
  });

  it('announces a status once while its tag cannot be written, and writes it as soon as it can be', async () => {
    const { ctx, cloud, journal, types } = swept({
      connections: [ours('pcc-1', 'Activated', 'Creating')],
    });
    cloud.fail('tagResources', apiError('ServiceUnavailable', 503), 2);
    for (let sweeps = 0; sweeps < 4; sweeps++) await runSweep(ctx, sweepTask());
    expect(types()).toEqual(['Activated']);
    expect(journal.filter((each) => each.startsWith('tagResources'))).toHaveLength(3);
    expect(ctx.memory.unwritten.size).toBe(0);
  });

  it('announces each status of a connection once where its tags are refused for good', async () => {
    const { ctx, cloud, types } = swept({ connections: [ours('pcc-1', 'Creating', 'Requested')] });
    cloud.fail('tagResources', apiError('Forbidden.RAM', 403));
    for (const status of [
      'Creating',
      'Creating',
      'Accepting',
      'Accepting',
      'Activated',
      'Activated',
    ] as const) {
      cloud.set('pcc-1', { status });
      await runSweep(ctx, sweepTask());
    }
    expect(types()).toEqual(['Creating', 'Accepting', 'Activated']);
  });

  it('announces nothing from a stale row: the fresh look decides', async () => {
    const { ctx, cloud, types } = swept({ connections: [ours('pcc-1', 'Activated', 'Activated')] });
    cloud.rows = [ours('pcc-1', 'Accepting', 'Creating')];
    await runSweep(ctx, sweepTask());
    expect(types()).toEqual([]);
  });

  it('does nothing about a row that turns out to be gone, or no longer ours', async () => {
    const { ctx, cloud, effects, lines } = swept({
      connections: [connectionIn('Activated', { instanceId: 'pcc-2' })],
    });
    cloud.rows = [ours('pcc-1', 'Activated', 'Creating'), ours('pcc-2', 'Activated', 'Creating')];
    await runSweep(ctx, sweepTask());
    expect(effects()).toEqual([]);
    expect(lines.map(({ msg }) => msg)).toEqual(['Region swept']);
  });

  it.each<[string, Connection]>([
    ['is not ours', connectionIn('Activated', { instanceId: 'pcc-1' })],
    [
      'belongs to another account',
      ours('pcc-1', 'Activated', 'Creating', { ownerId: '283117732402483989' }),
    ],
    ['has been announced', ours('pcc-1', 'Activated', 'Activated')],
    ['is passing through a status without a word', ours('pcc-1', 'Updating', 'Activated')],
  ])('does not look at a connection that %s', async (_, row) => {
    const { ctx, journal, lines } = swept({ connections: [row] });
    await runSweep(ctx, sweepTask());
    expect(journal.filter((each) => !each.startsWith('task routes'))).toEqual(['list']);
    expect(lines.map(({ msg }) => msg)).toEqual(['Region swept']);
  });

  it('believes no word ahead of the truth', async () => {
    const { ctx, types } = swept({ connections: [ours('pcc-1', 'Accepting', 'Activated')] });
    await runSweep(ctx, sweepTask());
    expect(types()).toEqual(['Accepting']);
  });

  it('starts a lost watch of a connection in motion again, under the name it had', async () => {
    const { ctx, enqueued } = swept({ connections: [ours('pcc-1', 'Creating', 'Requested')] });
    await runSweep(ctx, sweepTask());
    expect(enqueued('watch')).toMatchObject([
      {
        chain: namedChain('watch', 'pcc-1', 'create'),
        ownerRequestId: 'maker',
        requestId: null,
        action: 'create',
        wanted: { routes: 'none', accept: 'manual' },
      },
    ]);
  });

  it('takes at most 60 fresh looks in one invocation and region, in the order of the list', async () => {
    const { ctx, journal } = swept({ connections: manyOf(70, 'Activated', 'Creating') });
    await runSweep(ctx, sweepTask());
    const looks = journal.filter((each) => each.startsWith('get'));
    expect(looks).toHaveLength(60);
    expect(looks[59]).toBe('get pcc-59');
  });

  it('does not let one connection hide the others', async () => {
    const { ctx, cloud, types, lines } = swept({
      connections: [ours('pcc-1', 'Activated', 'Creating'), ours('pcc-2', 'Activated', 'Creating')],
    });
    const get: typeof cloud.peering.get = (id) =>
      id === 'pcc-1' ? Promise.reject(new TypeError('odd')) : cloud.peering.get(id);
    await runSweep({ ...ctx, peering: { ...ctx.peering, get } }, sweepTask());
    expect(types()).toEqual(['Activated']);
    expect(lines.find(({ msg }) => msg === 'Connection not swept')?.fields).toMatchObject({
      instanceId: 'pcc-1',
    });
  });

  it('announces a connection that refuses tags once for each process', async () => {
    const { ctx, cloud, types } = swept({ connections: [ours('pcc-1', 'Activated', 'Creating')] });
    cloud.fail('tagResources', apiError('Forbidden.RAM', 403));
    await runSweep(ctx, sweepTask());
    await runSweep(ctx, sweepTask());
    expect(types()).toEqual(['Activated']);
  });

  it('announces what comes of a connection that refuses tags, too', async () => {
    const { ctx, cloud, types } = swept({ connections: [ours('pcc-1', 'Accepting', 'Creating')] });
    cloud.fail('tagResources', apiError('Forbidden.RAM', 403));
    await runSweep(ctx, sweepTask());
    cloud.put(ours('pcc-1', 'Activated', 'Creating'));
    await runSweep(ctx, sweepTask());
    await runSweep(ctx, sweepTask());
    expect(types()).toEqual(['Accepting', 'Activated']);
  });
});

describe('a connection that others delete', () => {
  it('is followed by a watch named by instance and hour, for it will be gone before the next sweep', async () => {
    const { ctx, enqueued, advance, journal } = swept({
      connections: [ours('pcc-1', 'Deleting', 'Activated')],
    });
    await runSweep(ctx, sweepTask());
    await runSweep(ctx, sweepTask());
    expect(enqueued('watch')).toMatchObject([
      {
        isLeaving: true,
        requestId: null,
        ownerRequestId: 'maker',
        lastStatus: 'Deleting',
        announced: 'Activated',
        lastSeen: { instanceId: 'pcc-1' },
      },
    ]);
    expect(journal).toEqual(['list', 'task watch', 'list', 'task watch exists']);
    advance(HOUR);
    await runSweep({ ...ctx, deadline: { remaining: () => 300_000 } }, sweepTask());
    expect(enqueued('watch')).toHaveLength(2);
  });
});

describe('a connection that a fresh look finds on its way out', () => {
  const leaving = () => engine({ connections: [ours('pcc-1', 'Deleting', 'Creating')] });
  const followed = [
    { isLeaving: true, ownerRequestId: 'maker', lastStatus: 'Deleting', announced: 'Creating' },
  ];

  it('is followed to its end, though the row or the hint that led there did not say so', async () => {
    const stale = leaving();
    stale.cloud.rows = [ours('pcc-1', 'Activated', 'Creating')];
    await runSweep(stale.ctx, sweepTask());
    expect(stale.enqueued('watch')).toMatchObject(followed);
    const hinted = leaving();
    await lookOnce(hinted.ctx, 'pcc-1');
    expect(hinted.enqueued('watch')).toMatchObject(followed);
  });
});

describe('what waits for a person', () => {
  const remembered = async (count: number, status: Status) => {
    const { ctx } = engine({ connections: [ours('pcc-1', status, 'Creating')] });
    for (let at = 0; at < count; at++) ctx.memory.acceptingLookedAt.set(`pcc-x${at}`, START);
    await runSweep(ctx, sweepTask());
    return ctx.memory.acceptingLookedAt.size;
  };

  it('is all that a process remembers the looks of, up to a bound at which it begins anew', async () => {
    expect(await remembered(0, 'Accepting')).toBe(1);
    expect(await remembered(0, 'Activated')).toBe(0);
    expect(await remembered(19_999, 'Accepting')).toBe(20_000);
    expect(await remembered(20_000, 'Accepting')).toBe(1);
  });

  it('is looked at once an hour', async () => {
    const { ctx, journal, advance } = engine({
      connections: [ours('pcc-1', 'Accepting', 'Accepting')],
    });
    const looks = () => journal.filter((each) => each === 'get pcc-1').length;
    const alive = { ...ctx, deadline: { remaining: () => 300_000 } };
    await runSweep(alive, sweepTask());
    await runSweep(alive, sweepTask());
    expect(looks()).toBe(1);
    advance(HOUR - 1);
    await runSweep(alive, sweepTask());
    expect(looks()).toBe(1);
    advance(1);
    await runSweep(alive, sweepTask());
    expect(looks()).toBe(2);
  });
});

describe('pages of a sweep', () => {
  const pages = {
    '': { items: [ours('pcc-1', 'Activated', 'Creating')], nextToken: 'two' },
    two: { items: [ours('pcc-2', 'Activated', 'Creating')], nextToken: '' },
  };

  it.each([
    ['the same page again and again', 0],
    ['pages for an hour', HOUR],
  ])('end at %s', async (_, ageMs) => {
    let page = 0;
    const it = engine({
      context: { deadline: { remaining: () => 300_000 } },
    });
    const list = async () => ({ items: [], nextToken: ageMs === 0 ? 'same' : `page-${page++}` });
    const ctx = { ...it.ctx, peering: { ...it.ctx.peering, list } };
    await runSweep(ctx, sweepTask({ tick: START - ageMs }));
    expect(it.lines).toMatchObject([{ level: 'error', msg: expect.stringContaining('no end') }]);
    expect(it.enqueued('sweep')).toEqual([]);
  });

  it('of 100 are walked to the last', async () => {
    const asked: unknown[] = [];
    const { ctx, cloud, types } = swept({
      connections: [ours('pcc-1', 'Activated', 'Creating'), ours('pcc-2', 'Activated', 'Creating')],
    });
    const peering = { ...cloud.peering, list: paged(pages, asked) };
    await runSweep({ ...ctx, peering }, sweepTask());
    expect(asked).toEqual([
      { regionId: 'cn-hangzhou', maxResults: 100, nextToken: undefined },
      { regionId: 'cn-hangzhou', maxResults: 100, nextToken: 'two' },
    ]);
    expect(types()).toEqual(['Activated', 'Activated']);
  });

  it('that show a connection again follow it where somebody deleted it meanwhile', async () => {
    const { ctx, cloud, enqueued } = swept({
      connections: [ours('pcc-1', 'Activated', 'Activated')],
    });
    const list = paged(
      {
        '': { items: [ours('pcc-1', 'Activated', 'Activated')], nextToken: 'two' },
        two: { items: [ours('pcc-1', 'Deleting', 'Activated')] },
      },
      [],
    );
    await runSweep({ ...ctx, peering: { ...cloud.peering, list } }, sweepTask());
    expect(enqueued('watch')).toMatchObject([{ isLeaving: true, lastStatus: 'Deleting' }]);
  });

  it('that do not fit into an invocation go on in a task, which begins where it ended', async () => {
    const asked: unknown[] = [];
    const { ctx, cloud, enqueued } = swept();
    const peering = { ...cloud.peering, list: paged(pages, asked) };
    const short = { ...ctx, peering, deadline: { remaining: () => 19_999 } };
    await runSweep(short, sweepTask());
    expect(enqueued('sweep')).toMatchObject([
      { step: 1, nextToken: 'two', regionId: 'cn-hangzhou' },
    ]);
    const [next] = enqueued('sweep');
    if (!next) throw new Error('no task');
    await runSweep(short, next);
    expect(asked).toMatchObject([{ nextToken: undefined }, { nextToken: 'two' }]);
    expect(enqueued('sweep')).toHaveLength(1);
  });

  it.each([
    [20_000, 0],
    [19_999, 1],
  ])('go on with %i ms left: %i task', async (remaining, count) => {
    const { ctx, cloud, enqueued } = swept();
    const peering = { ...cloud.peering, list: paged(pages, []) };
    await runSweep({ ...ctx, peering, deadline: { remaining: () => remaining } }, sweepTask());
    expect(enqueued('sweep')).toHaveLength(count);
  });

  it('left over by a tick of the timer go to the poller as well', async () => {
    const { ctx, cloud, tasks } = swept({ settings: { regions: ['cn-hangzhou'] } });
    const peering = { ...cloud.peering, list: paged(pages, []) };
    await sweepAll({ ...ctx, peering, deadline: { remaining: () => 19_999 } }, START);
    expect(tasks).toMatchObject([
      {
        functionName: 'peerflow-poller',
        task: { peerflow: 'sweep', nextToken: 'two', tick: START },
      },
    ]);
  });

  it.each([
    [22_000, 1],
    [22_001, 2],
  ])(
    'are asked for again only where time is left for one: %i ms, %i calls',
    async (remaining, calls) => {
      const { ctx, cloud, journal } = swept({ context: { random: () => 0.5 } });
      cloud.fail('list', apiError('Throttling'), 1);
      const short = { ...ctx, deadline: { remaining: () => remaining } };
      await runSweep(short, sweepTask()).catch(() => undefined);
      expect(journal.filter((each) => each === 'list')).toHaveLength(calls);
    },
  );

  it('are asked for again where that may help, a few times', async () => {
    const { ctx, cloud, types, journal } = swept({
      connections: [ours('pcc-1', 'Activated', 'Creating')],
    });
    cloud.fail('list', apiError('Throttling'), 3);
    await runSweep(ctx, sweepTask());
    expect(types()).toEqual(['Activated']);
    expect(journal.filter((each) => each === 'list')).toHaveLength(4);
    cloud.fail('list', apiError('Throttling'));
    await expect(runSweep(ctx, sweepTask())).rejects.toThrow('Throttling');
    expect(journal.filter((each) => each === 'list')).toHaveLength(8);
  });

  it('are not asked for again where that is useless', async () => {
    const { ctx, cloud, journal } = swept();
    cloud.fail('list', apiError('Forbidden.RAM', 403));
    await expect(runSweep(ctx, sweepTask())).rejects.toThrow('Forbidden.RAM');
    expect(journal).toEqual(['list']);
  });
});

describe('checks of routes', () => {
  it('are asked for by one sweep at most fifty times; the next one goes on', async () => {
    const rows = Array.from({ length: 60 }, (_, at) =>
      ours(`pcc-${at}`, 'Activated', 'Activated', {
        tags: ourTags('maker', 'Activated', { routes: 'both' }),
        vpc: { vpcId: `vpc-x${at}`, ipv4Cidrs: [], ipv6Cidrs: [] },
        acceptingVpc: { vpcId: `vpc-y${at}`, ipv4Cidrs: [], ipv6Cidrs: [] },
      }),
    );
    const { ctx, enqueued } = swept({ connections: rows, settings: { drift: 'announce' } });
    await runSweep(ctx, sweepTask());
    const first = enqueued('routes').length;
    expect(first).toBe(50);
    await runSweep(ctx, sweepTask());
    expect(enqueued('routes').length).toBeGreaterThan(first);
  });
});

describe('what a sweep logs', () => {
  it('is how many connections it passed by and how many it looked at', async () => {
    const { ctx, lines } = swept({
      connections: [
        ours('pcc-1', 'Activated', 'Creating'),
        ours('pcc-2', 'Activated', 'Activated'),
      ],
    });
    await runSweep(ctx, sweepTask());
    expect(lines.find(({ msg }) => msg === 'Region swept')?.fields).toMatchObject({
      regionId: 'cn-hangzhou',
      connections: 2,
      looks: 1,
    });
  });

  it('is its end, which an alarm misses where every region is out of reach', async () => {
    const down = engine();
    down.cloud.fail('list', apiError('Forbidden.RAM', 403));
    await sweepAll(down.ctx, START);
    expect(down.lines.map(({ msg }) => msg)).not.toContain('Sweep ended');
    const up = engine();
    await sweepAll(up.ctx, START);
    expect(up.lines.find(({ msg }) => msg === 'Sweep ended')?.fields).toMatchObject({ regions: 2 });
  });
});

describe('a tick of the timer', () => {
  it('sweeps every managed region; one out of reach does not hide the others', async () => {
    const { ctx, cloud, lines } = engine();
    cloud.fail('list', apiError('Forbidden.RAM', 403), 1);
    await sweepAll(ctx, START);
    expect(cloud.inputs.map(({ input }) => input)).toMatchObject([
      { regionId: 'cn-hangzhou' },
      { regionId: 'cn-shanghai' },
    ]);
    expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
      ['error', 'Region not swept'],
      ['info', 'Region swept'],
      ['info', 'Sweep ended'],
    ]);
  });
});

describe('regions that are swept side by side', () => {
  it('are not held up by one whose API hangs', async () => {
    const { ctx, cloud, lines } = engine();
    const list: typeof cloud.peering.list = (query) =>
      query.regionId === 'cn-hangzhou' ? new Promise(() => {}) : cloud.peering.list(query);
    void sweepAll({ ...ctx, peering: { ...cloud.peering, list } }, START);
    await new Promise(setImmediate);
    expect(lines.map(({ msg, fields }) => [msg, fields.regionId])).toEqual([
      ['Region swept', 'cn-shanghai'],
    ]);
  });

  it('look once at a connection that more than one lists', async () => {
    const { ctx, types, journal } = engine({
      connections: [ours('pcc-1', 'Activated', 'Creating')],
    });
    await sweepAll(ctx, START);
    expect(journal.filter((each) => each === 'list')).toHaveLength(2);
    expect(types()).toEqual(['Activated']);
  });

  it('are eight at most', async () => {
    const regions = Array.from({ length: 20 }, (_, at) => `cn-region-${at}`);
    const { ctx, cloud } = engine({ settings: { regions } });
    const asked: unknown[] = [];
    const list = ({ regionId }: { readonly regionId: string }) => {
      asked.push(regionId);
      return new Promise<never>(() => {});
    };
    void sweepAll({ ...ctx, peering: { ...cloud.peering, list } }, START);
    await new Promise(setImmediate);
    expect(asked).toEqual(regions.slice(0, 8));
  });
});

describe('a hint', () => {
  it('leads to one look, which does what a sweep would', async () => {
    const { ctx, types } = engine({ connections: [ours('pcc-1', 'Activated', 'Creating')] });
    await lookOnce(ctx, 'pcc-1');
    expect(types()).toEqual(['Activated']);
  });

  it('to a connection of strangers, or to nothing, leads to nothing', async () => {
    const { ctx, effects } = engine({
      connections: [connectionIn('Activated', { instanceId: 'pcc-1' })],
    });
    await lookOnce(ctx, 'pcc-1');
    await lookOnce(ctx, 'pcc-2');
    expect(effects()).toEqual([]);
  });
});
