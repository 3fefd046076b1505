import { ApiError } from '../../peering/model/api-error.ts';
import type { EntryFailure } from '../../peering/network/model.ts';
import type { BatchAnswer } from './schema.ts';

/** An entry that was asked for, as far as a failure can name it. */
export interface AskedEntry {
  readonly routeTableId: string;
  readonly destinationCidrBlock: string;
  readonly nextHopId?: string;
  readonly routeEntryId?: string;
}

type Failed = BatchAnswer['FailedRouteEntries'][number];

const isNamedBy =
  (failed: Failed) =>
  (asked: AskedEntry): boolean =>
    failed.RouteEntryId && asked.routeEntryId
      ? failed.RouteEntryId === asked.routeEntryId
      : failed.DstCidrBlock === asked.destinationCidrBlock &&
        (asked.nextHopId === undefined || failed.NextHop === asked.nextHopId);

/** A destination may have been asked for in several tables, and a failure does not name the table. */
const failureOf = (failed: Failed, asked: readonly AskedEntry[]): EntryFailure | undefined => {
  const [first, ...others] = asked.filter(isNamedBy(failed));
  if (!first) return undefined;
  return {
    destinationCidrBlock: first.destinationCidrBlock,
    nextHopId: failed.NextHop ?? first.nextHopId ?? '',
    ...(others.length === 0 ? { routeTableId: first.routeTableId } : {}),
    code: failed.FailedCode,
    message: failed.FailedMessage ?? '',
  };
};

/**
 * Which entries of a batch were not taken: the call answers 200 all the same. Throws `ApiError` when the
 * answer counts more failures than it names, or names entries that were not asked for: then it is not known
 * what was done, and the tables must be read.
 */
export const failuresIn = (
  operation: string,
  { FailedCount, FailedRouteEntries }: BatchAnswer,
  asked: readonly AskedEntry[],
): readonly EntryFailure[] => {
  const failures = FailedRouteEntries.flatMap((failed) => failureOf(failed, asked) ?? []);
  if (failures.length === FailedRouteEntries.length && failures.length >= FailedCount)
    return failures;
  throw new ApiError({
    kind: 'malformed',
    operation,
    code: 'MalformedResponse',
    message: `${operation} counts ${FailedCount} failed entries and names ${failures.length} of those asked for`,
  });
};
