import { describe, expect, it } from 'vitest';
import { sleepIfEarlyAgain } from '../../../../lib/peering/queue/early.ts';
import { fakeContext, START } from '../../support/context.ts';

/** How long a run slept, and what it tells its successor. */
const run = async (earlyMs: number, early?: number, remaining = 300_000) => {
  const { ctx } = fakeContext({ context: { deadline: { remaining: () => remaining } } });
  const due = START + earlyMs;
  const told = await sleepIfEarlyAgain(ctx, early === undefined ? { due } : { due, early });
  return [ctx.clock.now() - START, told];
};

describe('a run that was woken early', () => {
  it.each<[number, number | undefined, readonly [number, number]]>([
    [-60_000, 3, [0, 1]],
    [0, 3, [0, 1]],
    [1, undefined, [1, 0]],
    [5_000, 3, [5_000, 1]],
    [5_001, undefined, [0, 1]],
    [5_001, 0, [0, 1]],
    [5_001, 1, [5_001, 2]],
    [60_000, 2, [60_000, 3]],
  ])('by %i ms after %s times slept and told %j', async (earlyMs, early, expected) => {
    expect(await run(earlyMs, early)).toEqual(expected);
  });

  it('sleeps no longer than leaves 10 s to work, and not at all with less', async () => {
    expect(await run(60_000, 1, 30_000)).toEqual([20_000, 2]);
    expect(await run(60_000, 1, 10_000)).toEqual([0, 2]);
    expect(await run(60_000, 1, 4_000)).toEqual([0, 2]);
  });
});

describe('a run that came a moment early', () => {
  it.each<[number, number, number]>([
    [1, 300_000, 1],
    [5_000, 300_000, 5_000],
    [0, 300_000, 0],
    [-1, 300_000, 0],
    [5_000, 15_000, 5_000],
    [5_000, 14_999, 0],
  ])('by %i ms with %i ms left slept %i ms', async (earlyMs, remaining, slept) => {
    expect(await run(earlyMs, undefined, remaining)).toEqual([slept, 0]);
  });
});
