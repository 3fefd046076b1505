import { canonical } from '../../network/cidr.ts';
import type { RouteEntry } from '../../network/model.ts';
import { leadsTo } from './ours.ts';
import type { PlannedEntry } from './plan.ts';

/**
 * How a planned entry stands: `present` leads to the connection, whoever made it; `settling` is on its way
 * to be, or one is on its way out; `missing` is to be created; `conflict` cannot be.
 */
export type Standing =
  | { readonly planned: PlannedEntry; readonly state: 'present'; readonly entry: RouteEntry }
  | { readonly planned: PlannedEntry; readonly state: 'settling'; readonly entry: RouteEntry }
  | { readonly planned: PlannedEntry; readonly state: 'missing' }
  | {
      readonly planned: PlannedEntry;
      readonly state: 'conflict';
      readonly reason: string;
      /** The entry that stands in the way, where one does. */
      readonly entry?: RouteEntry;
    };

const keyOf = (routeTableId: string, destination: string): string =>
  `${routeTableId} ${canonical(destination)}`;

const nextHopOf = ({ nextHops }: RouteEntry): string =>
  nextHops
    .map(({ nextHopId, nextHopType }) => (nextHopId ? `${nextHopType} ${nextHopId}` : nextHopType))
    .join(' and ') || 'nowhere';

const takenBy = (entry: RouteEntry): string =>
  `Entry ${entry.routeEntryId || '(system)'} of this table leads to ${nextHopOf(entry)}.`;

const standingOf = (
  planned: PlannedEntry,
  entry: RouteEntry | undefined,
  instanceId: string,
): Standing => {
  if (entry?.status === 'Deleting') return { planned, state: 'settling', entry };
  if (entry && leadsTo(entry, instanceId))
    return { planned, state: entry.status === 'Available' ? 'present' : 'settling', entry };
  const { obstacle } = planned;
  if (obstacle !== undefined) return { planned, state: 'conflict', reason: obstacle };
  if (entry) return { planned, state: 'conflict', reason: takenBy(entry), entry };
  return { planned, state: 'missing' };
};

/** Holds a plan against the entries of its tables: one standing for each planned entry, in order. */
export const compare = (
  plan: readonly PlannedEntry[],
  entries: readonly RouteEntry[],
  instanceId: string,
): readonly Standing[] => {
  const known = new Map(
    entries.map((each) => [keyOf(each.routeTableId, each.destinationCidrBlock), each]),
  );
  return plan.map((planned) =>
    standingOf(
      planned,
      known.get(keyOf(planned.routeTableId, planned.destinationCidrBlock)),
      instanceId,
    ),
  );
};
