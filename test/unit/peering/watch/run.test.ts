import { describe, expect, it } from 'vitest';
import type { Context } from '../../../../lib/peering/context.ts';
import type { WatchMessage } from '../../../../lib/peering/reconcile/watch/message.ts';
import { runWatch } from '../../../../lib/peering/reconcile/watch/run.ts';
import { contextWith } from '../create/context.ts';
import { connectionIn, NOW } from '../samples.ts';

const CONNECTION = connectionIn('Activated', {
  tags: [
    { key: 'peerflow:request', value: 'order-7' },
    {
      key: 'peerflow:state',
      value: `Activated;pending=delete:0123456789abcdef@${NOW / 1000 - 30}`,
    },
  ],
});

const watchOf = (action: 'modify' | 'delete'): WatchMessage => ({
  peerflow: 'watch',
  instanceId: CONNECTION.instanceId,
  regionId: CONNECTION.regionId,
  requestId: 'change-1',
  action,
  since: NOW - 30_000,
  step: 5,
  due: NOW,
  request: { action, instanceId: CONNECTION.instanceId, dryRun: false },
});

/** The functions that one look of a watch invokes. */
const invokedBy = async (message: WatchMessage): Promise<readonly string[]> => {
  const { ctx } = contextWith(async () => undefined, { peering: { get: async () => CONNECTION } });
  const invoked: string[] = [];
  const invoker: Context['invoker'] = {
    invokeAsync: async (name) => {
      invoked.push(name);
    },
  };
  await runWatch({ ...ctx, invoker }, message);
  return invoked;
};

const { request, poller } = { request: 'r', poller: 'p' };

describe('a delete that seems to be lost', () => {
  it('is asked for again by its own watch, which goes on', async () => {
    expect(await invokedBy(watchOf('delete'))).toEqual([request, poller]);
  });

  it('is asked for once', async () => {
    expect(await invokedBy({ ...watchOf('delete'), redone: true })).toEqual([poller]);
  });

  it('is not taken for what the watch of another action knows', async () => {
    expect(await invokedBy(watchOf('modify'))).toEqual([poller]);
  });
});
