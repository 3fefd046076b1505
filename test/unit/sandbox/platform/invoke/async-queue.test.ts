import { describe, expect, it } from 'vitest';
import { createActivity } from '../../../../../sandbox/activity.ts';
import { createClock } from '../../../../../sandbox/clock.ts';
import type { InvocationResult } from '../../../../../sandbox/platform/instance/instance.ts';
import {
  backoff,
  createAsyncQueue,
  type Settled,
} from '../../../../../sandbox/platform/invoke/async-queue.ts';
import type { Deployed } from '../../../../../sandbox/platform/invoke/deployed.ts';
import { Switches } from '../../../../../sandbox/platform/switches.ts';
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
  readonly asyncTask?: boolean;
  readonly switches?: Partial<Switches>;
}

/** A queue on a clock of its own around a function that answers from a list. */
const setUp = ({
  results = [],
  retries = 3,
  ageSeconds = 86_400,
  asyncTask = false,
  switches = {},
}: Case) => {
  const scheduler = fakeScheduler();
  const calls: { at: number; event: string; requestId: string }[] = [];
  const settled: Settled[] = [];
  const spec = aFunction({
    asyncInvoke: {
      asyncTask,
      maxAsyncRetryAttempts: retries,
      maxAsyncEventAgeInSeconds: ageSeconds,
    },
  });
  const runInLine: Deployed['runInLine'] = async ({ event, requestId }) => {
    calls.push({ at: scheduler.now(), event: event.toString(), requestId });
    return results[calls.length - 1] ?? ok;
  };
  const clock = createClock(scheduler);
  const activity = createActivity(clock);
  const queue = createAsyncQueue(
    { activity, switches: Object.assign(new Switches(), switches) },
    (each) => settled.push(each),
    () => 0.3,
  );
  const enqueue = (delaySeconds = 0, taskId?: string, name = spec.name): string | undefined => {
    const event = Buffer.from('payload');
    const to = { runInLine, spec: { ...spec, name } };
    return queue.enqueue(to, { event, delaySeconds, taskId }).taskId;
  };
  return { scheduler, clock, calls, settled, queue, enqueue, activity };
};

describe('createAsyncQueue', () => {
  it('runs at once without a delay and settles a success', async () => {
    const { scheduler, calls, settled, enqueue } = setUp({});
    enqueue();
    await scheduler.advance(0);
    const requestId = expect.any(String);
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

  it('counts the age from the acceptance when told so', async () => {
    const { scheduler, calls, settled, enqueue } = setUp({
      ageSeconds: 60,
      switches: { delayAges: true },
    });
    enqueue(100);
    await scheduler.advance(200_000);
    expect(calls).toEqual([]);
    expect(settled).toMatchObject([{ invokeCount: 0, result: 'expired' }]);
  });

  it('retries without a pause when told so', async () => {
    const switches = { retryAtOnce: true };
    const { scheduler, calls, enqueue } = setUp({ results: [error, error, ok], switches });
    enqueue();
    await scheduler.advance(0);
    expect(calls).toHaveLength(3);
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

  it.each([
    [0.2, 1],
    [0.4, 2],
  ])('delivers twice by a chance of %s, here %i times', async (duplicate, times) => {
    const { scheduler, calls, enqueue } = setUp({ switches: { duplicate } });
    enqueue();
    await scheduler.advance(0);
    expect(calls).toHaveLength(times);
  });

  it('is idle while what is left is due beyond the horizon, busy while it is not', async () => {
    const { scheduler, clock, activity, enqueue, calls } = setUp({});
    enqueue(60);
    await activity.settled(59_999);
    expect(clock.now()).toBe(0);
    const settled = activity.settled(60_000);
    await scheduler.advance(0);
    await settled;
    expect([clock.now(), calls.length]).toEqual([60_000, 1]);
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

const DAY = 86_400_000;
const CONFLICT = expect.objectContaining({
  code: 'StatefulAsyncInvocationAlreadyExists',
  status: 409,
});

describe('task mode', () => {
  it('takes a task id once, whatever became of its task', async () => {
    const { scheduler, calls, enqueue } = setUp({
      asyncTask: true,
      retries: 0,
      results: [error],
    });
    expect(enqueue(0, 'one')).toBe('one');
    await scheduler.advance(0);
    expect(() => enqueue(0, 'one')).toThrow(CONFLICT);
    await scheduler.advance(DAY);
    expect(() => enqueue(0, 'one')).toThrow(CONFLICT);
    expect(calls).toHaveLength(1);
  });

  it('forgets task ids after seven days', async () => {
    const { scheduler, enqueue } = setUp({ asyncTask: true });
    enqueue(0, 'one');
    await scheduler.advance(7 * DAY - 1);
    expect(() => enqueue(0, 'one')).toThrow(CONFLICT);
    await scheduler.advance(1);
    expect(enqueue(0, 'one')).toBe('one');
  });

  it('names a task without an id by its request', () => {
    const { enqueue } = setUp({ asyncTask: true });
    expect(enqueue()).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('takes the id of another function, unless ids are unique in the account', () => {
    const each = setUp({ asyncTask: true });
    each.enqueue(0, 'one');
    expect(each.enqueue(0, 'one', 'other')).toBe('one');
    const all = setUp({ asyncTask: true, switches: { taskIdScope: 'account' } });
    all.enqueue(0, 'one');
    expect(() => all.enqueue(0, 'one', 'other')).toThrow(CONFLICT);
  });

  it('refuses with 400 when told so', () => {
    const { enqueue } = setUp({ asyncTask: true, switches: { taskIdStatus: 400 } });
    enqueue(0, 'one');
    expect(() => enqueue(0, 'one')).toThrow(expect.objectContaining({ status: 400 }));
  });

  it.each([
    ['where task mode is off', { asyncTask: false }],
    ['where ids are ignored', { asyncTask: true, switches: { taskIds: 'ignore' as const } }],
  ])('refuses nothing and names nothing %s', async (_, setting) => {
    const { scheduler, calls, enqueue } = setUp(setting);
    expect([enqueue(0, 'one'), enqueue(0, 'one')]).toEqual([undefined, undefined]);
    await scheduler.advance(0);
    expect(calls).toHaveLength(2);
  });
});

describe('backoff', () => {
  it('doubles from half a second to five hours', () => {
    expect([1, 2, 3, 8].map(backoff)).toEqual([500, 1000, 2000, 64_000]);
    expect(backoff(40)).toBe(5 * 3_600_000);
  });
});
