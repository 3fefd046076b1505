import { andMore, type Finding, listed } from '../../model/failure.ts';
import type { RouteEntry } from '../../network/model.ts';
import type { EntryState } from '../../routes/plan/entry-states.ts';
import { hasNoTable } from '../../routes/report/findings.ts';
import {
  asksForRoutes,
  type EndFacts,
  eachEnd,
  type Facts,
  POINTERS,
  stateOfEnd,
} from '../facts.ts';

interface Conflict {
  readonly destination: string;
  readonly entry: RouteEntry;
}

const shown = ({ destination, entry }: Conflict) => ({
  destination,
  routeTableId: entry.routeTableId,
  routeEntryId: entry.routeEntryId,
  destinationCidrBlock: entry.destinationCidrBlock,
  type: entry.type,
  nextHops: entry.nextHops,
});

/** Entries that leave nothing of a destination for the connection. */
const inTheWay = (entryStates: readonly EntryState[]): readonly Conflict[] =>
  entryStates.flatMap((each) =>
    each.state === 'conflict' && each.entry
      ? [{ destination: each.planned.destinationCidrBlock, entry: each.entry }]
      : [],
  );

/** Narrower entries that take a part of a destination. */
const takers = (entryStates: readonly EntryState[]): readonly Conflict[] =>
  entryStates.flatMap((each) =>
    each.state === 'missing' || each.state === 'partial'
      ? each.taken.map((entry) => ({ destination: each.planned.destinationCidrBlock, entry }))
      : [],
  );

const conflict = (
  { request }: Facts,
  { side, vpcId }: EndFacts,
  conflicts: readonly Conflict[],
): readonly Finding[] => {
  const [first] = conflicts;
  if (!first) return [];
  return [
    {
      code: 'RouteConflict',
      // A route that is asked for could not be made, or would carry nothing.
      severity: asksForRoutes(request, side) ? 'error' : 'warning',
      pointer: POINTERS[side].vpc,
      detail: `Table ${first.entry.routeTableId} of ${vpcId} routes ${first.destination}${andMore(conflicts)} elsewhere.`,
      evidence: listed('entries', conflicts.map(shown)),
      remedy:
        'Remove the entry that the evidence names if the connection is to carry this traffic; Peerflow touches no entry that it did not make.',
    },
  ];
};

const moreSpecific = (
  { side, vpcId }: EndFacts,
  conflicts: readonly Conflict[],
): readonly Finding[] => {
  const [first] = conflicts;
  if (!first) return [];
  return [
    {
      code: 'RouteMoreSpecific',
      severity: 'warning',
      pointer: POINTERS[side].vpc,
      detail: `Table ${first.entry.routeTableId} of ${vpcId} routes ${first.entry.destinationCidrBlock}${andMore(conflicts)} elsewhere, a part of ${first.destination}: the narrower entry wins.`,
      evidence: listed('entries', conflicts.map(shown)),
      remedy: 'Remove the narrower entry if the connection is to carry this traffic too.',
    },
  ];
};

const noTable = ({ side, vpcId, regionId }: EndFacts): Finding => ({
  code: 'NoRouteTable',
  severity: 'error',
  pointer: POINTERS[side].vpc,
  detail: `No route table of ${vpcId} would get routes: none is in use by a vSwitch and chosen.`,
  evidence: { vpcId, regionId },
  remedy:
    'Give the VPC a vSwitch, choose one of its route tables in PEERFLOW_ROUTE_TABLES, or ask for routes on the other side alone.',
});

/** Existing entries that stand in the way of those that would lead to the VPC across, and tables that lack. */
export const routes = (facts: Facts): readonly Finding[] =>
  eachEnd(facts, (end, across) => {
    const state = stateOfEnd(facts, end, across);
    const { entryStates = [] } = state;
    const isAsked = asksForRoutes(facts.request, end.side);
    return [
      ...(isAsked && hasNoTable(state) ? [noTable(end)] : []),
      ...conflict(facts, end, inTheWay(entryStates)),
      ...moreSpecific(end, takers(entryStates)),
    ];
  });
