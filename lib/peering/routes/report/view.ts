import { readerOfConnection } from '../../admission.ts';
import type { Context } from '../../context.ts';
import { isPassing } from '../../errors/classify.ts';
import { countsOf } from '../../events/data.ts';
import type { Connection } from '../../model/connection.ts';
import type { RouteFact } from '../../model/event.ts';
import type { Finding } from '../../model/failure.ts';
import { PATIENCE_OF_CALLER_MS } from '../../network/reading.ts';
import { readTags } from '../../state/tags.ts';
import { isOurs, leadsTo, type Owner } from '../plan/ours.ts';
import { endsOf, type RoutedEnd, wants } from '../plan/plan.ts';
import { type EndReading, entriesIn, errorsIn, readEnds, withoutEntries } from '../read.ts';
import { type EndState, stateOf } from '../state.ts';
import { isDangling, otherHopsOf, seeminglyGone } from '../work/gone.ts';
import { factsOf } from './facts.ts';
import { findingsOf, unreadRoutes } from './findings.ts';

/** An entry that leads to a connection. */
export interface LeadingEntry {
  readonly regionId: string;
  readonly vpcId: string;
  readonly routeTableId: string;
  readonly routeEntryId: string;
  readonly destinationCidrBlock: string;
  readonly status: string;
  /** Made by this deployment. */
  readonly ours: boolean;
}

/** The routes of a connection: as they should be, and as they are. */
export interface RoutesView {
  /** Every planned entry and how it stands; empty where no routes are wanted. */
  readonly plan: readonly RouteFact[];
  /** How many planned entries there are of each result. */
  readonly counts: Readonly<Record<string, number>>;
  readonly entries: readonly LeadingEntry[];
  readonly findings: readonly Finding[];
}

const leadingIn = (
  reading: EndReading<RoutedEnd>,
  instanceId: string,
  owner: Owner,
): readonly LeadingEntry[] =>
  entriesIn(reading)
    .filter((entry) => leadsTo(entry, instanceId))
    .map((entry) => ({
      regionId: reading.end.regionId,
      vpcId: reading.end.vpcId,
      routeTableId: entry.routeTableId,
      routeEntryId: entry.routeEntryId,
      destinationCidrBlock: entry.destinationCidrBlock,
      status: entry.status,
      ours: isOurs(entry, owner),
    }));

/** An end of which nothing could be read for a reason that passes is no answer: the caller asks again. */
const rejectPassing = (reads: readonly EndReading[]): void => {
  for (const { tables } of reads) if (!tables.ok && isPassing(tables.error)) throw tables.error;
};

/** How the end stands without entries of ours whose connection is gone: they are replaced. */
const stateNow = async (
  ctx: Context,
  reading: EndReading<RoutedEnd>,
  instanceId: string,
): Promise<EndState> => {
  const hops = otherHopsOf(ctx, entriesIn(reading), instanceId);
  const gone = await seeminglyGone(ctx, hops);
  const { routeTables } = ctx.settings;
  return stateOf(withoutEntries(reading, isDangling(ctx.settings, gone)), {
    instanceId,
    routeTables,
  });
};

/**
 * Reads both ends of a connection and changes nothing. What may not be read is a finding. Rejects with `ApiError`
 * for trouble that passes.
 *
 * @param via how the question came, for policy
 */
export const viewRoutes = async (
  ctx: Context,
  connection: Connection,
  via: string,
): Promise<RoutesView> => {
  const { instanceId } = connection;
  const { settings } = ctx;
  const tags = readTags(connection, settings);
  const patienceMs = PATIENCE_OF_CALLER_MS;
  const reader = readerOfConnection(ctx, connection, via);
  const reads = await readEnds(reader, endsOf(connection), { patienceMs });
  rejectPassing(reads);
  const routes = tags?.options?.routes ?? 'none';
  const wanted = reads.filter(({ end }) => wants(routes, end.side));
  const states = await Promise.all(wanted.map((each) => stateNow(ctx, each, instanceId)));
  const plan = states.flatMap((each) => factsOf(each, settings));
  const others = reads
    .filter(({ end }) => !wants(routes, end.side))
    .map((each) => ({ end: each.end, errors: errorsIn(each) }));
  return {
    plan,
    counts: countsOf(plan),
    entries: reads.flatMap((each) => leadingIn(each, instanceId, settings)),
    findings: [...findingsOf(states, settings), ...unreadRoutes(others)],
  };
};
