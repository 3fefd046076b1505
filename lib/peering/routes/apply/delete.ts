import { classify } from '../../errors/classify.ts';
import { ApiError } from '../../model/api-error.ts';
import type { EntryFailure, RouteEntry } from '../../network/model.ts';
import type { NetworkApi } from '../../network/ports.ts';
import { type Pause, pauseAfter, TAKEN } from '../work/turns.ts';

/** The most that DeleteRouteEntries takes. */
const BATCH = 50;

/** Why one entry is not deleted. */
export const deleteErrorOf = ({ code, message }: EntryFailure): ApiError =>
  new ApiError({ kind: 'api', operation: 'DeleteRouteEntries', code, message, status: 400 });

/** Somebody else was faster: the next look no longer shows the entry, or its table. */
export const isAbsent = (error: ApiError): boolean => classify(error).category === 'notfound';

/**
 * Deletes at most one batch; the tables are read before the next one. Rejects with `ApiError`.
 *
 * @returns what has to pass before the next write, or why entries are not deleted for good
 */
export const deleteNext = async (
  api: NetworkApi,
  regionId: string,
  entries: readonly RouteEntry[],
  onAsked: (entry: RouteEntry) => void,
): Promise<Pause | ApiError> => {
  const batch = entries.slice(0, BATCH);
  // Noted before the call: its answer may be lost, and the next look then does not show them.
  for (const each of batch) onAsked(each);
  const failures = await api.deleteRouteEntries(regionId, batch);
  const errors = failures.map(deleteErrorOf).filter((each) => !isAbsent(each));
  const lasting = errors.find((each) => classify(each).reason === 'never');
  if (lasting) return lasting;
  const [passing] = errors;
  return {
    ...((passing && pauseAfter(passing)) ?? TAKEN),
    progressed: errors.length < batch.length,
  };
};
