import { canonical, contains, excludeRanges, prefixLength } from '../../network/cidr.ts';
import type { RouteEntry } from '../../network/model.ts';
import { leadsTo } from './ours.ts';
import type { PlannedEntry } from './plan.ts';

/**
 * How a planned entry stands by longest prefix: `present` takes the whole destination over the connection;
 * `partial` most of it, because narrower entries lead elsewhere; `settling` is on its way to be, or one is on
 * its way out; `missing` is to be created; `conflict` cannot be, or would carry nothing.
 */
export type Standing = { readonly planned: PlannedEntry } & (
  | { readonly state: 'present' | 'settling'; readonly entry: RouteEntry }
  | { readonly state: 'partial'; readonly entry: RouteEntry; readonly taken: readonly RouteEntry[] }
  | { readonly state: 'missing' }
  | {
      readonly state: 'conflict';
      readonly reason: string;
      /** The entry that stands in the way, where one does. */
      readonly entry?: RouteEntry;
    }
);

const nextHopOf = ({ nextHops }: RouteEntry): string =>
  nextHops
    .map(({ nextHopId, nextHopType }) => (nextHopId ? `${nextHopType} ${nextHopId}` : nextHopType))
    .join(' and ') || 'nowhere';

const describe = (entry: RouteEntry): string =>
  `Entry ${entry.routeEntryId || '(system)'} for ${entry.destinationCidrBlock} leads to ${nextHopOf(entry)}.`;

/** True where all traffic of an entry goes over the connection: no other next hop shares it. */
const isWhollyOver = (entry: RouteEntry, instanceId: string): boolean =>
  leadsTo(entry, instanceId) &&
  entry.nextHops.every(({ nextHopId, enabled }) => nextHopId === instanceId && enabled !== false);

const isAvailable = ({ status }: RouteEntry): boolean => status === 'Available';

/** Of two entries of one destination the Available one counts. */
const exactOf = (entries: readonly RouteEntry[], destination: string): RouteEntry | undefined => {
  const exact = entries.filter(
    (each) => canonical(each.destinationCidrBlock) === canonical(destination),
  );
  return exact.find(isAvailable) ?? exact[0];
};

const isNarrower = (entry: RouteEntry, destination: string): boolean =>
  contains(destination, entry.destinationCidrBlock) &&
  canonical(entry.destinationCidrBlock) !== canonical(destination);

/** Narrower entries that take part of a destination away from the connection, widest first. */
const takersOf = (
  entries: readonly RouteEntry[],
  destination: string,
  instanceId: string,
): readonly RouteEntry[] =>
  entries
    .filter((each) => isNarrower(each, destination) && isAvailable(each))
    .filter((each) => !isWhollyOver(each, instanceId))
    .sort((a, b) => prefixLength(a.destinationCidrBlock) - prefixLength(b.destinationCidrBlock));

/** True where nothing of a destination is left for the entry itself. */
const takeAll = (destination: string, takers: readonly RouteEntry[]): boolean =>
  excludeRanges(
    destination,
    takers.map((each) => each.destinationCidrBlock),
  ).length === 0;

const standingOfOwn = (
  planned: PlannedEntry,
  entry: RouteEntry,
  takers: readonly RouteEntry[],
): Standing => {
  const [first] = takers;
  if (!isAvailable(entry)) return { planned, state: 'settling', entry };
  if (first === undefined) return { planned, state: 'present', entry };
  if (!takeAll(planned.destinationCidrBlock, takers))
    return { planned, state: 'partial', entry, taken: takers };
  return {
    planned,
    state: 'conflict',
    reason: `All of it goes elsewhere: ${describe(first)}`,
    entry: first,
  };
};

const standingOf = (
  planned: PlannedEntry,
  entries: readonly RouteEntry[],
  instanceId: string,
): Standing => {
  const { destinationCidrBlock, obstacle } = planned;
  const exact = exactOf(entries, destinationCidrBlock);
  const takers = takersOf(entries, destinationCidrBlock, instanceId);
  if (exact?.status === 'Deleting') return { planned, state: 'settling', entry: exact };
  if (exact && isWhollyOver(exact, instanceId)) return standingOfOwn(planned, exact, takers);
  if (obstacle !== undefined) return { planned, state: 'conflict', reason: obstacle };
  if (exact) return { planned, state: 'conflict', reason: describe(exact), entry: exact };
  const [first] = takers;
  if (first && takeAll(destinationCidrBlock, takers))
    return {
      planned,
      state: 'conflict',
      reason: `All of it goes elsewhere: ${describe(first)}`,
      entry: first,
    };
  return { planned, state: 'missing' };
};

/**
 * Holds a plan against the entries of its tables by longest prefix: one standing for each planned entry, in
 * order. The same judgement serves the router, the view, preflight and drift. Pure.
 */
export const judge = (
  plan: readonly PlannedEntry[],
  entries: readonly RouteEntry[],
  instanceId: string,
): readonly Standing[] => {
  const byTable = new Map<string, RouteEntry[]>();
  for (const entry of entries)
    byTable.set(entry.routeTableId, [...(byTable.get(entry.routeTableId) ?? []), entry]);
  return plan.map((planned) =>
    standingOf(planned, byTable.get(planned.routeTableId) ?? [], instanceId),
  );
};
