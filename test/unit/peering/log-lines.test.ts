import { describe, expect, it } from 'vitest';
import { callCounts, guarded } from '../../../lib/aliyun/guard.ts';
import { connectionEvent } from '../../../lib/peering/events/build.ts';
import { deliver } from '../../../lib/peering/outbox.ts';
import { sweepAll } from '../../../lib/peering/reconcile/sweep.ts';
import { apiError, fakeContext, START } from '../support/context.ts';
import { connectionIn } from './samples.ts';

const event = connectionEvent({
  source: 'peerflow',
  name: 'peerflow',
  observedAt: START,
  type: 'Activated',
  requestId: 'r',
  action: 'create',
  connection: connectionIn('Activated'),
});

describe('the line of an announcement', () => {
  it('says how long after the call it was, where somebody waits for it', async () => {
    const { ctx, lines } = fakeContext();
    await deliver(ctx, event, START - 2_500);
    await deliver(ctx, event);
    expect(lines.map(({ fields }) => fields.latencyMs)).toEqual([2_500, undefined]);
  });
});

describe('the line by which a sweep ends', () => {
  const linesOf = async (broken: readonly string[]) => {
    const { ctx, lines } = fakeContext({
      peering: {
        list: async ({ regionId }) => {
          if (broken.includes(String(regionId))) throw apiError('Forbidden.RAM', 403);
          return { items: [] };
        },
      },
    });
    await sweepAll(ctx, START);
    return lines.filter(({ msg }) => msg === 'Sweep ended').map(({ fields }) => fields);
  };

  it('counts the regions that were swept', async () => {
    expect(await linesOf([])).toEqual([{ regions: 2 }]);
    expect(await linesOf(['cn-shanghai'])).toEqual([{ regions: 1 }]);
  });

  it('is missing where no region could be swept, so that the alarm rings', async () => {
    expect(await linesOf(['cn-hangzhou', 'cn-shanghai'])).toEqual([]);
  });
});

describe('the calls of an invocation', () => {
  it('are counted, and those that were throttled once more', async () => {
    const before = callCounts();
    await guarded('List', { idempotent: true }, async () => 'answer');
    const refused = guarded('List', { idempotent: true }, async () => {
      throw apiError('Throttling.User', 400);
    });
    await expect(refused).rejects.toMatchObject({ code: 'Throttling.User' });
    const after = callCounts();
    expect(after.calls - before.calls).toBe(2);
    expect(after.throttledCalls - before.throttledCalls).toBe(1);
  });
});
