import pLimit from 'p-limit';
import type { Context } from '../context.ts';
import type { Connection } from '../model/connection.ts';
import type { CreateRequest, IdentifiedRequest } from '../model/request.ts';
import type { End, PairReader } from '../network/pair.ts';
import type { NetworkApi } from '../network/ports.ts';
import { networkOf, type Reading, reading } from '../network/reading.ts';
import { type TablePattern, tablesToRoute } from '../routes/plan/tables.ts';
import { asksForRoutes } from './destinations.ts';
import type { EndFacts, Facts, TableFacts } from './facts.ts';

/** A VPC has few route tables; each costs a call or more. */
const TABLES_AT_ONCE = 5;

/** The documented defaults are far below one page, so that one page tells whether they are reached. */
const PAGE = 100;

/** Where routes are asked for, only the tables count that will get them; elsewhere all that are in use. */
const chosenFor = (
  { settings }: Context,
  request: CreateRequest,
  { side }: End,
): readonly TablePattern[] => (asksForRoutes(request, side) ? settings.routeTables : []);

const tablesOf = async (
  api: NetworkApi,
  { regionId, vpcId }: End,
  chosen: readonly TablePattern[],
): Promise<readonly TableFacts[]> => {
  const limit = pLimit(TABLES_AT_ONCE);
  const tables = await api.routeTables(regionId, vpcId);
  return Promise.all(
    tablesToRoute(tables, chosen).map((table) =>
      limit(async () => ({
        table,
        entries: await reading(() => api.routeEntries(regionId, table.routeTableId)),
      })),
    ),
  );
};

const peeringsOf = (
  ctx: Context,
  regionId: string,
  vpcIds?: readonly string[],
): Promise<Reading<readonly Connection[]>> =>
  reading(async () => (await ctx.peering.list({ regionId, vpcIds, maxResults: PAGE })).items);

const endFacts = async (
  ctx: Context,
  { request, requestId }: IdentifiedRequest<CreateRequest>,
  end: End,
  pair: PairReader,
): Promise<EndFacts> => {
  const { accountId, regionId, vpcId } = end;
  const network = () => networkOf(ctx, accountId, requestId);
  const [vpc, vSwitches, tables, peerings] = await Promise.all([
    pair.vpc(end.side),
    reading(async () => (await network()).vSwitches(regionId, vpcId)),
    reading(async () => tablesOf(await network(), end, chosenFor(ctx, request, end))),
    peeringsOf(ctx, regionId, [vpcId]),
  ]);
  const seesAllPeerings = accountId === ctx.settings.accountId;
  return { ...end, vpc, vSwitches, tables, peerings, seesAllPeerings };
};

/**
 * Reads all that checks look at, side by side; what cannot be read is a fact too.
 *
 * @param ofPair the connections that join this pair already
 */
export const readFacts = async (
  ctx: Context,
  asked: IdentifiedRequest<CreateRequest>,
  pair: PairReader,
  ofPair: readonly Connection[],
): Promise<Facts> => {
  const [requester, accepter, ofRegion] = await Promise.all([
    endFacts(ctx, asked, pair.ends.requester, pair),
    endFacts(ctx, asked, pair.ends.accepter, pair),
    peeringsOf(ctx, asked.request.regionId),
  ]);
  return { request: asked.request, ends: { requester, accepter }, ofRegion, ofPair };
};
