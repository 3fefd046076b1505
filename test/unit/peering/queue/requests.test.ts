import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { enqueueRequests, enqueueRest } from '../../../../lib/peering/queue/requests.ts';
import {
  firstOf,
  MAX_TASK_BYTES,
  readTask,
  taskBytes,
} from '../../../../lib/peering/queue/tasks.ts';
import { apiError, fakeContext, START } from '../../support/context.ts';
import { createItem } from './items.ts';

const idsOf = (tasks: readonly { readonly items: readonly { readonly requestId: string }[] }[]) =>
  tasks.flatMap(({ items }) => items.map(({ requestId }) => requestId));

describe('requests that could not be finished', () => {
  it('go into as few parts of one chain as fit, in their order, none lost and none twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(9_000), { maxLength: 60 }), async (sizes) => {
        const { ctx, enqueued } = fakeContext();
        const items = sizes.map((size, at) => createItem(at, { description: 'x'.repeat(size) }));
        expect(await enqueueRequests(ctx, items)).toEqual([]);
        const tasks = enqueued('requests');
        expect(idsOf(tasks)).toEqual(items.map((each) => each.identified.requestId));
        for (const task of tasks) expect(taskBytes(task)).toBeLessThanOrEqual(MAX_TASK_BYTES);
        expect(new Set(tasks.map(({ chain }) => chain)).size).toBeLessThanOrEqual(1);
        expect(tasks.map(({ part }) => part)).toEqual(tasks.map((_, at) => at));
      }),
      { numRuns: 40 },
    );
  });

  it('carry all that is known of them, and nothing that is not', async () => {
    const { ctx, enqueued } = fakeContext();
    const known = {
      ...createItem(0),
      spent: { conflict: 5 },
      reason: 'conflict' as const,
      waitingSince: START - 5,
      givenUp: { code: 'Throttling', message: 'slow down', status: 429, requestId: 'A-1' },
      generation: 'pcc-0',
      ifMatch: '"x"',
      isModified: true,
      routedId: 'pcc-1',
      options: 'routes=none;accept=manual;by=create',
      ownerRequestId: 'maker',
      lastSeen: { instanceId: 'pcc-1', status: 'Activated' as const },
    };
    await enqueueRequests(ctx, [known, createItem(1)]);
    const [first, second] = enqueued('requests')[0]?.items ?? [];
    const { position: _, identified, ...rest } = known;
    expect(first).toEqual({ ...identified, ...rest });
    expect(JSON.parse(JSON.stringify(second))).toEqual(second);
    expect(Object.keys(second ?? {}).sort()).toEqual(
      ['arrival', 'due', 'idKind', 'origin', 'request', 'requestId', 'spent', 'tries'].sort(),
    );
  });

  it('come due when the first of them does', async () => {
    const { ctx, enqueued } = fakeContext();
    const due = (ms: number) => ({ ...createItem(ms), due: START + ms });
    await enqueueRequests(ctx, [due(9_000), due(4_000), due(7_000)]);
    expect(enqueued('requests')[0]?.due).toBe(START + 4_000);
  });

  it('are named as lost where their part was not acknowledged, the others are not', async () => {
    let calls = 0;
    const { ctx } = fakeContext({
      onEnqueue: () => {
        calls += 1;
        if (calls > 1) throw apiError('AccessDenied', 403);
        return { existing: false };
      },
    });
    const items = [0, 1].map((at) => createItem(at, { description: 'x'.repeat(22_000) }));
    const lost = await enqueueRequests(ctx, items);
    expect(lost.map(({ position }) => position)).toEqual([1]);
  });

  it('go on one by one where they have outgrown one task, under the same names in every repetition', async () => {
    const { ctx, enqueued } = fakeContext();
    const task = { ...firstOf('requests', 'ab'.repeat(16), START), part: 3, step: 7, items: [] };
    const grown = [4, 9, 11].map((at) => ({
      ...createItem(at),
      due: START + at,
      lastSeen: { description: 'x'.repeat(24_000) },
    }));
    for (const left of [grown, grown.slice(1)]) await enqueueRest(ctx, task, left, 0);
    expect(
      enqueued('requests').map(({ part, step, due, items }) => [
        part,
        step,
        due,
        idsOf([{ items }]),
      ]),
    ).toEqual([
      [4_004, 8, START + 4, ['request-4']],
      [4_009, 8, START + 9, ['request-9']],
      [4_011, 8, START + 11, ['request-11']],
    ]);
    for (const each of enqueued('requests'))
      expect(readTask(JSON.parse(JSON.stringify(each)), 'worker')).toEqual(each);
  });

  it('go on as the next step of the same part, which is not cut anew', async () => {
    const { ctx, enqueued } = fakeContext();
    const task = { ...firstOf('requests', 'ab'.repeat(16), START), part: 3, step: 7, items: [] };
    await enqueueRest(ctx, task, [createItem(0), createItem(1)], 1);
    const items = [{ requestId: 'request-0' }, { requestId: 'request-1' }];
    expect(enqueued('requests')).toMatchObject([
      { chain: task.chain, part: 3, step: 8, early: 1, items },
    ]);
  });

  it('leave no successor where nothing is left', async () => {
    const { ctx, tasks } = fakeContext();
    await enqueueRest(ctx, { ...firstOf('requests', 'ab'.repeat(16), START), items: [] }, [], 0);
    expect(tasks).toEqual([]);
  });
});
