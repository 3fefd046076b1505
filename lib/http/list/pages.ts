import type { Context } from '../../peering/context.ts';
import type { Connection } from '../../peering/model/connection.ts';
import { byRequestId } from './by-request-id.ts';
import { type Cursor, formatCursor } from './cursor.ts';
import type { ListAsk } from './query.ts';

interface ListPage {
  readonly connections: readonly Connection[];
  readonly nextToken: string | null;
}

const after = (
  { regions }: ListAsk,
  { regionId }: Cursor,
  token: string | undefined,
): string | null => {
  if (token !== undefined) return formatCursor({ regionId, token });
  const next = regions[regions.indexOf(regionId) + 1];
  return next === undefined ? null : formatCursor({ regionId: next });
};

const touches = ({ vpc, acceptingVpc }: Connection, vpcId: string): boolean =>
  vpc.vpcId === vpcId || acceptingVpc.vpcId === vpcId;

/**
 * Whether the accepter's region lists a connection between regions, too, is not documented: it belongs
 * to the page of its own region.
 */
const belongsHere =
  ({ regions }: ListAsk, here: string) =>
  ({ regionId }: Connection): boolean =>
    regionId === here || !regions.includes(regionId);

/** One page of the service; the regions come one after another. Rejects with `ApiError`. */
export const pageOf = async (ctx: Context, ask: ListAsk): Promise<ListPage> => {
  const { requestId, vpcId, regions, maxResults } = ask;
  if (requestId !== undefined) {
    const found = await byRequestId(ctx, regions, requestId);
    const connections = found.filter((each) => vpcId === undefined || touches(each, vpcId));
    return { connections, nextToken: null };
  }
  const cursor = ask.cursor ?? { regionId: regions[0] ?? '' };
  const { items, nextToken } = await ctx.peering.list({
    regionId: cursor.regionId,
    vpcIds: vpcId === undefined ? undefined : [vpcId],
    maxResults,
    nextToken: cursor.token,
  });
  return {
    connections: items.filter(belongsHere(ask, cursor.regionId)),
    nextToken: after(ask, cursor, nextToken),
  };
};
