/** How an error is to be understood by a caller; `category` fixes the HTTP status. */
export const CATEGORIES = [
  'invalid',
  'denied',
  'notfound',
  'conflict',
  'state',
  'quota',
  'account',
  'unsupported',
  'throttled',
  'service',
] as const;
export type Category = (typeof CATEGORIES)[number];

/** Why something cannot be done, ready for an event (`data.failure`) or a problem document. */
export interface Failure {
  /** The API's own code, or one of ours (`InvalidRequest`, `PolicyDenied`, ...). */
  readonly code: string;
  /** The cloud's own text where there is one. */
  readonly message: string;
  readonly category: Category;
  readonly retryable: boolean;
  /** What a person can do about it. */
  readonly remedy: string;
  /** The cloud's request id, absent for failures of our own. */
  readonly apiRequestId?: string | undefined;
}

/** One thing wrong with a request; `pointer` is a JSON pointer into it, values are shown as strings. */
export interface RequestFinding {
  readonly pointer: string;
  readonly detail: string;
}
