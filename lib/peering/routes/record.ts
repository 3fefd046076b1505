import type { RouteFact } from '../model/event.ts';
import type { RouteEntry } from '../network/model.ts';
import type { End } from '../network/pair.ts';
import type { EntryGroup } from '../queue/tasks.ts';

type Place = Pick<RouteEntry, 'routeTableId' | 'destinationCidrBlock'>;

/**
 * Entries of one side as tasks carry them. A VPC has the same destinations in most of its tables, so that tables
 * with the same ones share a group: 32 KB hold what a batch of a thousand lines would not.
 */
export const groupsOf = (
  side: EntryGroup['side'],
  entries: readonly Place[],
): readonly EntryGroup[] => {
  const byTable = new Map<string, Set<string>>();
  for (const { routeTableId, destinationCidrBlock } of entries) {
    const known = byTable.get(routeTableId) ?? new Set();
    byTable.set(routeTableId, known.add(destinationCidrBlock));
  }
  const groups = new Map<string, EntryGroup>();
  for (const [routeTableId, set] of byTable) {
    const destinations = [...set].sort();
    const key = destinations.join(' ');
    const routeTableIds = [...(groups.get(key)?.routeTableIds ?? []), routeTableId];
    groups.set(key, { side, routeTableIds, destinations });
  }
  return [...groups.values()];
};

/** True where a group names an entry. */
export const isRecorded =
  (groups: readonly EntryGroup[], side: EntryGroup['side']) =>
  ({ routeTableId, destinationCidrBlock }: Place): boolean =>
    groups.some(
      (each) =>
        each.side === side &&
        each.routeTableIds.includes(routeTableId) &&
        each.destinations.includes(destinationCidrBlock),
    );

/** Recorded entries as events show them. */
export const recordedFacts = (
  groups: readonly EntryGroup[],
  ends: readonly End[],
  result: 'created' | 'removed',
): readonly RouteFact[] =>
  ends.flatMap(({ side, regionId, vpcId }) =>
    groups
      .filter((each) => each.side === side)
      .flatMap(({ routeTableIds, destinations }) =>
        routeTableIds.flatMap((routeTableId) =>
          destinations.map((destinationCidrBlock) => ({
            regionId,
            vpcId,
            routeTableId,
            destinationCidrBlock,
            result,
          })),
        ),
      ),
  );
