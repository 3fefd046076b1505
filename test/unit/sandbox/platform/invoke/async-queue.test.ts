import { describe, expect, it } from 'vitest';
import type { InvocationResult } from '../../../../../sandbox/platform/instance/result.ts';
import { createActivity } from '../../../../../sandbox/platform/invoke/activity.ts';
import {
  backoff,
  createAsyncQueue,
  type Settled,
} from '../../../../../sandbox/platform/invoke/async-queue.ts';
import type { Deployed } from '../../../../../sandbox/platform/invoke/deployed.ts';
import { DEFAULT_SWITCHES, type Switches } from '../../../../../sandbox/platform/switches.ts';
import { aFunction, fakeScheduler } from '../support.ts';

const ok: InvocationResult = { ok: true, body: Buffer.from('fine') };
const error: InvocationResult = {
  ok: false,
  errorType: 'UnhandledInvocationError',
  body: Buffer.from('{"errorMessage":"no"}'),
};

interface Case {
  readonly results?: readonly InvocationResult[];
  readonly retries?: number;
  readonly ageSeconds?: number;
  readonly switches?: Partial<Switches>;
}

/** A queue on a clock of its own around a function that answers from a list. */
const setUp = ({ results = [], retries = 3, ageSeconds = 86_400, switches = {} }: Case) => {
  const scheduler = fakeScheduler();
  const calls: { at: number; event: string; requestId: string }[] = [];
  const settled: Settled[] = [];
  const spec = aFunction({
    asyncInvoke: { maxAsyncRetryAttempts: retries, maxAsyncEventAgeInSeconds: ageSeconds },
  });
  const runInLine: Deployed['runInLine'] = async ({ event, requestId }) => {
    calls.push({ at: scheduler.now(), event: event.toString(), requestId });
    return results[calls.length - 1] ?? ok;
  };
  const deployed: Deployed = { spec, run: runInLine, runInLine, close: async () => undefined };
  const activity = createActivity(scheduler.now);
  const queue = createAsyncQueue({
    scheduler,
    activity,
    switches: { ...DEFAULT_SWITCHES, ...switches },
    settle: (each) => settled.push(each),
  });
  const enqueue = (delaySeconds = 0): string =>
    queue.enqueue(deployed, { event: Buffer.from('payload'), qualifier: 'LATEST', delaySeconds });
  return { scheduler, calls, settled, queue, enqueue, activity };
};

describe('createAsyncQueue', () => {
  it('runs at once without a delay and settles a success', async () => {
    const { scheduler, calls, settled, enqueue } = setUp({});
    const requestId = enqueue();
    await scheduler.advance(0);
    expect(calls).toEqual([{ at: 0, event: 'payload', requestId }]);
    expect(settled).toMatchObject([{ requestId, invokeCount: 1, result: ok }]);
  });

  it('waits as long as the delay says', async () => {
    const { scheduler, calls, enqueue } = setUp({});
    enqueue(30);
    await scheduler.advance(29_999);
    expect(calls).toEqual([]);
    await scheduler.advance(1);
    expect(calls.map((each) => each.at)).toEqual([30_000]);
  });

  it('retries a function error with growing distance under the same request id', async () => {
    const { scheduler, calls, settled, enqueue } = setUp({ results: [error, error, ok] });
    enqueue();
    await scheduler.advance(10_000);
    expect(calls.map((each) => each.at)).toEqual([0, 500, 1500]);
    expect(new Set(calls.map((each) => each.requestId)).size).toBe(1);
    expect(settled).toMatchObject([{ invokeCount: 3, result: ok }]);
  });

  it.each([0, 1, 8])('gives up after %i retries', async (retries) => {
    const results = Array.from({ length: 20 }, () => error);
    const { scheduler, calls, settled, enqueue } = setUp({ results, retries });
    enqueue();
    await scheduler.advance(600_000);
    expect(calls).toHaveLength(retries + 1);
    expect(settled).toMatchObject([{ invokeCount: retries + 1, result: error }]);
  });

  it('gives up when the event is too old, counted from when it was due', async () => {
    const results = [error, error, error];
    const { scheduler, calls, settled, enqueue } = setUp({ results, ageSeconds: 1 });
    enqueue(100);
    await scheduler.advance(200_000);
    expect(calls.map((each) => each.at)).toEqual([100_000, 100_500]);
    expect(settled).toMatchObject([{ invokeCount: 2, result: 'expired' }]);
  });

  it('drops what is delayed, and only that, when told so', async () => {
    const { scheduler, calls, enqueue } = setUp({ switches: { dropDelayed: true } });
    enqueue(5);
    enqueue(0);
    await scheduler.advance(10_000);
    expect(calls).toHaveLength(1);
  });

  it('ignores the delay when told so', async () => {
    const { scheduler, calls, enqueue } = setUp({ switches: { ignoreDelay: true } });
    enqueue(3600);
    await scheduler.advance(0);
    expect(calls).toHaveLength(1);
  });

  it('delivers twice under one request id when told so', async () => {
    const { scheduler, calls, enqueue } = setUp({ switches: { duplicate: true } });
    enqueue();
    await scheduler.advance(0);
    expect(calls).toHaveLength(2);
    expect(calls[0]?.requestId).toBe(calls[1]?.requestId);
  });

  it('is idle while what is left is due beyond the horizon, busy while it is not', async () => {
    const { scheduler, activity, enqueue } = setUp({});
    enqueue(60);
    await activity.settled(59_999);
    let done = false;
    const settled = activity.settled(60_000).then(() => {
      done = true;
    });
    await scheduler.advance(59_999);
    expect(done).toBe(false);
    await scheduler.advance(1);
    await settled;
    expect(done).toBe(true);
  });

  it('forgets everything when it is closed', async () => {
    const { scheduler, calls, queue, enqueue, activity } = setUp({});
    enqueue(1);
    queue.close();
    await activity.settled(3_600_000);
    await scheduler.advance(10_000);
    expect(calls).toEqual([]);
  });
});

describe('backoff', () => {
  it('doubles from half a second to five hours', () => {
    expect([1, 2, 3, 8].map(backoff)).toEqual([500, 1000, 2000, 64_000]);
    expect(backoff(40)).toBe(5 * 3_600_000);
  });
});
