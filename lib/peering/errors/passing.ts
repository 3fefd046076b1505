import type { Classification } from './types.ts';

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
