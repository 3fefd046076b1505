import { describe, expect, it } from 'vitest';
import { connectionEvent } from '../../../lib/peering/events/build.ts';
import { deliver, runDeliver } from '../../../lib/peering/outbox.ts';
import type { SinkResult } from '../../../lib/peering/ports.ts';
import { readTask } from '../../../lib/peering/queue/tasks.ts';
import { apiError, fakeContext, START, sinkThat } from '../support/context.ts';
import { connectionIn } from './samples.ts';

const HOUR = 3_600_000;

const event = connectionEvent({
  source: 'peerflow',
  name: 'peerflow',
  observedAt: START,
  type: 'Activated',
  requestId: 'r',
  action: 'create',
  connection: connectionIn('Activated'),
});

const down: SinkResult = { ok: false, kind: 'unavailable', code: '503', detail: 'down' };
const refusing: SinkResult = { ok: false, kind: 'refused', code: 'AccessDenied', detail: 'no' };
const slow: SinkResult = { ok: false, kind: 'unavailable', code: 'Timeout', detail: 'slow' };
const tooLarge: SinkResult = { ok: false, kind: 'too-large', code: '413', detail: 'too large' };

describe('deliver', () => {
  it('gives an event to every sink that takes its type, side by side, and enqueues nothing', async () => {
    const [a, b] = [sinkThat('a'), sinkThat('b')];
    const other = sinkThat('c');
    const { ctx, tasks } = fakeContext({
      sinks: [a.sink, b.sink, { ...other.sink, takes: () => false }],
    });
    expect(await deliver(ctx, event)).toBe(true);
    expect([a.taken, b.taken, other.taken]).toEqual([[event], [event], []]);
    expect(tasks).toEqual([]);
  });

  it.each([
    'peerflow:Connection:Adopted',
    'peerflow:Connection:Failed',
    'peerflow:Routes:Removed',
    'peerflow:Routes:Repaired',
  ] as const)(
    'hands %s to the queue for all its sinks at once, and to a single one directly',
    async (type) => {
      const [a, b] = [sinkThat('a'), sinkThat('b')];
      const failed = { ...event, type };
      const several = fakeContext({ sinks: [a.sink, b.sink] });
      expect(await deliver(several.ctx, failed)).toBe(true);
      expect([a.taken, b.taken]).toEqual([[], []]);
      const [task] = several.enqueued('deliver');
      expect(task).toMatchObject({ due: START, sinks: [{ id: 'a' }, { id: 'b' }] });
      const single = fakeContext({ sinks: [a.sink, { ...b.sink, takes: () => false }] });
      await deliver(single.ctx, failed);
      expect([a.taken.length, single.tasks.length]).toEqual([1, 0]);
    },
  );

  it('retries once at once, so that a blink costs no task', async () => {
    let calls = 0;
    const { sink, taken } = sinkThat('a', () => (++calls === 1 ? down : { ok: true }));
    const { ctx, tasks } = fakeContext({ sinks: [sink] });
    await deliver(ctx, event);
    expect([taken.length, tasks.length]).toEqual([1, 0]);
  });

  const later: SinkResult = { ...down, retryAfterMs: 5_000 };

  it.each<[string, SinkResult, number, number]>([
    ['is out of order', down, 6_500, 2],
    ['refuses', refusing, 6_500, 2],
    ['finds the event too large: a second try finds the same', tooLarge, 6_500, 1],
    ['did not answer in time: the caller has waited already', slow, 6_500, 1],
    ['says when it wants to be asked again', later, 6_500, 1],
    ['leaves no time for a second try', down, 150, 1],
    ['leaves just enough of it', down, 151, 2],
  ])('asks a sink that %s so often: %2$i ms, %3$i calls', async (_, answer, deliveryMs, calls) => {
    let asked = 0;
    const { sink } = sinkThat('a', () => {
      asked += 1;
      return answer;
    });
    const { ctx } = fakeContext({ sinks: [sink], context: { deliveryMs } });
    await deliver(ctx, event);
    expect(asked).toBe(calls);
  });

  it('leaves to the task what a sink says at length as far as a task may hold it', async () => {
    const wordy: SinkResult = { ...refusing, detail: 'x'.repeat(5_000) };
    const { ctx, enqueued } = fakeContext({ sinks: [sinkThat('a', () => wordy).sink] });
    await deliver(ctx, event);
    const [task] = enqueued('deliver');
    expect(readTask(JSON.parse(JSON.stringify(task)), 'worker')).toEqual(task);
  });

  it('comes back when the first of the sinks may be tried again, and at once to park what is final', async () => {
    const { sink } = sinkThat('soon', () => ({ ...down, retryAfterMs: 60_000 }));
    const late = sinkThat('late', () => ({ ...down, retryAfterMs: 1_800_000 })).sink;
    const two = fakeContext({ sinks: [late, sink] });
    await deliver(two.ctx, event);
    const [task] = two.enqueued('deliver');
    const dues = task?.sinks.map(({ due }) => due) ?? [];
    expect([task?.due, dues[0]]).toEqual([Math.min(...dues), START + 1_800_000]);
    const three = fakeContext({ sinks: [late, sinkThat('small', () => tooLarge).sink] });
    await deliver(three.ctx, event);
    expect(three.enqueued('deliver')[0]?.due).toBe(START);
  });

  it('enqueues one task that names exactly the sinks that lack the event', async () => {
    const good = sinkThat('good');
    const { ctx, enqueued } = fakeContext({
      sinks: [good.sink, sinkThat('down', () => down).sink, sinkThat('no', () => refusing).sink],
    });
    expect(await deliver(ctx, event)).toBe(true);
    expect(good.taken).toHaveLength(1);
    const [task, ...more] = enqueued('deliver');
    expect(more).toEqual([]);
    expect(task?.event).toEqual(event);
    expect(task?.sinks.map(({ id, tries }) => [id, tries])).toEqual([
      ['down', 1],
      ['no', 1],
    ]);
  });

  it('answers no where the queue did not take what the sinks lack', async () => {
    const { ctx } = fakeContext({
      sinks: [sinkThat('down', () => down).sink],
      onEnqueue: () => {
        throw apiError('ServiceUnavailable', 503);
      },
    });
    expect(await deliver(ctx, event)).toBe(false);
  });

  it('opens a breaker for a sink that cannot be reached: a minute without a call, and no try counted', async () => {
    let calls = 0;
    const { sink } = sinkThat('down', () => {
      calls += 1;
      return down;
    });
    const { ctx, enqueued, advance } = fakeContext({ sinks: [sink] });
    await deliver(ctx, event);
    const called = calls;
    await deliver(ctx, event);
    expect(calls).toBe(called);
    expect(enqueued('deliver').map(({ sinks }) => sinks[0]?.tries)).toEqual([1, 0]);
    expect(enqueued('deliver')[1]?.due).toBe(ctx.clock.now() + 60_000);
    advance(60_000);
    await deliver(ctx, event);
    expect(calls).toBeGreaterThan(called);
  });

  it('opens no breaker for a refusal: the sink answers, and other events may pass', async () => {
    const { ctx } = fakeContext({ sinks: [sinkThat('no', () => refusing).sink] });
    await deliver(ctx, event);
    expect(ctx.memory.openBreakers.size).toBe(0);
  });

  it('gives a sink no more time than its caller has', async () => {
    const asked: number[] = [];
    const { sink } = sinkThat('slow');
    const { ctx } = fakeContext({
      sinks: [
        {
          ...sink,
          send: async (_, timeoutMs) => {
            asked.push(timeoutMs);
            return down;
          },
        },
      ],
      context: { deliveryMs: 1_000 },
    });
    await deliver(ctx, event);
    expect(asked[0]).toBe(1_000);
    for (const each of asked) expect(each).toBeLessThanOrEqual(1_000);
  });

  it('only logs where no sinks are configured', async () => {
    const { ctx, lines, tasks } = fakeContext();
    expect(await deliver(ctx, event)).toBe(true);
    expect(lines.map(({ fields }) => fields.event)).toEqual([event.id]);
    expect(tasks).toEqual([]);
  });
});

