import * as v from 'valibot';
import { STATUSES } from '../../peering/model/connection.ts';
import type { RequestFinding } from '../../peering/model/failure.ts';
import { regionField, requestIdField, vpcField } from '../../peering/request/fields.ts';
import { findingsOf } from '../../peering/request/findings.ts';

/** Where a list goes on: in which region, after which page of it, and how many of its rows were listed. */
export interface Cursor {
  readonly regionId: string;
  /** The service's own token; absent at the beginning of a region. */
  readonly token?: string | undefined;
  /** Rows of the page that earlier answers had. */
  readonly skip: number;
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100));
const parts = v.strictTuple([v.string(), v.nullable(v.string()), count]);

/** A cursor as one opaque word. */
export const formatCursor = ({ regionId, token, skip }: Cursor): string =>
  Buffer.from(JSON.stringify([regionId, token ?? null, skip])).toString('base64url');

const decoded = (text: string): unknown => {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
};

/** The way back; `undefined` for a word that no list over these regions gave out. */
export const parseCursor = (text: string, regions: readonly string[]): Cursor | undefined => {
  const parsed = v.safeParse(parts, decoded(text));
  if (!parsed.success) return undefined;
  const [regionId, token, skip] = parsed.output;
  return regions.includes(regionId) ? { regionId, token: token ?? undefined, skip } : undefined;
};

const FILTERS = {
  requestId: v.optional(requestIdField),
  vpcId: v.optional(vpcField),
  status: v.optional(v.picklist(STATUSES, `must be one of ${STATUSES.join(', ')}`)),
  regionId: v.optional(regionField),
  all: v.optional(v.picklist(['true', 'false'], 'must be true or false')),
  maxResults: v.optional(v.pipe(v.string(), v.regex(/^([1-9]\d?|100)$/, 'must be 1 to 100'))),
  nextToken: v.optional(v.pipe(v.string(), v.regex(/^[\w-]{1,2048}$/, 'is no token of a list'))),
};

/** Their names, in the order of documents. */
export const LIST_PARAMETERS: readonly string[] = Object.keys(FILTERS);

/** The query of a list, all of it text as it comes; what else is in it has been refused or is for others. */
export const listQuery = v.object(FILTERS);

/** What a caller wants to see. */
export interface ListAsk {
  /** The regions to list, one after another. */
  readonly regions: readonly string[];
  readonly cursor: Cursor | undefined;
  readonly vpcId: string | undefined;
  readonly requestId: string | undefined;
  readonly status: string | undefined;
  /** Show connections without tags of ours, too. */
  readonly all: boolean;
  readonly maxResults: number;
}

export type ReadQuery =
  | { readonly ok: true; readonly ask: ListAsk }
  | { readonly ok: false; readonly errors: readonly RequestFinding[] };

const wrong = (pointer: string, detail: string): ReadQuery => ({
  ok: false,
  errors: [{ pointer, detail }],
});

/** Reads the query of a list; every fault at once. `managed` are the regions of this deployment. */
export const readQuery = (
  query: Readonly<Record<string, string>>,
  managed: readonly string[],
): ReadQuery => {
  const parsed = v.safeParse(listQuery, query);
  if (!parsed.success) return { ok: false, errors: findingsOf(parsed.issues) };
  const { regionId, requestId, nextToken, all, maxResults, vpcId, status } = parsed.output;
  if (regionId !== undefined && !managed.includes(regionId))
    return wrong('/regionId', `is not managed here; PEERFLOW_REGIONS allows ${managed.join(', ')}`);
  const regions = regionId === undefined ? managed : [regionId];
  const cursor = nextToken === undefined ? undefined : parseCursor(nextToken, regions);
  // All that one request made comes on one page, so no token was ever given out for the next.
  if (nextToken !== undefined && (cursor === undefined || requestId !== undefined))
    return wrong('/nextToken', 'is no token that this list gave out');
  return {
    ok: true,
    ask: {
      regions,
      cursor,
      vpcId,
      requestId,
      status,
      all: all === 'true',
      maxResults: Number(maxResults ?? 20),
    },
  };
};
