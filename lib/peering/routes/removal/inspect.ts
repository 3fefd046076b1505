import type { Context } from '../../context.ts';
import { isDryRunSuccess, isPassing } from '../../errors/classify.ts';
import { failureOf, ownFailure } from '../../errors/failure.ts';
import type { Connection } from '../../model/connection.ts';
import { ApiError, type Failure, type Finding } from '../../model/failure.ts';
import type { RouteEntry } from '../../network/model.ts';
import { networkOf } from '../../network/reading.ts';
import type { EntryGroup } from '../../queue/task-schema.ts';
import { readTags } from '../../state/tags.ts';
import { deleteErrorOf, isAbsent } from '../apply/write.ts';
import { groupsOf } from '../made.ts';
import { isOurs, leadsTo } from '../plan/ours.ts';
import { endsOf, type RoutedEnd, wants } from '../plan/plan.ts';
import { type EndReading, entriesIn, errorsIn, readEnds } from '../read.ts';
import { unreadRoutes } from '../report/findings.ts';
import { entriesToRemove, foreignRoutes } from '../report/result.ts';
import { apiErrorOf } from '../work/turns.ts';

export interface InspectOptions {
  readonly patienceMs?: number;
  /** The router tries a removal; other functions have no right to. */
  readonly isWriter: boolean;
  /** The API has reported that entries lead to the connection. */
  readonly isBlocked?: boolean;
}

/** What a look at both sides says about taking the routes of a connection away. */
export type Inspection =
  | {
      readonly kind: 'ready';
      readonly ours: readonly EntryGroup[];
      readonly findings: readonly Finding[];
    }
  | { readonly kind: 'refused'; readonly failure: Failure; readonly findings: readonly Finding[] }
  /** Something could not be read, or tried, for a reason that passes. */
  | { readonly kind: 'wait'; readonly error: ApiError };

/**
 * Looks at both sides before a delete takes routes away: they have to be readable where ours must be, writable,
 * and free of entries of others, which would make the API refuse the delete after ours are gone.
 */
export const inspectRemoval = async (
  ctx: Context,
  connection: Connection,
  { patienceMs, isWriter, isBlocked = false }: InspectOptions,
): Promise<Inspection> => {
  const { instanceId } = connection;
  const reads = await readEnds(ctx, endsOf(connection), { patienceMs });
  const passing = reads.flatMap(errorsIn).find(isPassing);
  if (passing) return { kind: 'wait', error: passing };
  const foreign = reads.flatMap((each) => foreignTo(ctx, entriesIn(each), instanceId));
  if (foreign.length > 0)
    return {
      kind: 'refused',
      failure: refusedByForeign(instanceId, foreign),
      findings: [foreignRoutes(foreign)],
    };
  const unread = unreadableSides(ctx, connection, reads);
  if (unread.length > 0) return refusedByUnread(connection, unread);
  const sides = reads.map((each) => ({ end: each.end, ours: oursIn(ctx, each, instanceId) }));
  const ours = sides.flatMap((each) => each.ours);
  // The API knows of entries that cannot be seen from here.
  const hidden = reads.filter((each) => errorsIn(each).length > 0);
  if (isBlocked && ours.length === 0 && hidden.length > 0)
    return refusedByUnread(connection, hidden);
  const tried = await Promise.all(isWriter ? sides.map((each) => tryRemoval(ctx, each)) : []);
  const [refusal] = tried.filter((each) => each !== undefined);
  if (refusal)
    return isPassing(refusal)
      ? { kind: 'wait', error: refusal }
      : { kind: 'refused', failure: failureOf(refusal), findings: [] };
  return {
    kind: 'ready',
    ours: sides.flatMap((each) => groupsOf(each.end.side, each.ours)),
    findings: [...entriesToRemove(ours), ...unreadOf(hidden)],
  };
};

