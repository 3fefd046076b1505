import type { ApiError } from '../model/api-error.ts';
import type { Category } from '../model/failure.ts';
import { TABLE } from './table.ts';
import {
  GIVE_UP_AFTER_MS,
  HTTP_STATUS,
  type RetryClass,
  type Row,
  type Treatment,
} from './types.ts';

const matches = (pattern: string, code: string): boolean =>
  pattern.endsWith('*') ? code.startsWith(pattern.slice(0, -1)) : code === pattern;

/** Codes that no table knows are understood by their HTTP status. */
const byStatus = (status: number | undefined): readonly [Category, RetryClass] => {
  if (status === undefined || status >= 500) return ['service', 'transient'];
  if (status === 429) return ['throttled', 'throttled'];
  if (status === 401 || status === 403) return ['denied', 'never'];
  if (status === 404) return ['notfound', 'never'];
  return ['invalid', 'never'];
};

const rowOf = (code: string): Row | undefined => TABLE.find(([pattern]) => matches(pattern, code));

/** The row of the table that a code is understood by: the code itself, or its family. */
export const patternOf = (code: string): string | undefined => rowOf(code)?.[0];

const classify = (error: ApiError): readonly [Category, RetryClass] => {
  const row = rowOf(error.code);
  // A 5xx is a fault of the service whatever its code says, unless the code says more.
  if (row && (row[2] !== undefined || (error.status ?? 400) < 500))
    return [row[1], row[2] ?? 'never'];
  return byStatus(error.status);
};

/** What to do about a failed call: how to answer, whether and how long to try again. */
export const treat = (error: ApiError): Treatment => {
  const [category, retry] = classify(error);
  return {
    category,
    http: HTTP_STATUS[category],
    retryable: retry !== 'never',
    retry,
    giveUpAfterMs: GIVE_UP_AFTER_MS[retry],
  };
};

/** A dry run that passed reports itself as an error. */
export const isDryRunSuccess = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'DryRunOperation';
