import type { Context } from '../../context.ts';
import { type Observation, observe } from '../../observe.ts';
import { retryLater } from '../work/turns.ts';
import type { RemovalTask } from './request.ts';

/**
 * A look at the connection of a removal; `undefined` where the task comes again. Not found once may be a glitch: taken
 * for gone, a connection that stands would lose its entries, or not get them back.
 */
export const look = async (ctx: Context, task: RemovalTask): Promise<Observation | undefined> => {
  const seen = await observe(ctx, task.instanceId);
  const isOpen =
    seen.kind === 'not-found' && (await retryLater(ctx, task, 'not-found')) === 'enqueued';
  return isOpen ? undefined : seen;
};
