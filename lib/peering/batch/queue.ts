import { resourcesOf, type Task } from './task.ts';

/**
 * The next task that may start: the oldest whose resources are neither in use nor claimed by an older
 * task that still waits, so that what shares a VPC goes one after another in order of arrival.
 */
export const nextRunnable = (
  waiting: readonly Task[],
  isBlocked: (resource: string) => boolean,
  isDue: (task: Task) => boolean,
): Task | undefined => {
  const claimed = new Set<string>();
  for (const task of waiting) {
    const resources = resourcesOf(task);
    const isFree = !resources.some((each) => claimed.has(each) || isBlocked(each));
    if (isFree && isDue(task)) return task;
    for (const each of resources) claimed.add(each);
  }
  return undefined;
};
