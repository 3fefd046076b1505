import { readerOfConnection } from '../../admission.ts';
import type { Context } from '../../context.ts';
import { sleepIfEarlyAgain } from '../../queue/tasks.ts';
import { followDelete } from '../../reconcile/follow.ts';
import { check, guard } from './check.ts';
import { conclude, verify } from './conclude.ts';
import { isLeaving } from './delete-call.ts';
import { conflict, handBack, waitOrFail } from './fail.ts';
import { look } from './look.ts';
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
  switch (task.removal.phase) {
    case 'conclude':
      return conclude(ctx, task);
    case 'guard':
      return guard(ctx, task);
    case 'verify':
      return verify(ctx, task);
    default:
      return begin(ctx, task);
  }
};

/** Before the first entry is taken away, trouble is waited out and nothing has changed. */
const begin = async (ctx: Context, task: RemovalTask): Promise<void> => {
  const seen = await look(ctx, task);
  if (seen === undefined) return;
  if (seen.kind === 'not-found') return handBack(ctx, task);
  if (seen.kind !== 'found') return waitOrFail(ctx, task, seen.error);
  const { connection } = seen;
  const { instanceId, status } = connection;
  if (isLeaving(connection)) {
    await followDelete(ctx, connection, task.removal, true);
    return;
  }
  if (status === 'Creating' || status === 'Updating')
    return waitOrFail(ctx, task, conflict(`The status of ${instanceId} [${status}] is incorrect.`));
  const reader = readerOfConnection(ctx, connection, task.removal.origin.via);
  return task.removal.phase === 'check'
    ? check(reader, task, connection)
    : remove(reader, task, connection);
};
