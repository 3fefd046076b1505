import { describe, expect, it } from 'vitest';
import { type Attempt, ended, type Wait, wait } from '../../../../lib/peering/attempt.ts';
import type { Context } from '../../../../lib/peering/context.ts';
import { wasThrottledLately, withinQuota } from '../../../../lib/peering/queue/flow-control.ts';
import { fakeContext, START } from '../../support/context.ts';
import { createItem } from './items.ts';

const MINUTE = 60_000;

const throttled: Wait = {
  ...wait('throttled', 'Throttling.User: slow down'),
  retryAfterMs: MINUTE,
};
const done = ended({ outcome: 'created', requestId: 'r', instanceId: 'pcc-1', connection: {} });

const aged = (position: number, ageMs: number) => {
  const item = createItem(position, { acceptingVpcId: `vpc-${position}` });
  return { ...item, identified: { ...item.identified, arrival: START - ageMs } };
};

/** Numbers of a fixed sequence, evenly spread between 0 and 1. */
const evenly = () => {
  let value = 0;
  return () => {
    value = (value + 0.618) % 1;
    return value;
  };
};

/** A process that has seen requests of so many ages turned away. */
const process = async (ages: readonly number[], random = () => 0) => {
  const { ctx, advance } = fakeContext({ context: { random } });
  let calls = 0;
  const ask = async (ageMs: number, answer: Attempt = throttled): Promise<Attempt> =>
    withinQuota(ctx, aged(calls, ageMs), async () => {
      calls += 1;
      return answer;
    });
  for (const age of ages) await ask(age);
  return { ctx, advance, ask, calls: () => calls };
};

const turnOf = (attempt: Attempt): number =>
  attempt.kind === 'wait' ? (attempt.turnMs ?? Number.NaN) : Number.NaN;

describe('an action that the API refuses as too many calls', () => {
  it('is called once until the API may take it again, then again', async () => {
    const { ask, calls, advance } = await process([0, 0, 0]);
    expect(calls()).toBe(1);
    advance(MINUTE);
    await expect(ask(0, done)).resolves.toEqual(done);
    expect(calls()).toBe(2);
  });

  it('says when, and what the API said', async () => {
    const { ask, advance } = await process([0]);
    advance(20_000);
    const attempt = await ask(0);
    expect(attempt).toMatchObject({ kind: 'wait', reason: 'throttled', retryAfterMs: 40_000 });
    expect(attempt.kind === 'wait' && attempt.detail).toContain('no further create');
  });

  it('hands on what the attempt did before it was refused: what is written is not written again', async () => {
    const { ask } = await process([]);
    const attempt = await ask(0, { ...throttled, carry: { isModified: true } });
    expect(attempt).toMatchObject({ kind: 'wait', carry: { isModified: true } });
  });

  it('holds up no other action', async () => {
    const { ctx, calls } = await process([0]);
    const item = aged(9, 0);
    const request = {
      ...item.identified.request,
      action: 'delete' as const,
      instanceId: 'pcc-1',
      force: false,
    };
    await withinQuota(
      ctx,
      { ...item, identified: { ...item.identified, request } },
      async () => done,
    );
    expect(calls()).toBe(1);
  });

  it('holds up no create in another region, which is counted apart', async () => {
    const { ctx, calls } = await process([0]);
    const item = createItem(9, { regionId: 'cn-beijing' });
    await expect(withinQuota(ctx, item, async () => done)).resolves.toEqual(done);
    expect(calls()).toBe(1);
  });

  it('is called again at once where the API does not say when', async () => {
    const { ctx } = fakeContext();
    let calls = 0;
    for (let at = 0; at < 2; at++)
      await withinQuota(ctx, aged(at, 0), async () => {
        calls += 1;
        return wait('throttled', 'slow down');
      });
    expect(calls).toBe(2);
  });
});

describe('the turn of a request that waits for the quota', () => {
  const ages = [20, 40, 60, 80, 100].map((minutes) => minutes * MINUTE);
  /** Turns of requests of one age, as chance has them. */
  const turnsOf = async (ask: (ageMs: number) => Promise<Attempt>, ageMs: number) => {
    const turns: number[] = [];
    for (let count = 0; count < 200; count++) turns.push(turnOf(await ask(ageMs)));
    return turns.sort((a, b) => a - b);
  };

  it('is the later the less it has waited, by a third of what the oldest has waited more', async () => {
    const { ask } = await process(ages, () => 0);
    expect(turnOf(await ask(100 * MINUTE))).toBe(0);
    expect(turnOf(await ask(97 * MINUTE))).toBe(MINUTE);
    expect(turnOf(await ask(76 * MINUTE))).toBe(8 * MINUTE);
  });

  it('is ten minutes behind the oldest at most', async () => {
    const { ask } = await process([...ages, 5 * 60 * MINUTE], () => 0);
    expect(turnOf(await ask(0))).toBe(10 * MINUTE);
  });

  it.each([0, 200 * MINUTE])(
    'is spread over two minutes and a half among those of one age, and most of them come early (%i ms old)',
    async (ageMs) => {
      const { ask } = await process([ageMs], evenly());
      const turns = await turnsOf(ask, ageMs);
      expect(turns.at(-1)).toBeGreaterThan(140_000);
      expect(turns.at(-1)).toBeLessThan(2.5 * MINUTE);
      expect(turns[0]).toBeLessThan(1_000);
      expect(turns[100]).toBeLessThan(20_000);
    },
  );

  it('forgets by and by how long those waited who are through', async () => {
    const { ask, advance } = await process([...ages, 300 * MINUTE]);
    for (let refusal = 0; refusal < 40; refusal++) {
      advance(MINUTE);
      await ask(0);
    }
    expect(turnOf(await ask(20 * MINUTE))).toBeLessThan(2 * MINUTE);
  });
});

describe('whether something was throttled lately', () => {
  const lately = (ctx: Context) => wasThrottledLately(ctx);

  it('holds for a minute after the quota should have opened', async () => {
    const { ctx, advance } = await process([0]);
    expect(lately(ctx)).toBe(true);
    advance(2 * MINUTE - 1);
    expect(lately(ctx)).toBe(true);
    advance(1);
    expect(lately(ctx)).toBe(false);
    expect(lately(fakeContext().ctx)).toBe(false);
  });
});

describe('a wait for another reason than the quota', () => {
  it('holds up no other call, however long the service asks to stay away', async () => {
    const { ctx } = fakeContext();
    let calls = 0;
    for (let at = 0; at < 2; at++)
      await withinQuota(ctx, aged(at, 0), async () => {
        calls += 1;
        return { ...wait('transient', '503'), retryAfterMs: MINUTE };
      });
    expect(calls).toBe(2);
    expect(wasThrottledLately(ctx)).toBe(false);
  });
});
