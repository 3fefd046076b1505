import type { Context } from '../context.ts';
import type { AnyTask, RedrivableTask } from './tasks.ts';

/** Thrown where no queue for parked tasks is configured, so that the platform keeps the task. */
export class GivenUpError extends Error {
  constructor(reason: string) {
    super(`${reason}; PEERFLOW_PARKED_QUEUE is not set, so the task is thrown back.`);
    this.name = 'GivenUpError';
  }
}

/**
 * Hands what is given up to a person: the task with the reason, in the queue of parked tasks. `npm run redrive`
 * brings it back. Rejects with `ApiError`, or `GivenUpError` where no such queue is configured.
 */
export const park = async (
  ctx: Context,
  task: AnyTask | RedrivableTask,
  reason: string,
): Promise<void> => {
  const { parkedQueue } = ctx.settings;
  ctx.log.error('Task parked', { metric: 'task_parked', kind: task.peerflow, reason });
  if (parkedQueue === undefined) throw new GivenUpError(reason);
  const parkedAt = new Date(ctx.clock.now()).toISOString();
  await ctx.messages.send(
    parkedQueue,
    JSON.stringify({ peerflow: 'parked', reason, parkedAt, task }),
  );
};