describe('a deliver task that comes a moment early', () => {
  it.each([400, 4_999])(
    'by %i ms sleeps until it is due, instead of handing itself on and on',
    async (ms) => {
      let isDown = true;
      const { sink, taken } = sinkThat('a', () => (isDown ? down : { ok: true }));
      const { ctx, enqueued, tasks, advance } = fakeContext({ sinks: [sink] });
      await deliver(ctx, event);
      const [task] = enqueued('deliver');
      if (!task) throw new Error('no task');
      isDown = false;
      advance(task.due - ctx.clock.now() - ms);
      ctx.memory.openBreakers.clear();
      await runDeliver(ctx, task, event);
      expect(ctx.clock.now()).toBeGreaterThanOrEqual(task.due);
      expect([taken.length, tasks.length]).toEqual([1, 1]);
    },
  );

  it('near the end of the invocation leaves the rest to its successor', async () => {
    const { sink } = sinkThat('a', () => down);
    const { ctx, enqueued, advance } = fakeContext({ sinks: [sink] });
    await deliver(ctx, event);
    const [task] = enqueued('deliver');
    if (!task) throw new Error('no task');
    advance(task.due - ctx.clock.now() - 400);
    const before = ctx.clock.now();
    await runDeliver({ ...ctx, deadline: { remaining: () => 5_000 } }, task, event);
    expect(ctx.clock.now()).toBe(before);
    expect(enqueued('deliver')).toHaveLength(2);
  });
});

