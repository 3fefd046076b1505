import { firstOf, namedChain, type RoutesTask } from '../../queue/tasks.ts';
import { NO_WAITS } from '../work/retry.ts';

/** A `routes` task of a delete. */
export type RemovalTask = RoutesTask & {
  readonly removal: NonNullable<RoutesTask['removal']>;
};

type Removal = RemovalTask['removal'];

export const isRemoval = (task: RoutesTask): task is RemovalTask => task.removal !== undefined;

/**
 * The first task of another phase, in a chain named by the removal: whoever enqueues it, and however often,
 * the queue takes it once.
 */
export const phaseTask = (
  task: RemovalTask,
  now: number,
  {
    due = now,
    ...changes
  }: Pick<Removal, 'phase' | 'failure' | 'findings'> & {
    readonly due?: number;
  },
): RemovalTask => {
  const chain = namedChain(task.removal.name, changes.phase);
  const removal = { ...task.removal, failure: undefined, findings: undefined, ...changes };
  return { ...task, ...firstOf('routes', chain, now), ...NO_WAITS, due, early: undefined, removal };
};
