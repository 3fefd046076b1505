import * as v from 'valibot';
import type { Context } from '../peering/context.ts';
import type { AnyTask } from '../peering/queue/task-schema.ts';
import { UnreadableTaskError } from '../peering/queue/tasks.ts';
import { lookOnce, runSweep, sweepAll } from '../peering/reconcile/sweep.ts';
import { runWatch } from '../peering/reconcile/watch.ts';
import { hintedConnections } from './hint.ts';
import { redriveFailed } from './redrive.ts';
import { isOwnEcho, parseEvent, taskOf } from './task-event.ts';

/** A timer's event. The payload of ours is empty and does not matter. */
const tick = v.object({
  triggerTime: v.pipe(v.string(), v.isoTimestamp()),
  triggerName: v.string(),
});

/** The poller: watches, sweeps, and the timer that begins sweeps and brings failed tasks back. */
export const handlePoll = async (ctx: Context, event: Buffer): Promise<void> => {
  const value = parseEvent(event);
  const task = taskOf(ctx, value, 'poller');
  if (task) return runTask(ctx, task);
  const ticked = v.safeParse(tick, value);
  if (ticked.success) return runTick(ctx, ticked.output.triggerTime);
  // An event of ours says what is announced already: following it would announce it again.
  if (isOwnEcho(value)) return ctx.log.info('Event or result of ours ignored');
  const hinted = hintedConnections(ctx, event);
  if (hinted.length === 0)
    throw new UnreadableTaskError('neither a task, nor a timer, nor about a connection');
  for (const instanceId of hinted) await lookOnce(ctx, instanceId);
};

const runTask = async (ctx: Context, task: AnyTask): Promise<void> => {
  if (task.peerflow === 'watch') return runWatch(ctx, task);
  if (task.peerflow === 'sweep') return runSweep(ctx, task);
  throw new UnreadableTaskError(`a ${task.peerflow} task is not for the poller`);
};

/** A tick that waited for so long has been overtaken by the next ones. */
const STALE_MS = 4 * 60_000;

const runTick = async (ctx: Context, triggerTime: string): Promise<void> => {
  const at = Date.parse(triggerTime);
  const ageMs = ctx.clock.now() - at;
  if (ageMs > STALE_MS) return ctx.log.warn('Stale tick skipped', { triggerTime, ageMs });
  // Side by side: a task queue that takes nothing keeps a redrive busy to the end, and must not cost the sweep.
  await Promise.all([redriveFailed(ctx), sweepAll(ctx, at)]);
};
