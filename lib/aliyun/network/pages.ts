import { ApiError } from '../../peering/model/api-error.ts';

/** Route tables, vSwitches and entries of one VPC stay far below; a list that goes on is broken. */
const MAX_PAGES = 100;

const endless = (operation: string): ApiError =>
  new ApiError({
    kind: 'malformed',
    operation,
    code: 'MalformedResponse',
    message: `${operation} did not end after ${MAX_PAGES} pages`,
  });

/** Reads a list with `NextToken` to its end. Rejects with `ApiError` when it has none. */
export const byToken = async <T>(
  operation: string,
  page: (
    nextToken: string | undefined,
  ) => Promise<{ readonly items: readonly T[]; readonly nextToken: string | undefined }>,
): Promise<readonly T[]> => {
  const all: T[] = [];
  let nextToken: string | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const read = await page(nextToken);
    all.push(...read.items);
    nextToken = read.nextToken;
    if (nextToken === undefined) return all;
  }
  throw endless(operation);
};

/** Reads a list with `PageNumber` to its end: all it counts, or a page that is not full. */
export const byNumber = async <T>(
  operation: string,
  pageSize: number,
  page: (
    pageNumber: number,
  ) => Promise<{ readonly items: readonly T[]; readonly total: number | undefined }>,
): Promise<readonly T[]> => {
  const all: T[] = [];
  for (let pageNumber = 1; pageNumber <= MAX_PAGES; pageNumber += 1) {
    const { items, total } = await page(pageNumber);
    all.push(...items);
    if (items.length < pageSize || all.length === total) return all;
  }
  throw endless(operation);
};
