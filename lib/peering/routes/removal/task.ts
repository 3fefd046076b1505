import type { RoutesTask } from '../../queue/tasks.ts';

/** A `routes` task of a delete. */
export type RemovalTask = RoutesTask & {
  readonly removal: NonNullable<RoutesTask['removal']>;
};

export const isRemoval = (task: RoutesTask): task is RemovalTask => task.removal !== undefined;
