import { describe, expect, it } from 'vitest';
import { GivenUpError, park } from '../../../../lib/peering/queue/given-up.ts';
import { firstOf } from '../../../../lib/peering/queue/tasks.ts';
import { fakeContext, START } from '../../support/context.ts';

const task = {
  ...firstOf('sweep', 'ab'.repeat(16), START),
  regionId: 'cn-hangzhou',
  tick: START,
};

describe('a task that is given up', () => {
  it('goes to the queue of parked tasks, whole, with the reason and the time', async () => {
    const { ctx, messages, advance } = fakeContext();
    advance(5_000);
    await park(ctx, task, 'No end in sight');
    expect(messages.map(({ queue, body }) => [queue, JSON.parse(body)])).toEqual([
      [
        'peerflow-parked',
        {
          peerflow: 'parked',
          reason: 'No end in sight',
          parkedAt: '2026-11-29T08:00:05.000Z',
          task,
        },
      ],
    ]);
  });

  it('is thrown back where no such queue is configured, and says which variable is missing', async () => {
    const { ctx, messages } = fakeContext({ settings: { parkedQueue: undefined } });
    await expect(park(ctx, task, 'No end in sight')).rejects.toThrow(GivenUpError);
    await expect(park(ctx, task, 'No end in sight')).rejects.toMatchObject({
      name: 'GivenUpError',
      message: expect.stringMatching(/^No end in sight; PEERFLOW_PARKED_QUEUE/),
    });
    expect(messages).toEqual([]);
  });

  it('rings an alarm either way', async () => {
    for (const parkedQueue of ['peerflow-parked', undefined]) {
      const { ctx, lines } = fakeContext({ settings: { parkedQueue } });
      await park(ctx, task, 'No end in sight').catch(() => undefined);
      expect(lines).toMatchObject([
        { level: 'error', fields: { metric: 'task_parked', kind: 'sweep' } },
      ]);
    }
  });
});
