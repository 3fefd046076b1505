import type { Context } from '../../context.ts';
import { failureOf } from '../../errors/failure.ts';
import { treat } from '../../errors/treat.ts';
import { ApiError } from '../../model/api-error.ts';
import type { Connection } from '../../model/connection.ts';
import type { Failure } from '../../model/failure.ts';
import type { Finding } from '../../model/finding.ts';
import type { RouteEntry } from '../../network/model.ts';
import { type LeadingFromEnd, leadingTo } from '../../routes/remove/leading.ts';
import { foreignRoutes } from '../../routes/report/foreign.ts';
import { unreadRoutes } from '../../routes/report/unread.ts';
import { readMemory } from '../../state/tags.ts';

/**
 * What route entries mean for a delete without Force: nothing leads to the connection (`open`), the router
 * has to remove entries of ours first (`ours`), or somebody else's are in the way (`refused`).
 */
export type RoutesGate =
  | {
      readonly kind: 'open' | 'ours';
      readonly findings: readonly Finding[];
      /** The API may know of entries that this look could not show: an end did not answer, or they are new. */
      readonly isUnsure: boolean;
    }
  | {
      readonly kind: 'refused';
      readonly failure: Failure;
      readonly findings: readonly Finding[];
    };

/** Tries after which an end that gives no proper answer counts as one that cannot be read. */
const PATIENT_TRIES = 2;
const NAMED = 5;

/** Nobody answered, or with something else than an answer: there may be no VPC API at all. */
const isNoAnswer = ({ kind, status }: ApiError): boolean =>
  kind !== 'api' && (status === undefined || status < 500);

const isWorthWaiting = (error: ApiError, tries: number): boolean => {
  if (treat(error).retry === 'never') return false;
  if (!isNoAnswer(error)) return true;
  return error.status === undefined && tries < PATIENT_TRIES;
};

const errorsIn = (ends: readonly LeadingFromEnd[]): readonly ApiError[] =>
  ends.flatMap(({ read }) => (read.ok ? [] : [read.error]));

const named = ({ destinationCidrBlock, routeTableId, routeEntryId }: RouteEntry): string =>
  `${destinationCidrBlock} in ${routeTableId} (${routeEntryId})`;

const refusal = ({ instanceId }: Connection, foreign: readonly RouteEntry[]): Promise<Failure> => {
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

/** Entries of a connection without our tags cannot be removed first: nothing remembers that they should be. */
const foreignIn = (
  ctx: Context,
  connection: Connection,
  ends: readonly LeadingFromEnd[],
): readonly RouteEntry[] => {
  const isRemembered = readMemory(connection, ctx.settings) !== null;
  return ends.flatMap(({ read }) => {
    if (!read.ok) return [];
    const { ours, foreign } = read.value;
    return isRemembered
      ? foreign
      : [...foreign, ...ours.filter((each) => each.status !== 'Deleting')];
  });
};

/**
 * Looks at the route entries that lead to a connection before it is deleted. An end that cannot be read does
 * not stop the delete, since the API has a check of its own. Throws `ApiError` for trouble that is worth
 * waiting out.
 */
export const routesGate = async (
  ctx: Context,
  connection: Connection,
  { requestId, tries }: { readonly requestId: string; readonly tries: number },
): Promise<RoutesGate> => {
  const ends = await leadingTo(ctx, connection, requestId);
  const foreign = foreignIn(ctx, connection, ends);
  if (foreign.length > 0)
    return {
      kind: 'refused',
      failure: await refusal(connection, foreign),
      findings: [foreignRoutes(foreign), ...unreadRoutes(ends)],
    };
  const errors = errorsIn(ends);
  const passing = errors.find((each) => isWorthWaiting(each, tries));
  if (passing) throw passing;
  const findings = unreadRoutes(ends);
  if (findings.length > 0) ctx.log.warn('A delete without a look at all its routes', { findings });
  const isUnsure = errors.some((each) => treat(each).retry !== 'never');
  const isAnyOurs = ends.some(({ read }) => read.ok && read.value.ours.length > 0);
  return { kind: isAnyOurs ? 'ours' : 'open', findings, isUnsure };
};
