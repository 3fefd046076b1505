import type { Connection } from '../../model/connection.ts';
import { canonical } from '../../network/cidr.ts';
import type { RouteEntry } from '../../network/model.ts';
import type { RoutedEnd } from '../plan/ends.ts';
import { isOurs, onlyHopOf, type Whose } from '../plan/ours.ts';
import type { EndState } from '../state.ts';

/** Entries of ours that lead to a connection. */
export const oursTo =
  (whose: Whose, instanceId: string) =>
  (entries: readonly RouteEntry[]): readonly RouteEntry[] =>
    entries.filter((each) => onlyHopOf(each) === instanceId && isOurs(each, whose));

/** A connection that shows no ranges at all lags: nothing is taken away on its word. */
const isDestination = ({ destinations }: RoutedEnd, entry: RouteEntry): boolean =>
  destinations.length === 0 ||
  destinations.some((each) => canonical(each) === canonical(entry.destinationCidrBlock));

/** Entries of ours that lead to a connection for ranges which the VPC across has lost. */
export const forLostRanges =
  (whose: Whose, { instanceId }: Pick<Connection, 'instanceId'>) =>
  (entries: readonly RouteEntry[], { end }: Pick<EndState, 'end'>): readonly RouteEntry[] =>
    oursTo(whose, instanceId)(entries).filter((each) => !isDestination(end, each));

/** Entries of ours that lead to a connection and that no plan has: for lost ranges, or in tables that get none. */
export const unplanned =
  (whose: Whose, { instanceId }: Pick<Connection, 'instanceId'>) =>
  (entries: readonly RouteEntry[], { end, standings = [] }: EndState): readonly RouteEntry[] => {
    if (end.destinations.length === 0) return [];
    const planned = new Set(
      standings.map(
        (each) => `${each.planned.routeTableId} ${canonical(each.planned.destinationCidrBlock)}`,
      ),
    );
    return oursTo(
      whose,
      instanceId,
    )(entries).filter(
      (each) => !planned.has(`${each.routeTableId} ${canonical(each.destinationCidrBlock)}`),
    );
  };