describe('a deliver task', () => {
  const start = async (answer: () => SinkResult) => {
    const { sink, taken } = sinkThat('a', answer);
    const fake = fakeContext({ sinks: [sink] });
    await deliver(fake.ctx, event);
    const [task] = fake.enqueued('deliver');
    if (!task) throw new Error('no task');
    return { ...fake, task, taken };
  };

  it('ends when the last sink has the event', async () => {
    let isDown = true;
    const { ctx, task, taken, tasks, advance } = await start(() => (isDown ? down : { ok: true }));
    isDown = false;
    advance(120_000);
    await runDeliver(ctx, task, event);
    expect(taken).toHaveLength(1);
    expect(tasks).toHaveLength(1);
  });

  it('goes on as its own next step while a sink lacks the event, ever more rarely up to an hour', async () => {
    const { ctx, enqueued, advance } = await start(() => refusing);
    const waits: number[] = [];
    for (let step = 0; step < 12; step++) {
      const task = enqueued('deliver').at(-1);
      if (!task) throw new Error('no task');
      waits.push(task.due - ctx.clock.now());
      advance(task.due - ctx.clock.now());
      await runDeliver(ctx, task, event);
    }
    expect(enqueued('deliver').map(({ step }) => step)).toEqual([...waits.keys(), 12]);
    expect(waits[0]).toBeLessThan(40_000);
    // No longer than the queue can delay a task: the rest would be a run that finds nothing to do.
    expect(Math.max(...waits)).toBeLessThan(HOUR);
  });

  it('is parked with event and reason after 24 hours, not earlier', async () => {
    const { ctx, enqueued, advance, messages, tasks } = await start(() => refusing);
    let parkedAt = 0;
    for (let run = 0; run < 60 && parkedAt === 0; run++) {
      const task = enqueued('deliver').at(-1);
      if (!task) throw new Error('no task');
      advance(Math.max(0, task.due - ctx.clock.now()));
      await runDeliver(ctx, task, event);
      if (messages.length > 0) parkedAt = ctx.clock.now() - START;
    }
    expect(parkedAt).toBeGreaterThanOrEqual(24 * HOUR);
    expect(parkedAt).toBeLessThan(26 * HOUR);
    expect(messages).toHaveLength(1);
    const record = JSON.parse(messages[0]?.body ?? '{}');
    expect(record).toMatchObject({ peerflow: 'parked', task: { event, sinks: [{ id: 'a' }] } });
    expect(record.task.sinks[0].reason).toContain('AccessDenied');
    const count = tasks.length;
    advance(HOUR);
    expect(tasks).toHaveLength(count);
  });

  it('is not parked by a run that comes before the sink is due, however old the event is', async () => {
    const { ctx, task, tasks, messages, advance } = await start(() => refusing);
    advance(25 * HOUR);
    const sinks = task.sinks.map((each) => ({ ...each, due: ctx.clock.now() + 60_000 }));
    await runDeliver(ctx, { ...task, sinks }, event);
    expect(messages).toEqual([]);
    expect(tasks).toHaveLength(2);
  });

  it.each([
    [24 * HOUR - 1, 0],
    [24 * HOUR, 1],
  ])(
    'whose sink has lacked the event for %i ms is parked after a try in vain: %i',
    async (ms, parked) => {
      const { ctx, task, messages, advance } = await start(() => slow);
      advance(25 * HOUR);
      const since = ctx.clock.now() - ms;
      const sinks = task.sinks.map((each) => ({ ...each, since }));
      await runDeliver(ctx, { ...task, sinks }, event);
      expect(messages).toHaveLength(parked);
    },
  );

  it('is parked at once where the event is too large for the sink', async () => {
    const { ctx, task, messages } = await start(() => tooLarge);
    await runDeliver(ctx, task, event);
    expect(messages).toHaveLength(1);
  });

  it('is parked for the sinks that are given up alone, by the names that people gave them', async () => {
    const named = { ...sinkThat('a1', () => tooLarge).sink, label: 'audit' };
    const other = { ...sinkThat('b2', () => refusing).sink, label: 'billing' };
    const third = { ...sinkThat('c3', () => tooLarge).sink, label: 'archive' };
    const { ctx, enqueued, messages } = fakeContext({ sinks: [other, named, third] });
    await deliver(ctx, event);
    const [task] = enqueued('deliver');
    if (!task) throw new Error('no task');
    await runDeliver(ctx, task, event);
    const [parked] = messages.map(({ body }) => JSON.parse(body));
    expect(parked).toMatchObject({
      reason: 'Not delivered to audit, archive',
      task: { sinks: [{ id: 'a1' }, { id: 'c3' }] },
    });
    expect(parked.task.sinks).toHaveLength(2);
    expect(enqueued('deliver')[1]?.sinks.map(({ id }) => id)).toEqual(['b2']);
  });

  it.each([
    ['AccessDenied', 'no', 'AccessDenied: no'],
    ['QueueNotExist', 'QueueNotExist (HTTP 404)', 'QueueNotExist (HTTP 404)'],
    ['ECONNREFUSED', 'ECONNREFUSED', 'ECONNREFUSED'],
  ])('says why once: %s, %s', async (code, detail, reason) => {
    const { sink } = sinkThat('a', () => ({ ok: false, kind: 'refused', code, detail }));
    const { ctx, enqueued } = fakeContext({ sinks: [sink] });
    await deliver(ctx, event);
    expect(enqueued('deliver')[0]?.sinks).toMatchObject([{ reason }]);
  });

  it('asks a sink although events have found it out of reach: its backoff says when', async () => {
    let isDown = true;
    const { ctx, task, taken, advance } = await start(() => (isDown ? down : { ok: true }));
    isDown = false;
    advance(task.due - ctx.clock.now());
    ctx.memory.openBreakers.set('a', ctx.clock.now() + 60_000);
    await runDeliver(ctx, task, event);
    expect(taken).toHaveLength(1);
  });

  it('is thrown where there is no queue for parked tasks', async () => {
    const { ctx, task } = await start(() => tooLarge);
    const without = { ...ctx, settings: { ...ctx.settings, parkedQueue: undefined } };
    await expect(runDeliver(without, task, event)).rejects.toThrow('PEERFLOW_PARKED_QUEUE');
  });

  it('forgets a sink that is no longer configured, and says so', async () => {
    const { ctx, task, tasks, lines } = await start(() => refusing);
    await runDeliver({ ...ctx, sinks: [] }, task, event);
    expect(tasks).toHaveLength(1);
    expect(lines.some(({ msg }) => msg.includes('no longer configured'))).toBe(true);
  });
});
