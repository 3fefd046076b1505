import { describe, expect, it } from 'vitest';
import { type Attempt, ended, wait } from '../../../../lib/peering/attempt.ts';
import type { WorkItem } from '../../../../lib/peering/queue/backoff.ts';
import { withinQuota } from '../../../../lib/peering/queue/flow-control.ts';
import { runLanes } from '../../../../lib/peering/queue/lanes.ts';
import { fakeContext, START } from '../../support/context.ts';
import { deleteRequest, itemOf } from '../commands/items.ts';
import { connectionIn } from '../samples.ts';
import { createItem } from './items.ts';

const HOUR = 3_600_000;

const created = ({ identified, position }: WorkItem): Attempt =>
  ended({
    outcome: 'created',
    requestId: identified.requestId,
    instanceId: `pcc-${position}`,
    connection: {},
  });

const spoke = (at: number) => createItem(at, { acceptingVpcId: `vpc-${at}` });
const apart = (at: number) => createItem(at, { vpcId: `vpc-x${at}`, acceptingVpcId: `vpc-y${at}` });

describe('lanes', () => {
  it('run items that share a VPC one after another, oldest first, and others side by side', async () => {
    const { ctx } = fakeContext();
    const running = new Set<number>();
    const order: number[] = [];
    let mostAtOnce = 0;
    const attempt = async (item: WorkItem): Promise<Attempt> => {
      running.add(item.position);
      order.push(item.position);
      const hub = [...running].filter((each) => each < 10);
      expect(hub.length).toBeLessThanOrEqual(1);
      mostAtOnce = Math.max(mostAtOnce, running.size);
      await Promise.resolve();
      running.delete(item.position);
      return created(item);
    };
    const items = [spoke(1), spoke(0), ...[10, 11, 12].map(apart)];
    const { ended: done, left } = await runLanes(ctx, items, {
      attempt,
      patienceMs: Number.POSITIVE_INFINITY,
    });
    expect(left).toEqual([]);
    expect([...done.keys()].sort((a, b) => a - b)).toEqual([0, 1, 10, 11, 12]);
    expect(order.filter((each) => each < 10)).toEqual([0, 1]);
    expect(mostAtOnce).toBeGreaterThan(1);
  });

  it('leave what must wait, free VPCs first, each with its reason and time spent', async () => {
    const busy = connectionIn('Creating', {
      vpc: { vpcId: 'vpc-a', ipv4Cidrs: [], ipv6Cidrs: [] },
    });
    const { ctx } = fakeContext({ peering: { list: async () => ({ items: [busy] }) } });
    const items = [spoke(0), spoke(1), apart(2)];
    const { left, waits } = await runLanes(ctx, items, {
      attempt: async ({ position }) =>
        position === 2 ? wait('pending', 'not yet') : wait('conflict', 'busy'),
      patienceMs: 0,
    });
    expect(left.map(({ position }) => position)).toEqual([2, 0, 1]);
    expect(left.map(({ reason }) => reason)).toEqual(['pending', 'conflict', 'conflict']);
    expect(waits.get(0)?.detail).toBe('busy');
    for (const each of left) expect(each.due).toBeGreaterThan(START);
  });

  it('count the time of every wait, in this invocation and before, and leave to a last look what reached its bound', async () => {
    const { ctx } = fakeContext();
    const waited = {
      ...createItem(0),
      reason: 'conflict' as const,
      waitingSince: START - 2 * HOUR,
      spent: { conflict: 4 * HOUR },
      tries: 30,
    };
    let attempts = 0;
    const { ended: done, left } = await runLanes(ctx, [waited], {
      attempt: async () => {
        attempts += 1;
        return wait('conflict', 'still busy');
      },
      patienceMs: Number.POSITIVE_INFINITY,
    });
    expect([attempts, done.size]).toEqual([1, 0]);
    expect(left).toMatchObject([
      {
        spent: { conflict: 6 * HOUR },
        givenUp: { code: 'Conflict.Operation', message: 'still busy' },
      },
    ]);
    expect(left[0]?.due).toBeGreaterThan(START);
  });

  it('leave what an older item holds up for when that one is due, and do not come back before', async () => {
    const { ctx } = fakeContext();
    const older = { ...spoke(0), due: START + 27_000 };
    const younger = { ...spoke(1), due: START - 5_000 };
    const attempts: number[] = [];
    const { left } = await runLanes(ctx, [older, younger], {
      attempt: async (item) => {
        attempts.push(item.position);
        return created(item);
      },
      patienceMs: Number.POSITIVE_INFINITY,
    });
    expect(attempts).toEqual([]);
    expect(left.map(({ position, due, reason }) => [position, due, reason])).toEqual([
      [0, START + 27_000, undefined],
      [1, START + 27_000, undefined],
    ]);
    expect(ctx.clock.now()).toBe(START);
  });

  it('sleep in place until the older one of two is due', async () => {
    const { ctx } = fakeContext();
    const items = [{ ...spoke(0), due: START + 2_000 }, spoke(1)];
    const { ended: done } = await runLanes(ctx, items, {
      attempt: async (item) =>
        ended({
          outcome: 'done',
          requestId: item.identified.requestId,
          instanceId: '',
          connection: {},
        }),
      patienceMs: 2_000,
    });
    expect([...done.keys()]).toEqual([0, 1]);
    expect(ctx.clock.now()).toBe(START + 2_000);
  });

  it('have the last try of an item at its bound, not a long wait later', async () => {
    const { ctx } = fakeContext();
    const minute = HOUR / 60;
    const spent = { conflict: 6 * HOUR - minute };
    const waited = { tries: 30, spent, reason: 'conflict' as const, waitingSince: START };
    const items = [{ ...itemOf(deleteRequest), ...waited }];
    const { left } = await runLanes(ctx, items, {
      attempt: async () => wait('conflict', 'Updating'),
      patienceMs: Number.POSITIVE_INFINITY,
    });
    expect(left).toMatchObject([{ due: START + minute }]);
  });

  it('do not give up a 503 after hours of conflict', async () => {
    const { ctx } = fakeContext();
    const waited = { ...createItem(0), spent: { conflict: 5 * HOUR }, tries: 30 };
    const { left } = await runLanes(ctx, [waited], {
      attempt: async () => wait('transient', '503'),
      patienceMs: 0,
    });
    expect(left).toMatchObject([{ reason: 'transient', tries: 1 }]);
    expect(left[0]?.givenUp).toBeUndefined();
  });

  it('start nothing while the API throttles, and let what waits wait until it takes calls again', async () => {
    const { ctx } = fakeContext();
    let attempts = 0;
    const { left } = await runLanes(
      ctx,
      Array.from({ length: 30 }, (_, at) => apart(at)),
      {
        attempt: async () => {
          attempts += 1;
          return { ...wait('throttled', 'slow down'), retryAfterMs: 30_000 };
        },
        patienceMs: 0,
      },
    );
    expect(attempts).toBeLessThanOrEqual(10);
    expect(left).toHaveLength(30);
    for (const each of left) expect(each.due).toBeGreaterThanOrEqual(START + 30_000);
  });

  it.each([
    [296_000, 0],
    [296_000, 1_000],
    [299_000, 0],
  ])(
    'start nothing new, and sleep no more, %i ms into an invocation of 300 s',
    async (ms, waits) => {
      const { ctx, advance } = fakeContext();
      advance(ms);
      const item = { ...apart(0), due: START + ms + waits };
      const { left } = await runLanes(ctx, [item], {
        attempt: async () => {
          throw new Error('started too late');
        },
        patienceMs: Number.POSITIVE_INFINITY,
      });
      expect([left.length, ctx.clock.now()]).toEqual([1, START + ms]);
    },
  );

  it('try one by one what comes back from a wait for the quota, or after the API throttled a moment ago', async () => {
    const mostAtOnce = async (items: readonly WorkItem[], throttledAgoMs?: number) => {
      const { ctx, advance } = fakeContext();
      if (throttledAgoMs !== undefined) {
        const refusal = { ...wait('throttled', 'slow down'), retryAfterMs: 1_000 };
        await withinQuota(ctx, apart(9), async () => refusal);
        advance(throttledAgoMs);
      }
      let [running, most] = [0, 0];
      await runLanes(ctx, items, {
        attempt: async (item) => {
          running += 1;
          most = Math.max(most, running);
          await Promise.resolve();
          running -= 1;
          return created(item);
        },
        patienceMs: 0,
      });
      return most;
    };
    const items = [0, 1, 2].map(apart);
    const back = { ...apart(3), reason: 'throttled' as const, waitingSince: START };
    expect(await mostAtOnce(items)).toBe(3);
    expect(await mostAtOnce([...items, back])).toBe(1);
    expect(await mostAtOnce(items, 60_999)).toBe(1);
    expect(await mostAtOnce(items, 61_000)).toBe(3);
  });

  it('sleep until the first of several is due', async () => {
    const { ctx } = fakeContext();
    const tried: number[] = [];
    const items = [1_000, 3_000].map((ms, at) => ({ ...apart(at), due: START + ms }));
    await runLanes(ctx, items, {
      attempt: async (item) => {
        tried.push(ctx.clock.now() - START);
        return created(item);
      },
      patienceMs: Number.POSITIVE_INFINITY,
    });
    expect(tried).toEqual([1_000, 3_000]);
  });

  it('try what met a conflict as soon as a look shows its VPCs free, whatever its own wait', async () => {
    let draws = 0;
    const random = () => (draws++ === 0 ? 1 : 0);
    const { ctx } = fakeContext({ context: { random } });
    const tried: number[] = [];
    await runLanes(ctx, [apart(0)], {
      attempt: async (item) => {
        tried.push(ctx.clock.now() - START);
        return tried.length === 1 ? wait('conflict', 'busy') : created(item);
      },
      patienceMs: Number.POSITIVE_INFINITY,
    });
    expect(tried).toEqual([0, 1_500]);
  });

  it('have the last look at what is given up after the wait of its reason', async () => {
    const { ctx } = fakeContext({ context: { random: () => 0.5 } });
    const waited = { reason: 'transient' as const, spent: { transient: HOUR }, tries: 1 };
    const { left } = await runLanes(ctx, [{ ...apart(0), ...waited, waitingSince: START }], {
      attempt: async () => wait('transient', '503'),
      patienceMs: Number.POSITIVE_INFINITY,
    });
    expect(left).toMatchObject([{ due: START + 2_000, givenUp: { message: '503' } }]);
  });

  it('leave what an attempt has decided to fail to a run of its own, and keep what was decided', async () => {
    const { ctx } = fakeContext();
    const givenUp = { code: 'QuotaExceeded.VpcPeer', message: 'quota', retryable: false };
    let attempts = 0;
    const { left } = await runLanes(ctx, [apart(0)], {
      attempt: async () => {
        attempts += 1;
        return wait('transient', 'not announced', { givenUp });
      },
      patienceMs: Number.POSITIVE_INFINITY,
    });
    expect([attempts, left]).toMatchObject([1, [{ givenUp }]]);
  });

  it('do not give up what waits for something else, however long its VPC was busy before', async () => {
    const { ctx } = fakeContext();
    const waited = { reason: 'transient' as const, spent: { conflict: 6 * HOUR }, tries: 1 };
    const item = { ...apart(0), ...waited, waitingSince: START, due: START + 60_000 };
    const { left } = await runLanes(ctx, [item], {
      attempt: async () => wait('transient', '503'),
      patienceMs: 0,
    });
    expect(left).toEqual([item]);
  });

  it('take what shares a VPC with an item that is held up for held up, too', async () => {
    const { ctx } = fakeContext();
    const behind = spoke(1);
    const next = createItem(2, { vpcId: 'vpc-1', acceptingVpcId: 'vpc-2' });
    const after = createItem(3, { vpcId: 'vpc-2', acceptingVpcId: 'vpc-3' });
    const free = { ...apart(4), due: START + 60_000 };
    const tried: number[] = [];
    const { left } = await runLanes(ctx, [behind, next, after, free], {
      attempt: async ({ position }) => {
        tried.push(position);
        return wait('conflict', 'busy');
      },
      patienceMs: 0,
    });
    expect(tried).toEqual([1]);
    expect(left.map(({ position, reason }) => [position, reason])).toEqual([
      [4, undefined],
      [1, 'conflict'],
      [2, 'conflict'],
      [3, 'conflict'],
    ]);
  });

  it('look at a VPC before the next create is spent on it, and go on as soon as it is free', async () => {
    let looks = 0;
    const list = async () => {
      looks += 1;
      return { items: [] };
    };
    const { ctx } = fakeContext({ peering: { list }, context: { random: () => 0.5 } });
    const order: number[] = [];
    const { ended: done, left } = await runLanes(ctx, [spoke(0), spoke(1)], {
      attempt: async (item) => {
        order.push(item.position, ctx.clock.now() - START);
        return created(item);
      },
      patienceMs: Number.POSITIVE_INFINITY,
    });
    expect([order, done.size, left.length]).toEqual([[0, 0, 1, 2_000], 2, 0]);
    expect(looks).toBe(1);
  });

  it('block no VPC after an attempt that made nothing', async () => {
    const { ctx } = fakeContext();
    const { ended: done } = await runLanes(ctx, [spoke(0), spoke(1)], {
      attempt: async ({ identified }) =>
        ended({ outcome: 'queued', requestId: identified.requestId, detail: '' }),
      patienceMs: 0,
    });
    expect([done.size, ctx.clock.now()]).toEqual([2, START]);
  });

  it('leave the rest to a task after four sleeps that brought nothing', async () => {
    const { ctx } = fakeContext({ context: { random: () => 0.5 } });
    let attempts = 0;
    const { left } = await runLanes(ctx, [apart(0)], {
      attempt: async () => wait(attempts++ % 2 === 0 ? 'transient' : 'throttled', 'not yet'),
      patienceMs: Number.POSITIVE_INFINITY,
    });
    expect([attempts, left.length]).toEqual([5, 1]);
    // One and one, then two and two: a reason that comes back goes on where it was.
    expect(ctx.clock.now() - START).toBe(6_000);
  });

  it('sleep no longer in all than a caller waits', async () => {
    const { ctx } = fakeContext({ context: { random: () => 0.5 } });
    await runLanes(ctx, [apart(0)], {
      attempt: async () => wait('transient', 'not yet'),
      patienceMs: 2_999,
    });
    expect(ctx.clock.now() - START).toBe(1_000);
  });

  it('give up an item behind a VPC that stayed busy too long, though it was never tried', async () => {
    const { ctx } = fakeContext();
    const old = {
      ...spoke(1),
      reason: 'conflict' as const,
      waitingSince: START - 7 * HOUR,
      tries: 40,
    };
    const tried: number[] = [];
    const { left } = await runLanes(ctx, [spoke(0), old], {
      attempt: async ({ position }) => {
        tried.push(position);
        return wait('conflict', 'busy');
      },
      patienceMs: 0,
    });
    expect(tried).toEqual([0]);
    expect(left).toMatchObject([
      { position: 0 },
      {
        spent: { conflict: 7 * HOUR },
        givenUp: { code: 'Conflict.Operation', message: 'Another operation runs on vpc-a.' },
      },
    ]);
    expect(left[0]?.givenUp).toBeUndefined();
  });

  it('look at a hub that moves soon again, and at one that does not ever more rarely', async () => {
    const busy = connectionIn('Creating');
    const blocked = (tries: number) => ({
      ...spoke(1),
      reason: 'conflict' as const,
      waitingSince: START,
      tries,
    });
    const run = async (first: Attempt['kind']) => {
      const { ctx } = fakeContext({
        peering: { list: async () => ({ items: [busy] }) },
        context: { random: () => 0.5 },
      });
      const { left } = await runLanes(ctx, [spoke(0), blocked(6)], {
        attempt: async (item) => (first === 'ended' ? created(item) : wait('conflict', 'busy')),
        patienceMs: 0,
      });
      return left.find(({ position }) => position === 1);
    };
    expect(await run('ended')).toMatchObject({ tries: 1, due: START + 2_000 });
    expect(await run('wait')).toMatchObject({
      tries: 7,
      due: START + Math.round(2_000 * 1.6 ** 6),
    });
  });

  it('leave an action on a connection its own time, for there is no VPC to look at', async () => {
    const { ctx } = fakeContext({ context: { random: () => 0.5 } });
    const { left } = await runLanes(ctx, [itemOf(deleteRequest)], {
      attempt: async () => wait('conflict', 'Updating'),
      patienceMs: 0,
    });
    expect(left).toMatchObject([{ reason: 'conflict', due: START + 2_000 }]);
  });

  it('try what is not throttled while something else waits', async () => {
    const { ctx } = fakeContext({ context: { random: () => 0.5 } });
    const order: number[] = [];
    const { left } = await runLanes(ctx, [apart(0), apart(1)], {
      attempt: async ({ position }) => {
        order.push(position);
        return position === 0
          ? { ...wait('transient', '503'), retryAfterMs: 60_000 }
          : wait('pending', '');
      },
      patienceMs: 0,
    });
    expect(order).toEqual([0, 1]);
    expect(left.map(({ due }) => due - START)).toEqual([60_000, 2_000]);
  });

  it('wait on for a VPC from when the wait began, in this invocation or an earlier one', async () => {
    const busy = connectionIn('Creating');
    const { ctx } = fakeContext({ peering: { list: async () => ({ items: [busy] }) } });
    const waited = {
      ...spoke(1),
      reason: 'conflict' as const,
      waitingSince: START - HOUR,
      tries: 3,
    };
    const fresh = spoke(2);
    const other = {
      ...spoke(3),
      reason: 'transient' as const,
      waitingSince: START - HOUR,
      tries: 9,
    };
    const { left } = await runLanes(ctx, [waited, fresh, other], {
      attempt: async () => wait('conflict', 'busy'),
      patienceMs: 0,
    });
    const by = (position: number) => left.find((each) => each.position === position);
    expect(by(1)).toMatchObject({ reason: 'conflict', tries: 4, spent: { conflict: HOUR } });
    expect(by(2)).toMatchObject({ reason: 'conflict', tries: 1, spent: {}, waitingSince: START });
    expect(by(3)).toMatchObject({ reason: 'conflict', tries: 1, spent: { transient: HOUR } });
  });

  it('leave a wait of over 4 s to a task however patient the caller is', async () => {
    const { ctx } = fakeContext();
    const { left } = await runLanes(ctx, [apart(0)], {
      attempt: async () => ({ ...wait('transient', '503'), retryAfterMs: 4_001 }),
      patienceMs: Number.POSITIVE_INFINITY,
    });
    expect([left.length, ctx.clock.now()]).toEqual([1, START]);
    const sleeping = fakeContext();
    let attempts = 0;
    await runLanes(sleeping.ctx, [apart(0)], {
      attempt: async (item) =>
        attempts++ === 0 ? { ...wait('transient', '503'), retryAfterMs: 4_000 } : created(item),
      patienceMs: 4_000,
    });
    expect([attempts, sleeping.ctx.clock.now()]).toEqual([2, START + 4_000]);
  });
});
