import type { ApiError } from '../../model/failure.ts';
import { isSame } from '../../network/cidr.ts';
import type { NextHop, RouteEntry } from '../../network/model.ts';
import type { TableReading } from '../read.ts';
import type { PlannedEntry } from './plan.ts';
import { type Resolution, resolve } from './resolve.ts';

/**
 * How a planned entry stands by longest prefix: `present` takes the whole destination over the connection;
 * `partial` most of it, because narrower entries lead elsewhere; `settling` is on its way to be, or one is on
 * its way out; `missing` is to be created; `conflict` cannot be, or would carry nothing; `unread` is in a table
 * whose entries could not be read.
 */
export type EntryState = { readonly planned: PlannedEntry } & (
  | { readonly state: 'present' | 'settling'; readonly entry: RouteEntry }
  | { readonly state: 'partial'; readonly entry: RouteEntry; readonly taken: readonly RouteEntry[] }
  /** `taken`: narrower entries would keep a part of it. */
  | { readonly state: 'missing'; readonly taken: readonly RouteEntry[] }
  | {
      readonly state: 'conflict';
      readonly reason: string;
      /** The entry that stands in the way, where one does. */
      readonly entry?: RouteEntry;
    }
  | { readonly state: 'unread'; readonly error: ApiError }
);

const describeHop = (
  { nextHopId, nextHopType, enabled, weight }: NextHop,
  _: number,
  { length }: readonly NextHop[],
): string => {
  const name = nextHopId ? `${nextHopType} ${nextHopId}` : nextHopType;
  const share = length > 1 && weight !== undefined ? ` (weight ${weight})` : '';
  return `${name}${share}${enabled === false ? ', which is switched off' : ''}`;
};

const describe = ({ routeEntryId, destinationCidrBlock, nextHops }: RouteEntry): string =>
  `Entry ${routeEntryId || '(system)'} for ${destinationCidrBlock} leads to ${nextHops.map(describeHop).join(' and ') || 'nowhere'}.`;

/** True where all traffic of an entry goes over the connection: no other next hop shares it. */
const isWhollyOver = ({ nextHops }: RouteEntry, instanceId: string | undefined): boolean => {
  const [only, ...others] = nextHops;
  const isAlone = only !== undefined && others.length === 0;
  return isAlone && only.nextHopId === instanceId && only.enabled !== false;
};

const isAvailable = ({ status }: RouteEntry): boolean => status === 'Available';

/**
 * The cloud's own entries keep what is addressed to vSwitches at home: such an overlap is a finding of its own, and
 * nobody can change it.
 */
const isOfOthers = ({ type }: RouteEntry): boolean => type !== 'System';

/** Of two entries of one destination the Available one counts. */
const exactOf = (entries: readonly RouteEntry[], destination: string): RouteEntry | undefined => {
  const exact = entries.filter((each) => isSame(each.destinationCidrBlock, destination));
  return exact.find(isAvailable) ?? exact[0];
};

const allElsewhere = (planned: PlannedEntry, { takers }: Resolution): EntryState => {
  const [first] = takers;
  return {
    planned,
    state: 'conflict',
    reason: first ? `All of it goes elsewhere: ${describe(first)}` : 'All of it goes elsewhere.',
    ...(first ? { entry: first } : {}),
  };
};

const entryStateOf = (
  planned: PlannedEntry,
  entries: readonly RouteEntry[],
  instanceId: string | undefined,
): EntryState => {
  const { destinationCidrBlock, obstacle } = planned;
  const isOver = (each: RouteEntry): boolean => isWhollyOver(each, instanceId);
  const exact = exactOf(entries, destinationCidrBlock);
  const path = resolve(entries.filter(isAvailable), destinationCidrBlock, isOver);
  const carrier = exact ?? path.base ?? entries.find(isOver);
  if (path.isWhole && carrier) return { planned, state: 'present', entry: carrier };
  if (exact && !isAvailable(exact)) return { planned, state: 'settling', entry: exact };
  const taken = path.takers.filter(isOfOthers);
  if (exact && isOver(exact)) {
    if (!path.isPart) return allElsewhere(planned, path);
    return taken.length > 0
      ? { planned, state: 'partial', entry: exact, taken }
      : { planned, state: 'present', entry: exact };
  }
  if (obstacle !== undefined) return { planned, state: 'conflict', reason: obstacle };
  if (exact) return { planned, state: 'conflict', reason: describe(exact), entry: exact };
  return path.hasRest ? { planned, state: 'missing', taken } : allElsewhere(planned, path);
};

/**
 * Holds a plan against the entries of its tables by longest prefix: one state for each planned entry, in
 * order. The router, the view, preflight and the drift check all go by this judgement. Pure.
 *
 * @param instanceId the connection; absent while there is none
 */
export const entryStatesOf = (
  plan: readonly PlannedEntry[],
  tables: readonly TableReading[],
  instanceId: string | undefined,
): readonly EntryState[] => {
  const byTable = new Map(tables.map((each) => [each.table.routeTableId, each.entries]));
  return plan.map((planned) => {
    const read = byTable.get(planned.routeTableId);
    if (read?.ok === false) return { planned, state: 'unread', error: read.error };
    return entryStateOf(planned, read?.value ?? [], instanceId);
  });
};
