import { describe, expect, it } from 'vitest';
import { sleepIfEarlyAgain } from '../../../../lib/peering/queue/tasks.ts';
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
    [-60_000, 3, [0, 2]],
    [0, undefined, [0, 0]],
    [1, undefined, [1, 0]],
    [5_000, 1, [5_000, 0]],
    [5_001, undefined, [0, 4]],
    [5_001, 0, [0, 4]],
    [5_001, 1, [5_001, 5]],
    [60_000, 4, [60_000, 8]],
    [60_000, 18, [60_000, 20]],
  ])('by %i ms with the weight %s slept and told %j', async (earlyMs, early, expected) => {
    expect(await run(earlyMs, early)).toEqual(expected);
  });

  it('sleeps no longer than leaves 10 s to work, and not at all with less', async () => {
    expect(await run(60_000, 1, 30_000)).toEqual([20_000, 5]);
    expect(await run(60_000, 1, 10_000)).toEqual([0, 5]);
    expect(await run(60_000, 1, 4_000)).toEqual([0, 5]);
  });
});

describe('a platform that ignores delays', () => {
  /** Runs of a chain that waits 4 s each time, on instances in turn, until so much time has passed. */
  const runsWithin = async (ms: number, skews: readonly number[]): Promise<number> => {
    let now = START;
    let task: { due: number; early?: number } = { due: START };
    let runs = 0;
    while (now < START + ms) {
      const skew = skews[runs % skews.length] ?? 0;
      const clock = {
        now: () => now + skew,
        sleep: async (sleepMs: number) => {
          now += sleepMs;
        },
      };
      const { ctx } = fakeContext({ context: { clock, deadline: { remaining: () => 300_000 } } });
      const early = await sleepIfEarlyAgain(ctx, task);
      now += 100;
      task = { due: clock.now() + 4_000, early };
      runs += 1;
    }
    return runs;
  };

  it.each<[string, readonly number[]]>([
    ['instances of one clock', [0]],
    ['a fast and a slow instance in turn', [15_000, -3_000]],
    ['three that differ', [30_000, 0, 10_000]],
  ])('costs time and not calls: %s', async (_, skews) => {
    expect(await runsWithin(60_000, skews)).toBeLessThan(40);
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
