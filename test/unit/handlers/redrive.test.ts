import { describe, expect, it } from 'vitest';
import { readRecord, redriveFailed } from '../../../lib/handlers/redrive.ts';
import type { ReceivedMessage } from '../../../lib/peering/ports.ts';
import type { AcceptTask } from '../../../lib/peering/queue/task-schema.ts';
import { firstOf, namedChain } from '../../../lib/peering/queue/tasks.ts';
import type { Settings } from '../../../lib/peering/settings.ts';
import { ACCOUNT, apiError, type FakeOptions, fakeContext, START } from '../support/context.ts';

const HOUR = 3_600_000;

const task = (more: Partial<AcceptTask> = {}): AcceptTask => ({
  ...firstOf('accept', namedChain('accept', 'pcc-1'), START - HOUR),
  instanceId: 'pcc-1',
  tries: 7,
  spent: {},
  step: 5,
  ...more,
});

const arnOf = (name: string, account = ACCOUNT, region = 'cn-hangzhou') =>
  `acs:fc:${region}:${account}:functions/${name}`;

/** What Function Compute hands to a failure destination. */
const recordOf = (payload: unknown, functionArn = arnOf('peerflow-accepter')) =>
  JSON.stringify({
    timestamp: START,
    requestContext: { requestId: '1-x', functionArn, condition: 'RetriesExhausted' },
    requestPayload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    responseContext: { statusCode: 200, functionError: 'UnhandledInvocationError' },
    responsePayload: '',
  });

const failedQueue = (bodies: readonly string[], options: FakeOptions = {}) => {
  const fake = fakeContext(options);
  const received: unknown[] = [];
  const deleted: string[] = [];
  const order: string[] = [];
  const messages = bodies.map(
    (body, at): ReceivedMessage => ({ body, receiptHandle: `h${at}`, enqueuedAt: START }),
  );
  const { enqueue } = fake.ctx.tasks;
  const ctx: typeof fake.ctx = {
    ...fake.ctx,
    tasks: {
      enqueue: (given) => {
        order.push('enqueue');
        return enqueue(given);
      },
    },
    messages: {
      ...fake.ctx.messages,
      receive: async (...args) => {
        received.push(args);
        return messages;
      },
      delete: async (queue, handle) => {
        order.push('delete');
        deleted.push(`${queue} ${handle}`);
      },
    },
  };
  return { ...fake, parked: fake.messages, ctx, received, deleted, order };
};

