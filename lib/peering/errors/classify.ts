import type { ApiError } from '../model/failure.ts';
import { familyOf, matches, tables } from './table.ts';
import type { Classification, Row } from './types.ts';

/** The last part of these families is the name of a parameter, not of what happened. */
const NAMES_A_PARAMETER = /^(?:Invalid|Missing|Illegal)Param/;
/** The last part says itself that the request is wrong. */
const SAYS_WRONG = /^(?:Invalid|Missing|Illegal|Unsupported)/;

const PASSING: readonly (readonly [RegExp, Classification])[] = [
  [/Processing$|InProgress$/i, { category: 'conflict', reason: 'transient' }],
  [
    /(?:Task|Operation|Update|Lock|Concurren\w{0,10})\.?Conflict$|^Conflict\.Operation|Concurrent_?(?:Operat|Updat|Modif)\w{0,20}$|(?:Operation|Resource|Dist\w{0,10})Lock(?:ed)?$/i,
    { category: 'conflict', reason: 'conflict' },
  ],
  [
    /(?:^|\.)(?:Pending|Creating|Updating|Modifying|Deleting|Initializing)$|(?:NotReady|IsPending|IsCreating|IsInitializing)$/,
    { category: 'state', reason: 'transient' },
  ],
  [
    /(?:Busy|Frequent(?:ly)?|TimedOut|(?:^|\.|Request|Response|Operation|Read|Connect|Gateway|Backend|Service)Timeout|TryAgain(?:Later)?|RetryLater|(?:Service|System|Server|Temporar\w{0,5})Unavailable|Internal(?:Server)?Error|SystemError|ServiceError|UnknownError)$/i,
    { category: 'service', reason: 'transient' },
  ],
];

/** Flow control, in the words of every service: the one definition of it. */
const THROTTLED =
  /Throttl|QpsLimit|FlowLimit|FlowControl|RateLimit|TooManyRequests|RequestLimitExceeded|(?:Resource|Instance)Exhausted/i;

/** Time-bound credentials that have ended, and clocks that differ. */
const TOKEN_OR_CLOCK =
  /(?:Token|StsAccess\w{0,5}|Credentials?|Signature|Time ?stamp)\.?Expired$|^Expired(?:Token|Credentials?)|TimeTooSkewed|ClockSkew|IllegalTimestamp/i;

/** Codes are short; a longer one is not looked at further. */
const MAX_CODE = 200;

/** True for flow control, whichever service exercises it. */
export const isThrottling = (code: string, status: number | undefined): boolean =>
  status === 429 || THROTTLED.test(code.slice(0, MAX_CODE));

/**
 * What a code says about itself where no row of a table knows it: flow control, time-bound credentials,
 * and codes whose last part says that they pass (`OperationFailed.LastTokenProcessing`, `TaskConflict`,
 * `SystemBusy`), in whatever family they stand. `undefined` for all others.
 */
export const passingBySuffix = (
  code: string,
  status: number | undefined,
): Classification | undefined => {
  if (isThrottling(code, status)) return { category: 'throttled', reason: 'throttled' };
  const short = code.slice(0, MAX_CODE);
  if (TOKEN_OR_CLOCK.test(short)) return { category: 'service', reason: 'transient' };
  const last = short.slice(short.lastIndexOf('.') + 1);
  if (NAMES_A_PARAMETER.test(short) || SAYS_WRONG.test(last)) return undefined;
  return PASSING.find(([pattern]) => pattern.test(short))?.[1];
};

/** A code, and what the answer that had it says beside. */
export type Classified = Pick<ApiError, 'code'> & Partial<Pick<ApiError, 'status' | 'requestId'>>;

/** The row of a single code. A service may use a code of ours; then there is a request id of its own. */
const singleRow = ({ code, requestId }: Classified): Row | undefined =>
  (requestId === undefined ? tables().own.get(code) : undefined) ?? tables().single.get(code);

const byStatus = (status: number | undefined): Classification => {
  if (status === undefined || status >= 500) return { category: 'service', reason: 'transient' };
  if (status === 401 || status === 403) return { category: 'denied', reason: 'never' };
  if (status === 404) return { category: 'notfound', reason: 'never' };
  if (status === 408) return { category: 'service', reason: 'transient' };
  return { category: 'invalid', reason: 'never' };
};

/** A 5xx is a fault of the service whatever its code says, unless the code says how long it lasts. */
const byRow = (
  { category, reason }: Row,
  status: number | undefined,
): Classification | undefined => {
  if (reason === undefined && status !== undefined && status >= 500) return undefined;
  return { category, reason: reason ?? 'never' };
};

/**
 * What an error of a call means and whether it passes. In this order: the row of its code, a family that
 * says how long it lasts, what the code says about itself, its family, the HTTP status.
 */
export const classify = (error: Classified): Classification => {
  const { code, status } = error;
  const single = singleRow(error);
  if (single) return byRow(single, status) ?? byStatus(status);
  const passing = familyOf(tables().passingFamilies, code);
  if (passing) return byRow(passing, status) ?? byStatus(status);
  const bySuffix = passingBySuffix(code, status);
  if (bySuffix) return bySuffix;
  const family = familyOf(tables().families, code);
  return (family && byRow(family, status)) ?? byStatus(status);
};

/** The row whose remedy an error has; `undefined` where its category has one for it. */
export const rowOf = (error: Classified): Row | undefined => {
  const { code, status } = error;
  const known = singleRow(error) ?? familyOf(tables().passingFamilies, code);
  if (known) return known;
  return passingBySuffix(code, status) ? undefined : familyOf(tables().families, code);
};

/** The code or family that a code is understood by, as documents name it. */
export const patternOf = (code: string): string | undefined =>
  rowOf({ code })?.codes.find((pattern) => matches(pattern, code));

/** Whether an error passes by itself. */
export const isPassing = (error: Classified): boolean => classify(error).reason !== 'never';

/** Codes with which the service says that there is no such connection. */
const NO_CONNECTION: ReadonlySet<string> = new Set([
  'ResourceNotFound.InstanceId',
  'ResourceNotFound.VpcPeer',
  'InvalidInstanceId.NotFound',
  'InvalidInstanceIds.NotFound',
]);

/** True where the service says that a connection does not exist, or that this account cannot see it. */
export const isNotFound = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  NO_CONNECTION.has(error.code);

/** True where another call with the same token is being worked on. */
export const isTokenInUse = ({ code }: Classified): boolean =>
  /(?:LastToken|Idempotent)Processing$/.test(code.slice(-MAX_CODE));

/** True where only route entries are in the way of a delete. */
export const isRouteExists = ({ code }: Classified): boolean =>
  code === 'OperationDenied.RouteEntryExist';

/** A dry run that passed reports itself as an error. */
export const isDryRunSuccess = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'DryRunOperation';

const REFUSED_SESSION =
  /SecurityToken|StsAccess|^InvalidAccessKeyId|^Expired(?:Token|Credentials?)|TokenExpired/i;

/**
 * True where temporary credentials are refused, whether they have ended or were revoked: fresh ones may
 * be taken.
 */
export const isRefusedSession = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  REFUSED_SESSION.test(error.code.slice(0, 200));
