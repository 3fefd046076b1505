import { CloudFault } from '../../cloud/fault.ts';
import type { Switches } from '../switches.ts';

/** Task ids that were accepted. */
export interface TaskIds {
  /**
   * Takes an id for a function.
   *
   * @throws {CloudFault} for an id that was seen before, whatever became of its task
   */
  take(functionName: string, id: string): void;
}

/**
 * Function Compute 3.0, task mode: an id is taken once. The state of a task can be queried for seven days;
 * for how long its id is refused is not documented, nor the code of the refusal (this one is 2.0's).
 *
 * @param now milliseconds since the epoch
 */
export const createTaskIds = (now: () => number, switches: Switches): TaskIds => {
  const takenAt = new Map<string, number>();

  const forget = (): void => {
    const oldest = now() - switches.taskIdMemoryMs;
    for (const [key, at] of takenAt) {
      if (at > oldest) return;
      takenAt.delete(key);
    }
  };

  return {
    take: (functionName, id) => {
      forget();
      const key = `${switches.taskIdScope === 'account' ? '' : functionName} ${id}`;
      if (takenAt.has(key))
        throw new CloudFault(
          'StatefulAsyncInvocationAlreadyExists',
          `stateful async invocation with id '${id}' already exists`,
          switches.taskIdStatus,
        );
      takenAt.set(key, now());
    },
  };
};