/** Entries that lead to a connection and are not ours; those that are being deleted do not count. */
export const foreignTo = (
  ctx: Context,
  entries: readonly RouteEntry[],
  instanceId: string,
): readonly RouteEntry[] =>
  entries.filter(
    (each) =>
      leadsTo(each, instanceId) && each.status !== 'Deleting' && !isOurs(each, ctx.settings),
  );

const NAMED = 5;

/** Entries of others are in the way: reported with the API's own code. */
export const refusedByForeign = (instanceId: string, foreign: readonly RouteEntry[]): Failure => {
  const more = foreign.length > NAMED ? ` and ${foreign.length - NAMED} more` : '';
  const list = foreign.slice(0, NAMED).map(named).join('; ');
  return failureOf(
    new ApiError({
      kind: 'api',
      operation: 'DeleteVpcPeerConnection',
      code: 'OperationDenied.RouteEntryExist',
      message: `Route entries that Peerflow did not make lead to ${instanceId}: ${list}${more}.`,
      status: 400,
    }),
  );
};

const named = ({ destinationCidrBlock, routeTableId, routeEntryId }: RouteEntry): string =>
  `${destinationCidrBlock} in ${routeTableId} (${routeEntryId})`;

type Inspected = EndReading<RoutedEnd>;

/** Sides that have routes, or may have, and that may not be read. Unknown options count as "has routes". */
const unreadableSides = (
  ctx: Context,
  connection: Connection,
  reads: readonly Inspected[],
): readonly Inspected[] => {
  const routes = readTags(connection, ctx.settings)?.options?.routes ?? 'both';
  return reads.filter((each) => errorsIn(each).length > 0 && wants(routes, each.end.side));
};

const refusedByUnread = ({ instanceId }: Connection, unread: readonly Inspected[]): Inspection => {
  const vpcs = unread.map(({ end }) => end.vpcId).join(' and ');
  const message = `Routes of ${instanceId} in ${vpcs} cannot be read, so they cannot be removed before the delete.`;
  const remedy = remedyFor(unread);
  return {
    kind: 'refused',
    failure: { ...ownFailure('RouteConflict', message), remedy },
    findings: unreadOf(unread, remedy),
  };
};

const remedyFor = (unread: readonly Inspected[]): string => {
  const sides = unread.map(({ end }) => end.side);
  const left = sides.length > 1 ? 'none' : sides[0] === 'accepter' ? 'requester' : 'accepter';
  return `Give up the routes of that side first: PATCH the connection with \`routes: "${left}"\`, or send a modify with it, and then delete. Or let the role read that side; or delete with \`force\`, and the API removes every entry that leads there.`;
};

const unreadOf = (reads: readonly Inspected[], remedy?: string): readonly Finding[] =>
  unreadRoutes(
    reads.map((each) => ({ end: each.end, errors: errorsIn(each) })),
    remedy,
  );

const oursIn = (ctx: Context, read: Inspected, instanceId: string): readonly RouteEntry[] =>
  entriesIn(read).filter((each) => leadsTo(each, instanceId) && isOurs(each, ctx.settings));

/** Whether the API would let us delete an entry of a side; it has a dry run for that. */
const tryRemoval = async (
  ctx: Context,
  { end, ours }: { readonly end: RoutedEnd; readonly ours: readonly RouteEntry[] },
): Promise<ApiError | undefined> => {
  const [first] = ours.filter(({ status }) => status === 'Available');
  if (!first) return undefined;
  try {
    const api = await networkOf(ctx, end.accountId);
    const [failed] = await api.deleteRouteEntries(end.regionId, [first], { dryRun: true });
    return failed && unlessAbsent(deleteErrorOf(failed));
  } catch (thrown) {
    const error = apiErrorOf(thrown);
    return isDryRunSuccess(error) ? undefined : unlessAbsent(error);
  }
};

/** Somebody was faster; the removal itself looks again. */
const unlessAbsent = (error: ApiError): ApiError | undefined =>
  isAbsent(error) ? undefined : error;
