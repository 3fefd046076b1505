import { fault } from '../fault.ts';
import type { Answer } from '../operation.ts';
import type { Params } from '../params.ts';
import { refuse } from './refuse.ts';

const whole = (params: Params, name: string, fallback: number, most: number): number => {
  const value = Number(params[name] || fallback);
  if (!Number.isInteger(value) || value < 1 || value > most) throw fault.illegal(name);
  return value;
};

/** One numbered page (`PageNumber`, `PageSize` up to 50) of a list. */
export const numberedPage = <T>(
  params: Params,
  rows: readonly T[],
): { readonly rows: readonly T[]; readonly about: Answer } => {
  const PageNumber = whole(params, 'PageNumber', 1, Number.MAX_SAFE_INTEGER);
  const PageSize = whole(params, 'PageSize', 10, 50);
  const from = (PageNumber - 1) * PageSize;
  return {
    rows: rows.slice(from, from + PageSize),
    about: { TotalCount: rows.length, PageNumber, PageSize },
  };
};

const offsetOf = (token: string | undefined): number => {
  if (!token) return 0;
  const offset = Number(Buffer.from(token, 'base64url').toString() || Number.NaN);
  if (!Number.isInteger(offset) || offset < 1) throw refuse('IllegalParam.NextToken');
  return offset;
};

/** One page after a token (`NextToken`, `MaxResult` up to 100) of a list. */
export const tokenPage = <T>(
  params: Params,
  rows: readonly T[],
): { readonly rows: readonly T[]; readonly about: Answer } => {
  const size = whole(params, 'MaxResult', 10, 100);
  const from = offsetOf(params.NextToken);
  const isLast = from + size >= rows.length;
  return {
    rows: rows.slice(from, from + size),
    about: {
      TotalCount: rows.length,
      NextToken: isLast ? '' : Buffer.from(String(from + size)).toString('base64url'),
    },
  };
};