describe('a failed task', () => {
  it('comes back as a new chain, and its record is deleted after the acknowledgement', async () => {
    const { ctx, tasks, order, deleted, received } = failedQueue([recordOf(task())]);
    await redriveFailed(ctx);
    expect(received).toEqual([['peerflow-failed', 16]]);
    expect(tasks).toMatchObject([
      {
        functionName: 'peerflow-accepter',
        delaySeconds: 0,
        task: { peerflow: 'accept', instanceId: 'pcc-1', step: 0, redriven: 1, redrivenAt: START },
      },
    ]);
    expect(tasks[0]?.task.chain).not.toBe(task().chain);
    expect(order).toEqual(['enqueue', 'delete']);
    expect(deleted).toEqual(['peerflow-failed h0']);
  });

  it('begins with no tries and no time spent, or it would give up at the first trouble', async () => {
    const spent = { transient: 6 * HOUR };
    const waited = task({ spent, reason: 'transient', waitingSince: START - HOUR });
    const { ctx, enqueued } = failedQueue([recordOf(waited)]);
    await redriveFailed(ctx);
    const [again = expect.fail()] = enqueued('accept');
    expect(again).toMatchObject({ tries: 0, spent: {} });
    expect(again).not.toHaveProperty('reason');
    expect(again).not.toHaveProperty('waitingSince');
  });

  it.each<[string, (record: string) => string]>([
    ['as it is', (record) => record],
    ['in Base64', (record) => Buffer.from(record).toString('base64')],
    [
      'with its payload in Base64',
      () => recordOf(Buffer.from(JSON.stringify(task())).toString('base64')),
    ],
    [
      'with its payload as an object',
      (record) => JSON.stringify({ ...JSON.parse(record), requestPayload: task() }),
    ],
  ])('is read from a record %s', async (_, encoded) => {
    const { ctx, enqueued } = failedQueue([encoded(recordOf(task()))]);
    await redriveFailed(ctx);
    expect(enqueued('accept')).toMatchObject([{ instanceId: 'pcc-1' }]);
  });

  it.each(['peerflow-accepter', 'peerflow-accepter/LATEST', 'peerflow-accepter.LATEST'])(
    'is ours under the name %s',
    async (name) => {
      const { ctx, tasks } = failedQueue([recordOf(task(), arnOf(name))]);
      await redriveFailed(ctx);
      expect(tasks).toHaveLength(1);
    },
  );

  it('of a version that this code does not know passes through as it is', async () => {
    const future = { ...task(), version: 9, more: { of: 'it' } };
    const { ctx, tasks } = failedQueue([recordOf(future)]);
    await redriveFailed(ctx);
    expect(tasks[0]?.task).toMatchObject({ version: 9, more: { of: 'it' } });
  });

  it('comes back three times, an hour apart', async () => {
    const again = task({ redriven: 2, redrivenAt: START - HOUR / 4 });
    const { ctx, tasks } = failedQueue([recordOf(again)]);
    await redriveFailed(ctx);
    expect(tasks).toMatchObject([
      { delaySeconds: 2_700, task: { redriven: 3, redrivenAt: START + 0.75 * HOUR } },
    ]);
  });

  it('has its turn once more where the queue ran it before its time, and is not parked by that', async () => {
    const turn = { redriven: 3, redrivenAt: START + HOUR / 4 };
    const { ctx, tasks, parked, deleted } = failedQueue([recordOf(task(turn))]);
    await redriveFailed(ctx);
    expect(tasks).toMatchObject([{ delaySeconds: 900, task: turn }]);
    expect([parked.length, deleted.length]).toEqual([0, 1]);
  });

  it('is parked after that, with the reason, and its record deleted', async () => {
    const { ctx, tasks, parked, deleted } = failedQueue([
      recordOf(task({ redriven: 3, redrivenAt: START - HOUR })),
    ]);
    await redriveFailed(ctx);
    expect(tasks).toEqual([]);
    expect(parked).toHaveLength(1);
    expect(JSON.parse(parked[0]?.body ?? '')).toMatchObject({
      reason: 'A accept task failed again after 3 redrives',
      task: { instanceId: 'pcc-1' },
    });
    expect(deleted).toHaveLength(1);
  });

  it('whose new name exists draws another one: "exists" is no acknowledgement here', async () => {
    const names = new Set<string>();
    const { ctx, tasks } = failedQueue([recordOf(task())], {
      onEnqueue: ({ task: { chain } }) => {
        names.add(chain);
        return { existing: names.size < 3 };
      },
    });
    await redriveFailed(ctx);
    expect([names.size, tasks.length]).toEqual([3, 1]);
  });

  it('stays in the queue where it was not acknowledged', async () => {
    const { ctx, deleted, lines } = failedQueue([recordOf(task())], {
      onEnqueue: () => {
        throw apiError('ServiceUnavailable', 503);
      },
    });
    await redriveFailed(ctx);
    expect(deleted).toEqual([]);
    expect(lines.some(({ level }) => level === 'error')).toBe(true);
  });
});

describe('a failed invocation of the request function', () => {
  it('comes back as items, whatever it says: a forged task in it is never run', async () => {
    const forged = JSON.stringify(task());
    const { ctx, enqueued } = failedQueue([recordOf(forged, arnOf('peerflow-request'))]);
    await redriveFailed(ctx);
    expect(enqueued('accept')).toEqual([]);
    expect(enqueued('requests')).toMatchObject([{ items: [], event: forged }]);
  });
});

