import type { Context } from '../../context.ts';
import type { Connection } from '../../model/connection.ts';
import type { Observation } from '../../observe.ts';
import { enqueue, nextStep } from '../../queue/enqueue.ts';
import { retryLater } from '../work/retry.ts';
import { followEnd, isLeaving } from './delete-call.ts';
import { handBack } from './hand-back.ts';
import { interrupted } from './interrupted.ts';
import { areBack } from './put-back.ts';
import { phaseTask, type RemovalTask } from './task.ts';

/** A guard that comes this much early waits: the run that it guards may still be at work. */
const EARLY_MS = 5_000;

/** Where task ids are ignored a second conclusion would be taken: only entries that are away call for one. */
const isConcluded = async (
  ctx: Context,
  task: RemovalTask,
  connection: Connection,
): Promise<boolean> => !ctx.memory.honoursTaskIds && (await areBack(ctx, task, connection));

/**
 * Sees to it that a removal is concluded, whatever became of its run. The conclusion has one id, so that one that
 * exists is left alone.
 */
export const guard = async (ctx: Context, task: RemovalTask, seen: Observation): Promise<void> => {
  const now = ctx.clock.now();
  if (now < task.due - EARLY_MS) {
    await enqueue(ctx, nextStep(task, task.due));
    return;
  }
  if (seen.kind === 'trouble') {
    if ((await retryLater(ctx, task, seen.reason)) === 'enqueued') return;
  }
  const isGone = seen.kind === 'not-found' || (seen.kind === 'found' && isLeaving(seen.connection));
  const mayBeConcluded = seen.kind === 'found' && !isGone && task.removal.failure === undefined;
  if (mayBeConcluded && (await isConcluded(ctx, task, seen.connection))) return;
  const failure = isGone ? undefined : interrupted();
  const isKnown = await enqueue(ctx, phaseTask(task, now, { phase: 'conclude', failure }));
  // The run ended before it had the connection's end followed, and somebody else has deleted it since.
  if (!isKnown && seen.kind === 'not-found') await handBack(ctx, task);
  if (!isKnown && seen.kind === 'found' && isGone)
    await followEnd(ctx, task, seen.connection, true);
};
