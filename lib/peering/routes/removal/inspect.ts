import type { Context } from '../../context.ts';
import { classify } from '../../errors/classify.ts';
import { failureOf, ownFailure } from '../../errors/failure.ts';
import { ApiError } from '../../model/api-error.ts';
import type { Connection } from '../../model/connection.ts';
import type { Failure } from '../../model/failure.ts';
import type { Finding } from '../../model/finding.ts';
import type { RouteEntry } from '../../network/model.ts';
import type { RemovedEntries } from '../../queue/tasks.ts';
import { readTags } from '../../state/tags.ts';
import { wants } from '../plan/ends.ts';
import { type LeadingFromEnd, leadingTo } from '../remove/leading.ts';
import { foreignRoutes } from '../report/foreign.ts';
import { unreadRoutes } from '../report/unread.ts';

/** What a look at both sides says about taking the routes of a connection away. */
export type Inspection =
  | {
      readonly kind: 'ready';
      readonly ours: readonly RemovedEntries[];
      readonly findings: readonly Finding[];
    }
  | { readonly kind: 'refused'; readonly failure: Failure; readonly findings: readonly Finding[] }
  /** A side could not be read for a reason that passes. */
  | { readonly kind: 'wait'; readonly error: ApiError };

const NAMED = 5;

const named = ({ destinationCidrBlock, routeTableId, routeEntryId }: RouteEntry): string =>
  `${destinationCidrBlock} in ${routeTableId} (${routeEntryId})`;

/** Entries of others are in the way: said in the API's own words. */
export const refusedByForeign = (instanceId: string, foreign: readonly RouteEntry[]): Failure => {
  const more = foreign.length > NAMED ? ` and ${foreign.length - NAMED} more` : '';
  const list = foreign.slice(0, NAMED).map(named).join(', ');
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

const recordOf = ({ end, read }: LeadingFromEnd): readonly RemovedEntries[] => {
  const byTable = new Map<string, string[]>();
  for (const { routeTableId, destinationCidrBlock } of read.ok ? read.value.ours : [])
    byTable.set(routeTableId, [...(byTable.get(routeTableId) ?? []), destinationCidrBlock]);
  return [...byTable].map(([routeTableId, destinations]) => ({
    side: end.side,
    routeTableId,
    destinations,
  }));
};

const passingError = (ends: readonly LeadingFromEnd[]): ApiError | undefined =>
  ends
    .flatMap(({ read }) => (read.ok ? [] : [read.error]))
    .find((error) => classify(error).reason !== 'never');

/** Sides that must have routes of ours, and that nobody may look at. */
const unreadable = (
  ctx: Context,
  connection: Connection,
  ends: readonly LeadingFromEnd[],
): readonly LeadingFromEnd[] => {
  const routes = readTags(connection, ctx.settings)?.options?.routes;
  if (routes === undefined) return [];
  return ends.filter(({ end, read }) => !read.ok && wants(routes, end.side));
};

const refusedByUnread = (
  { instanceId }: Connection,
  unread: readonly LeadingFromEnd[],
): Inspection => {
  const vpcs = unread.map(({ end }) => end.vpcId).join(' and ');
  const message = `Routes of ${instanceId} in ${vpcs} cannot be read, so they cannot be removed before the delete.`;
  return {
    kind: 'refused',
    failure: {
      ...ownFailure('RouteConflict', message),
      remedy:
        'Give up the routes of that side first (PATCH with `routes: "requester"`, or modify), then delete; or delete with `force`, and the API removes every entry that leads there.',
    },
    findings: unreadRoutes(unread),
  };
};

/**
 * Looks at both sides before a delete takes routes away: they have to be readable where ours must be, and free
 * of entries of others, which would make the API refuse the delete after ours are gone.
 */
export const inspectRemoval = async (
  ctx: Context,
  connection: Connection,
  { requestId }: { readonly requestId: string },
): Promise<Inspection> => {
  const ends = await leadingTo(ctx, connection, requestId);
  const passing = passingError(ends);
  if (passing) return { kind: 'wait', error: passing };
  const foreign = ends.flatMap(({ read }) => (read.ok ? read.value.foreign : []));
  if (foreign.length > 0)
    return {
      kind: 'refused',
      failure: refusedByForeign(connection.instanceId, foreign),
      findings: [foreignRoutes(foreign)],
    };
  const unread = unreadable(ctx, connection, ends);
  if (unread.length > 0) return refusedByUnread(connection, unread);
  return {
    kind: 'ready',
    ours: ends.flatMap(recordOf),
    findings: unreadRoutes(ends.filter(({ read }) => !read.ok)),
  };
};
