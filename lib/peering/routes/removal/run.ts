import { readerOfConnection } from '../../admission.ts';
import type { Context } from '../../context.ts';
import { ApiError } from '../../model/failure.ts';
import { type Observation, observe } from '../../observe.ts';
import { sleepIfEarlyAgain } from '../../queue/tasks.ts';
import { check, guard } from './check.ts';
import { conclude, verify } from './conclude.ts';
import { followEnd, isLeaving } from './delete-call.ts';
import { handBack, waitOrFail } from './fail.ts';
import { remove } from './remove.ts';
import type { RemovalTask } from './request.ts';

/**
 * A delete with routes. `check` looks and records; `remove` takes away and deletes, once; `conclude` announces, and
 * puts back where the delete was refused; `guard` concludes what lost its run; `verify` looks once more. Every run
 * goes by what it sees. A `lease` has done its work when it was enqueued.
 */
export const runRemoval = async (ctx: Context, woken: RemovalTask): Promise<void> => {
  if (woken.removal.phase === 'lease') return;
  const task = { ...woken, early: await sleepIfEarlyAgain(ctx, woken) };
  const seen = await observe(ctx, task.instanceId);
  switch (task.removal.phase) {
    case 'conclude':
      return conclude(ctx, task, seen);
    case 'guard':
      return guard(ctx, task, seen);
    case 'verify':
      return verify(ctx, task, seen);
    default:
      return begin(ctx, task, seen);
  }
};

/** Before the first entry is taken away, trouble is waited out and nothing has changed. */
const begin = async (ctx: Context, task: RemovalTask, seen: Observation): Promise<void> => {
  if (seen.kind === 'not-found') return handBack(ctx, task);
  if (seen.kind !== 'found') return waitOrFail(ctx, task, seen.error);
  const { connection } = seen;
  const { instanceId, status } = connection;
  if (isLeaving(connection)) {
    await followEnd(ctx, task, connection, true);
    return;
  }
  if (status === 'Creating' || status === 'Updating')
    return waitOrFail(ctx, task, busy(instanceId, status));
  const reader = readerOfConnection(ctx, connection, task.removal.origin.via);
  return task.removal.phase === 'check'
    ? check(reader, task, connection)
    : remove(reader, task, connection);
};

const busy = (instanceId: string, status: string): ApiError =>
  new ApiError({
    kind: 'api',
    operation: 'delete',
    code: 'Conflict.Operation',
    message: `The status of ${instanceId} [${status}] is incorrect.`,
  });
