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

/** The plan of an end as it was read; vSwitches that may not be read set no rules. */
export const planFor = (
  { end, tables, vSwitches }: EndReading<RoutedEnd>,
  { routeTables, plan = planOf, isOfAnyTable = false }: Omit<JudgeOptions, 'instanceId'>,
): readonly PlannedEntry[] => {
  if (!tables.ok) return [];
  const all = tables.value.map(({ table }) => table);
  return plan(end, {
    tables: isOfAnyTable ? all : tablesToRoute(all, routeTables),
    vSwitches: vSwitches.ok ? vSwitches.value : [],
  });
};

/** How the plan of an end stands: the one judgement, for all who ask. Pure. */
export const stateOf = (reading: EndReading<RoutedEnd>, options: JudgeOptions): EndState => {
  const { end, tables } = reading;
  if (!tables.ok) return { end, refused: new Map(), accessError: tables.error };
  const entryStates = entryStatesOf(planFor(reading, options), tables.value, options.instanceId);
  return { end, refused: new Map(), entryStates };
};
