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
  { phase, due = now, failure }: Pick<Removal, 'phase' | 'failure'> & { readonly due?: number },
): RemovalTask => {
  const chain = namedChain(task.removal.name, phase);
  const removal = { ...task.removal, phase, failure };
  return { ...task, ...firstOf('routes', chain, now), ...NO_WAITS, due, early: undefined, removal };
};
