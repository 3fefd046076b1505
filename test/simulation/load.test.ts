import { describe, expect, it } from 'vitest';
import { deadSink } from './load/dead-sink.ts';
import { overload } from './load/overload.ts';

/** The command line runs them at full size: hours, and ten thousand connections. */
describe('more requests than the quota of the API', () => {
  it.each([
    ['at three times the quota', { quota: 20, times: 3, minutes: 8, batch: 10 }],
    ['all within a minute', { quota: 20, times: 20, minutes: 1, batch: 10 }],
    ['one in a message', { quota: 20, times: 3, minutes: 6, batch: 1 }],
  ])(
    'are all done within five minutes of the earliest possible moment, at 1.2 calls for each, and none starves: %s',
    async (_, plan) => {
      const result = await overload(plan);

      expect(result.done).toBe(result.asked);
      expect(result.callsPerQuota).toBeLessThan(1.2);
      expect(result.longestByMedian).toBeLessThan(3);
      expect(result.lateByMinutes).toBeLessThan(5);
    },
  );
});

describe('a sink that is dead for a day', () => {
  it('gets every event afterwards, at one run an hour for each, and holds up no healthy one', async () => {
    const count = 300;
    const result = await deadSink(count);

    expect(result.whileDead).toBe(0);
    expect([result.atHealthy, result.afterwards]).toEqual([count, count]);
    expect([result.parked, result.failed]).toEqual([0, 0]);
    // Eight tries in the first hour, then one in 45 to 60 minutes.
    expect(result.runsForEach).toBeLessThan(8 + 25 / 0.75);
    expect(result.worstHour).toBeLessThan(1.34);
    expect(result.healthyMs).toBeLessThan(2_000);
  });
});
