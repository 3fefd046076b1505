import type { Finding } from '../../model/finding.ts';
import { contains } from '../../network/cidr.ts';
import type { RouteEntry } from '../../network/model.ts';
import { asksForRoutes, destinationsOf, entriesOf, isSame, leadsToPair } from '../destinations.ts';
import { eachEnd, POINTERS } from '../ends.ts';
import { andMore, listed } from '../evidence.ts';
import type { EndFacts, Facts } from '../facts.ts';

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

/** Entries within a destination that lead elsewhere than to this pair. */
const conflictsOf = (facts: Facts, end: EndFacts, across: EndFacts): readonly Conflict[] => {
  const elsewhere = entriesOf(end).filter((entry) => !leadsToPair(facts, entry));
  return destinationsOf(end, across).flatMap((destination) =>
    elsewhere
      .filter(({ destinationCidrBlock }) => contains(destination, destinationCidrBlock))
      .map((entry) => ({ destination, entry })),
  );
};

const sameDestination = (
  { request }: Facts,
  { side, vpcId }: EndFacts,
  conflicts: readonly Conflict[],
): readonly Finding[] => {
  const [first] = conflicts;
  if (!first) return [];
  return [
    {
      code: 'RouteConflict',
      // The API takes one entry a destination: a route that is asked for could not be made.
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

/** Existing entries that stand in the way of those that would lead to the VPC across. */
export const routes = (facts: Facts): readonly Finding[] =>
  eachEnd(facts, (end, across) => {
    const conflicts = conflictsOf(facts, end, across);
    const isEqual = ({ destination, entry }: Conflict) =>
      isSame(destination, entry.destinationCidrBlock);
    return [
      ...sameDestination(facts, end, conflicts.filter(isEqual)),
      ...moreSpecific(
        end,
        conflicts.filter((each) => !isEqual(each)),
      ),
    ];
  });
