import type { Context } from '../../context.ts';
import { isDryRunSuccess, isRouteExists } from '../../errors/classify.ts';
import type { Connection } from '../../model/connection.ts';
import type { ApiError } from '../../model/failure.ts';
import { clientTokenOf } from '../../request/identify.ts';
import { apiErrorOf } from '../work/turns.ts';
import type { RemovalTask } from './request.ts';

/** True for a connection that is on its way out, or is out. */
export const isLeaving = ({ status }: Pick<Connection, 'status'>): boolean =>
  status === 'Deleting' || status === 'Deleted';

/** One call of Delete; the error of a refusal. */
export const callDelete = (ctx: Context, task: RemovalTask): Promise<ApiError | undefined> =>
  errorOf(() => ctx.peering.delete(inputOf(task, false)));

const errorOf = async (call: () => Promise<void>): Promise<ApiError | undefined> => {
  try {
    await call();
    return undefined;
  } catch (error) {
    return apiErrorOf(error);
  }
};

/** The input of the Delete call; the token makes its repetition harmless. */
const inputOf = ({ removal, instanceId }: RemovalTask, dryRun: boolean) => {
  const { request, requestId } = removal;
  const own = typeof request.clientToken === 'string' && !dryRun ? request.clientToken : undefined;
  const identity = { requestId, action: 'delete', dryRun, instanceId } as const;
  return {
    instanceId,
    dryRun: dryRun ? (true as const) : undefined,
    clientToken: own ?? clientTokenOf(identity),
  };
};

/** What the API says of the delete beforehand; entries that lead there are what the removal is for. */
export const dryRunDelete = async (
  ctx: Context,
  task: RemovalTask,
): Promise<ApiError | undefined> => {
  const error = await errorOf(() => ctx.peering.delete(inputOf(task, true)));
  return error && (isDryRunSuccess(error) || isRouteExists(error)) ? undefined : error;
};
