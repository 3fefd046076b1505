import { describe, expect, it } from 'vitest';
import type { AcceptTask } from '../../../../lib/peering/queue/task-schema.ts';
import {
  backoffIn,
  enqueue,
  enqueueAnew,
  firstOf,
  MAX_TASK_BYTES,
  NotQueuedError,
  namedChain,
  nextStep,
  taskBytes,
} from '../../../../lib/peering/queue/tasks.ts';
import { apiError, fakeContext, START } from '../../support/context.ts';

const task = (more: Partial<AcceptTask> = {}): AcceptTask => ({
  ...firstOf('accept', namedChain('accept', 'pcc-1'), START),
  instanceId: 'pcc-1',
  tries: 0,
  spent: {},
  ...more,
});

describe('enqueue', () => {
  it('hands a task to the function that it is for', async () => {
    const { ctx, tasks } = fakeContext();
    expect(await enqueue(ctx, task())).toBe(false);
    expect(tasks.map(({ functionName }) => functionName)).toEqual(['peerflow-accepter']);
  });

  it.each([
    [0, 0],
    [950, 1],
    [1_500, 1],
    [9_990, 10],
    [10_010, 11],
    [90_000, 90],
    [10 * 3_600_000, 3_599],
  ])('delays a task that is due in %s ms by %s s, below an hour', async (ms, seconds) => {
    const { ctx, tasks } = fakeContext();
    await enqueue(ctx, task({ due: START + ms }));
    expect(tasks[0]?.delaySeconds).toBe(seconds);
  });

  it('tells a task that is due later than the queue can delay when it comes, so that it does not sleep', async () => {
    const { ctx, tasks } = fakeContext();
    await enqueue(ctx, task({ due: START + 10 * 3_600_000 }));
    expect(tasks[0]?.task.due).toBe(START + 3_599_000);
  });

  it('takes "exists already" as an acknowledgement, and says so', async () => {
    const { ctx } = fakeContext({ onEnqueue: () => ({ existing: true }) });
    expect(await enqueue(ctx, task())).toBe(true);
  });

  it('retries every other refusal in place while there is time', async () => {
    let calls = 0;
    const { ctx, tasks } = fakeContext({
      onEnqueue: () => {
        calls += 1;
        if (calls < 4)
          throw apiError(calls === 1 ? 'ConcurrentUpdateError' : 'ServiceUnavailable', 503);
        return { existing: false };
      },
    });
    await enqueue(ctx, task());
    expect(calls).toBe(4);
    expect(tasks).toHaveLength(1);
  });

  it('throws what was not acknowledged until the end of the invocation, and not later', async () => {
    const { ctx } = fakeContext({
      onEnqueue: () => {
        throw apiError('InternalServerError', 500);
      },
    });
    await expect(enqueue(ctx, task())).rejects.toThrow(NotQueuedError);
    expect(ctx.deadline.remaining()).toBeGreaterThan(0);
    expect(ctx.clock.now()).toBeGreaterThan(START + 60_000);
  });

  it('does not sleep away the last of its time', async () => {
    const { ctx } = fakeContext({
      onEnqueue: () => {
        throw apiError('ServiceUnavailable', 503);
      },
    });
    const hurried = { ...ctx, random: () => 0.5, deadline: { remaining: () => 200 } };
    await expect(enqueue(hurried, task())).rejects.toThrow(NotQueuedError);
    expect(ctx.clock.now()).toBe(START);
  });

  it('waits as long as the service asks, and at most 5 s between tries', async () => {
    const pauses: number[] = [];
    const { ctx, advance } = fakeContext({
      onEnqueue: () => {
        throw pauses.length === 1
          ? Object.assign(apiError('Throttling', 429), { retryAfterMs: 7_000 })
          : apiError('ServiceUnavailable', 503);
      },
    });
    const sleep = async (ms: number) => {
      pauses.push(ms);
      advance(ms);
    };
    const slow = { ...ctx, clock: { ...ctx.clock, sleep }, random: () => 0.5 };
    await expect(enqueue(slow, task())).rejects.toThrow(NotQueuedError);
    expect(pauses.slice(0, 3)).toEqual([200, 7_000, 800]);
    expect(Math.max(...pauses.slice(2))).toBe(5_000);
  });

  it('names the task and the cause where it throws', async () => {
    const cause = apiError('AccessDenied', 403);
    const { ctx } = fakeContext({
      onEnqueue: () => {
        throw cause;
      },
    });
    await expect(enqueue(ctx, task())).rejects.toMatchObject({
      name: 'NotQueuedError',
      cause,
      message: expect.stringContaining('accept-'),
    });
  });

  it('refuses a task that a failure destination could not hold', async () => {
    const { ctx } = fakeContext();
    const large = task({ instanceId: 'x'.repeat(50_000) });
    expect(taskBytes(large)).toBeGreaterThan(MAX_TASK_BYTES);
    await expect(enqueue(ctx, large)).rejects.toThrow(RangeError);
  });

  it('takes a task of exactly 60 KB', async () => {
    const { ctx, tasks } = fakeContext();
    const room = (MAX_TASK_BYTES / 4) * 3 - JSON.stringify(JSON.stringify(task())).length;
    const full = task({ instanceId: `${task().instanceId}${'x'.repeat(room)}` });
    expect(taskBytes(full)).toBe(MAX_TASK_BYTES);
    await enqueue(ctx, full);
    expect(tasks).toHaveLength(1);
  });

  it('remembers that the platform ignores task ids', async () => {
    const { ctx } = fakeContext({
      context: { tasks: { enqueue: async () => ({ existing: false, honoursIds: false }) } },
    });
    await enqueue(ctx, task());
    expect(ctx.memory.honoursTaskIds).toBe(false);
  });

  it('tells the next run, which may be in a new process, that the platform ignores task ids', async () => {
    const { ctx, tasks } = fakeContext();
    ctx.memory.honoursTaskIds = false;
    await enqueue(ctx, task());
    expect(tasks[0]?.task).toMatchObject({ idsIgnored: true });
    // The platform honoured that one.
    await enqueue(ctx, { ...task(), step: 1, idsIgnored: true });
    expect(tasks[1]?.task).not.toHaveProperty('idsIgnored');
  });
});

describe('enqueueAnew', () => {
  it('draws new chains until the queue takes the task as a new one', async () => {
    const chains: string[] = [];
    const { ctx, tasks } = fakeContext({
      onEnqueue: ({ task: { chain } }) => {
        chains.push(chain);
        return { existing: chains.length < 3 };
      },
    });
    await enqueueAnew(ctx, task());
    expect(new Set(chains).size).toBe(3);
    expect(tasks).toHaveLength(1);
  });
});

describe('the wait before another try', () => {
  const wait = (honoursTaskIds: boolean, ...more: readonly number[]) => {
    const { ctx } = fakeContext({ context: { random: () => 0.5 } });
    ctx.memory.honoursTaskIds = honoursTaskIds;
    return backoffIn(ctx, 'throttled', 1_000, ...more);
  };

  it('grows five times longer where the platform ignores task ids, as runs may multiply there', () => {
    expect([wait(true), wait(false)]).toEqual([60_000, 300_000]);
  });

  it('is what the service asked for and the turn, where they are known', () => {
    expect(wait(true, 90_000)).toBe(135_000);
    expect(wait(true, 90_000, 4_000)).toBe(94_000);
  });
});

describe('the next step', () => {
  it('keeps chain and part, and raises the step', () => {
    const next = nextStep(task({ step: 4, part: 2 }), START + 9);
    expect(next).toMatchObject({ chain: task().chain, part: 2, step: 5, due: START + 9 });
  });
});
