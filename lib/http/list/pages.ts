import type { Context } from '../../peering/context.ts';
import type { Connection } from '../../peering/model/connection.ts';
import { instancesOfRequest, observe } from '../../peering/observe.ts';
import { requestKey } from '../../peering/state/tags.ts';
import type { ShownConnection } from '../schema/answers.ts';
import { viewOf } from '../view.ts';
import { type Cursor, formatCursor, type ListAsk } from './query.ts';

/** A fresh look; `undefined` for what is gone. Rejects with `ApiError`. */
const lookAt = async (ctx: Context, instanceId: string): Promise<Connection | undefined> => {
  const seen = await observe(ctx, instanceId);
  if (seen.kind === 'found') return seen.connection;
  if (seen.kind === 'not-found') return undefined;
  throw seen.error;
};

/** The connections whose tag names a request, looked at one by one. Rejects with `ApiError`. */
export const byRequestId = async (
  ctx: Context,
  regions: readonly string[],
  requestId: string,
): Promise<readonly Connection[]> => {
  const ids = await Promise.all(regions.map((each) => instancesOfRequest(ctx, each, requestId)));
  const looks = await Promise.all([...new Set(ids.flat())].map((id) => lookAt(ctx, id)));
  return looks.filter((each) => each !== undefined);
};

interface ListPage {
  readonly connections: readonly ShownConnection[];
  readonly nextToken: string | null;
}

/** Calls that one answer may cost: a rare status in a large account is walked in several answers. */
const MAX_CALLS = 10;
/** Rows of a page of the service. */
const MAX_ROWS = 100;

const touches = ({ vpc, acceptingVpc }: Connection, vpcId: string): boolean =>
  vpc.vpcId === vpcId || acceptingVpc.vpcId === vpcId;

/**
 * Whether the accepter's region lists a connection between regions, too, is not documented: it belongs
 * to the page of its own region.
 */
const belongsHere = ({ regions }: ListAsk, here: string, { regionId }: Connection): boolean =>
  regionId === here || !regions.includes(regionId);

const isWanted =
  ({ all, status }: ListAsk) =>
  ({ requestId, connection }: ShownConnection): boolean =>
    (all || requestId !== null) && (status === undefined || connection.status === status);

/** Where a list goes on after the last row of a page; `undefined` after the last page of the last region. */
const after = (
  { regions }: ListAsk,
  { regionId }: Cursor,
  token: string | undefined,
): Cursor | undefined => {
  if (token !== undefined) return { regionId, token, skip: 0 };
  const next = regions[regions.indexOf(regionId) + 1];
  return next === undefined ? undefined : { regionId: next, skip: 0 };
};

/** Filters as far as the service has them; the status it has not, so more rows are looked at for one. */
const pageAt = (ctx: Context, ask: ListAsk, { regionId, token }: Cursor, room: number) =>
  ctx.peering.list({
    regionId,
    vpcIds: ask.vpcId === undefined ? undefined : [ask.vpcId],
    ...(ask.all ? {} : { tags: [{ key: requestKey(ctx.settings.name) }] }),
    maxResults: ask.status === undefined ? room : MAX_ROWS,
    nextToken: token,
  });

/** Rows of one page of the service until the answer is full, and where the next one begins. */
const take = async (
  ctx: Context,
  ask: ListAsk,
  cursor: Cursor,
  rows: ShownConnection[],
): Promise<Cursor | undefined> => {
  const room = ask.maxResults - rows.length + cursor.skip;
  const { items, nextToken } = await pageAt(ctx, ask, cursor, Math.min(room, MAX_ROWS));
  for (const [at, connection] of items.entries()) {
    if (at < cursor.skip || !belongsHere(ask, cursor.regionId, connection)) continue;
    const row = viewOf(ctx, connection);
    if (!isWanted(ask)(row)) continue;
    if (rows.length === ask.maxResults) return { ...cursor, skip: at };
    rows.push(row);
  }
  return after(ask, cursor, nextToken);
};

/**
 * One page: the regions come one after another until it is full. It may be short although more follow, where a
 * filter leaves little of what the service lists. Rejects with `ApiError`.
 */
const walk = async (ctx: Context, ask: ListAsk): Promise<ListPage> => {
  const rows: ShownConnection[] = [];
  let next: Cursor | undefined = ask.cursor ?? { regionId: ask.regions[0] ?? '', skip: 0 };
  for (let call = 0; next && call < MAX_CALLS && rows.length < ask.maxResults; call += 1)
    next = await take(ctx, ask, next, rows);
  return { connections: rows, nextToken: next ? formatCursor(next) : null };
};

/** A page of connections; what one request made comes on one page. Rejects with `ApiError`. */
export const pageOf = async (ctx: Context, ask: ListAsk): Promise<ListPage> => {
  const { requestId, vpcId, regions } = ask;
  if (requestId === undefined) return walk(ctx, ask);
  const found = await byRequestId(ctx, regions, requestId);
  const connections = found
    .filter((each) => vpcId === undefined || touches(each, vpcId))
    .map((each) => viewOf(ctx, each))
    .filter(isWanted(ask));
  return { connections, nextToken: null };
};
