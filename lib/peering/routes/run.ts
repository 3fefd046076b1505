import type { Context } from '../context.ts';
import type { RoutesTask } from '../queue/task-schema.ts';
import { sleepIfEarlyAgain } from '../queue/tasks.ts';
import { runCheck } from './check/check.ts';
import { runCleanup, runDangling } from './cleanup.ts';
import { runMake } from './make.ts';
import { isRemoval } from './removal/request.ts';
import { runRemoval } from './removal/run.ts';

/** Does one task of the router. Rejects when it could neither finish nor enqueue what is left. */
export const runRoutes = async (ctx: Context, woken: RoutesTask): Promise<void> => {
  if (isRemoval(woken)) return runRemoval(ctx, woken);
  const task = { ...woken, early: await sleepIfEarlyAgain(ctx, woken) };
  switch (task.purpose) {
    case 'check':
      return runCheck(ctx, task);
    case 'dangling':
      return runDangling(ctx, task);
    case 'cleanup':
      return runCleanup(ctx, task);
    default:
      return runMake(ctx, task);
  }
};
