import { readerOfCreate } from '../admission.ts';
import type { Context } from '../context.ts';
import type { Connection } from '../model/connection.ts';
import type { CreateRequest, IdentifiedRequest } from '../model/request.ts';
import type { End, PairReader } from '../network/pair.ts';
import { PATIENCE_OF_CALLER_MS, patientReading, type Reading } from '../network/reading.ts';
import { listConnections } from '../observe.ts';
import type { ListQuery } from '../ports.ts';
import { type TablePattern, tablesToRoute } from '../routes/plan/plan.ts';
import { entriesIn, readEnd } from '../routes/read.ts';
import { otherHopsOf, seeminglyGone } from '../routes/work/gone.ts';
import { asksForRoutes, type EndFacts, type Facts } from './facts.ts';

/** Pages of a list that are read: far above every quota. */
const PAGES = 20;

/** Where routes are asked for, only the tables count that will get them; elsewhere all that are in use. */
const chosenFor = (
  { settings }: Context,
  request: CreateRequest,
  { side }: End,
): readonly TablePattern[] => (asksForRoutes(request, side) ? settings.routeTables : []);

const peeringsOf = (
  ctx: Context,
  query: Pick<ListQuery, 'regionId' | 'vpcIds'>,
  pages: number,
): Promise<Reading<readonly Connection[]>> =>
  patientReading(ctx, () => listConnections(ctx, query, pages), PATIENCE_OF_CALLER_MS);

const endFacts = async (
  ctx: Context,
  asked: IdentifiedRequest<CreateRequest>,
  end: End,
  pair: PairReader,
): Promise<EndFacts> => {
  const { request } = asked;
  const { accountId, regionId, vpcId } = end;
  const [vpc, { tables, vSwitches }, peerings] = await Promise.all([
    pair.vpc(end.side),
    readEnd(readerOfCreate(ctx, asked), end, {
      patienceMs: PATIENCE_OF_CALLER_MS,
      choose: (all) => tablesToRoute(all, chosenFor(ctx, request, end)),
    }),
    peeringsOf(ctx, { regionId, vpcIds: [vpcId] }, PAGES),
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
    peeringsOf(ctx, { regionId: asked.request.regionId }, 1),
  ]);
  const entries = [...entriesIn(requester), ...entriesIn(accepter)];
  const gone = await seeminglyGone(ctx, otherHopsOf(ctx, entries, undefined));
  return {
    request: asked.request,
    ends: { requester, accepter },
    ofRegion,
    ofPair,
    routeTables: ctx.settings.routeTables,
    owner: ctx.settings,
    gone,
  };
};
