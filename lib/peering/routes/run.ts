import type { Context } from '../context.ts';
import { sleepIfEarlyAgain } from '../queue/early.ts';
import type { RoutesTask } from '../queue/tasks.ts';
import { runCheck } from './check/check.ts';
import { runDangling } from './check/dangling.ts';
import { runCleanup } from './cleanup.ts';
import { runMake } from './make.ts';
import { runRemoval } from './removal/run.ts';
import { isRemoval } from './removal/task.ts';

/** Does one task of the router. Rejects when it could neither finish nor enqueue what is left. */
export const runRoutes = async (ctx: Context, task: RoutesTask): Promise<void> => {
  if (isRemoval(task)) return runRemoval(ctx, task);
  const early = await sleepIfEarlyAgain(ctx, task);
  switch (task.purpose) {
    case 'check':
      return runCheck(ctx, task, early);
    case 'dangling':
      return runDangling(ctx, task, early);
    case 'cleanup':
      return runCleanup(ctx, task, early);
    default:
      return runMake(ctx, task, early);
  }
};
