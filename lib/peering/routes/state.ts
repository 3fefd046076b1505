import type { ApiError, Failure } from '../model/failure.ts';
import { type EntryState, entryStatesOf } from './plan/entry-states.ts';
import {
  type Place,
  type PlannedEntry,
  planOf,
  type RoutedEnd,
  type TablePattern,
  tablesToRoute,
} from './plan/plan.ts';
import type { EndReading } from './read.ts';

/** How the routes of one end stand. */
export interface EndState {
  readonly end: RoutedEnd;
  /** One for each planned entry; absent where the tables could not be read. */
  readonly entryStates?: readonly EntryState[] | undefined;
  /** The API's errors for entries that it will not take, by `keyOf`. */
  readonly refused: ReadonlyMap<string, Failure>;
  /** Why nothing, or nothing more, could be done at this end. */
  readonly accessError?: ApiError | undefined;
}

/** Makes the plan of an end. */
export type Planner = (end: RoutedEnd, place: Place) => readonly PlannedEntry[];

/** What the judgement goes by besides what was read. */
export interface JudgeOptions {
  /** The connection; absent while there is none. */
  readonly instanceId: string | undefined;
  /** `PEERFLOW_ROUTE_TABLES`. */
  readonly routeTables: readonly TablePattern[];
  readonly plan?: Planner | undefined;
  /** The plan may name tables that are out of use, or not chosen. */
  readonly isOfAnyTable?: boolean | undefined;
}

/** How the plan of an end stands: the one judgement, for all who ask. Pure. */
export const stateOf = (
  { end, tables, vSwitches }: EndReading<RoutedEnd>,
  { instanceId, routeTables, plan = planOf, isOfAnyTable }: JudgeOptions,
): EndState => {
  if (!tables.ok) return { end, refused: new Map(), accessError: tables.error };
  const all = tables.value.map(({ table }) => table);
  const planned = plan(end, {
    tables: isOfAnyTable ? all : tablesToRoute(all, routeTables),
    // Those that may not be read set no rules.
    vSwitches: vSwitches.ok ? vSwitches.value : [],
  });
  const entryStates = entryStatesOf(planned, tables.value, instanceId);
  return { end, refused: new Map(), entryStates };
};