describe('a record that is not of our functions', () => {
  it.each<[string, string]>([
    ['of another function', recordOf(task(), arnOf('somebody-else'))],
    ['of another account', recordOf(task(), arnOf('peerflow-accepter', '283117732402483989'))],
    ['of another region', recordOf(task(), arnOf('peerflow-accepter', ACCOUNT, 'cn-beijing'))],
    ['of a service of FC 2.0', recordOf(task(), 'acs:fc:::services/s/functions/peerflow-accepter')],
    ['of a function of ours that has other tasks', recordOf(task(), arnOf('peerflow-worker'))],
    ['that is no JSON', 'nonsense'],
    ['that is no record', JSON.stringify(task())],
  ])('%s is never run, and left there with an error', async (_, body) => {
    const { ctx, tasks, deleted, lines } = failedQueue([body]);
    await redriveFailed(ctx);
    expect([tasks, deleted]).toEqual([[], []]);
    expect(lines.filter(({ level }) => level === 'error')).toHaveLength(1);
  });
});

describe('a failed tick or hint', () => {
  it.each<[string, unknown]>([
    ['a tick', { triggerTime: '2026-11-29T08:00:00Z', triggerName: 'sweep', payload: '' }],
    ['an event that named a connection', { data: { eventName: 'DeleteVpcPeerConnection' } }],
    ['a batch of events that named connections', [{ data: { eventName: 'x' } }]],
    ['an invocation without payload', ''],
  ])('%s is dropped: the next sweep does its work', async (_, payload) => {
    const { ctx, tasks, deleted, lines } = failedQueue([recordOf(payload)]);
    await redriveFailed(ctx);
    expect([tasks.length, deleted.length]).toEqual([0, 1]);
    expect(lines.map(({ level }) => level)).toEqual(['warn']);
  });
});

describe('a record of ours that cannot be read', () => {
  it.each<[string, string]>([
    ['of the worker, which gets neither ticks nor hints', recordOf({}, arnOf('peerflow-worker'))],
    ['whose task was cut', recordOf(JSON.stringify(task()).slice(0, 40))],
    ['whose task is a text in a text', recordOf(JSON.stringify(JSON.stringify(task())))],
  ])('%s is no hint: it stays, and the log says that it is ours', async (_, body) => {
    const { ctx, tasks, deleted, lines } = failedQueue([body]);
    await redriveFailed(ctx);
    expect([tasks, deleted]).toEqual([[], []]);
    expect(lines).toMatchObject([
      { level: 'error', msg: 'Failed task cannot be read; it stays in the queue' },
    ]);
  });
});

describe('one tick', () => {
  it('lets no record hold up the others', async () => {
    const settings: Partial<Settings> = { parkedQueue: undefined };
    const { ctx, enqueued, deleted } = failedQueue(
      [recordOf(task({ redriven: 3 })), recordOf(task({ instanceId: 'pcc-2' }))],
      { settings },
    );
    await redriveFailed(ctx);
    expect(enqueued('accept')).toMatchObject([{ instanceId: 'pcc-2' }]);
    expect(deleted).toEqual(['peerflow-failed h1']);
  });

  it('does nothing without a queue of failed tasks', async () => {
    const { ctx, received } = failedQueue([], { settings: { failedQueue: undefined } });
    await redriveFailed(ctx);
    expect(received).toEqual([]);
  });

  it('is not stopped by a queue that cannot be read', async () => {
    const { ctx, lines } = failedQueue([]);
    const receive = async () => {
      throw apiError('QueueNotExist', 404);
    };
    await redriveFailed({ ...ctx, messages: { ...ctx.messages, receive } });
    expect(lines.map(({ level }) => level)).toEqual(['warn']);
  });
});

describe('readRecord', () => {
  it('reads nothing into a body that is no record', () => {
    expect(readRecord('{}')).toBeUndefined();
    expect(readRecord('')).toBeUndefined();
    expect(readRecord(recordOf(task()))?.requestContext.condition).toBe('RetriesExhausted');
  });
});
