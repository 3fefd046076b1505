import pLimit from 'p-limit';
import type { Context } from '../context.ts';
import type { RouteEntry, RouteTable, VSwitch } from '../network/model.ts';
import type { End } from '../network/pair.ts';
import { networkOf, PATIENCE_MS, patientReading, type Reading } from '../network/reading.ts';
import { isListable } from './plan/plan.ts';

/** A route table, and its entries as far as they could be read. */
export interface TableReading {
  readonly table: RouteTable;
  readonly entries: Reading<readonly RouteEntry[]>;
}

/** All that can be known of one end: what could be read, and why the rest could not. */
export interface EndReading<E extends End = End> {
  readonly end: E;
  /** Every table whose entries can be listed, used or not. */
  readonly tables: Reading<readonly TableReading[]>;
  readonly vSwitches: Reading<readonly VSwitch[]>;
}

/** How to read. */
export interface ReadOptions {
  /** How long one read is tried again in place. */
  readonly patienceMs?: number | undefined;
  /** The tables whose entries matter; all that can be listed by default. */
  readonly choose?: ((tables: readonly RouteTable[]) => readonly RouteTable[]) | undefined;
}

/** A VPC has few route tables; each costs a call or more. */
const TABLES_AT_ONCE = 5;

/** The entries of some tables, each read by itself. */
export const readTables = (
  ctx: Context,
  { accountId, regionId }: Pick<End, 'accountId' | 'regionId'>,
  tables: readonly RouteTable[],
  { patienceMs = PATIENCE_MS }: ReadOptions = {},
): Promise<readonly TableReading[]> => {
  const limit = pLimit(TABLES_AT_ONCE);
  const read = async ({ routeTableId }: RouteTable) => {
    const api = await networkOf(ctx, accountId);
    return api.routeEntries(regionId, routeTableId);
  };
  return Promise.all(
    tables.map((table) =>
      limit(async () => ({
        table,
        entries: await patientReading(ctx, () => read(table), patienceMs),
      })),
    ),
  );
};

/** The tables and vSwitches of an end. */
export const readPlace = async (
  ctx: Context,
  { accountId, regionId, vpcId }: End,
  { patienceMs = PATIENCE_MS }: ReadOptions = {},
) => {
  const api = () => networkOf(ctx, accountId);
  const [tables, vSwitches] = await Promise.all([
    patientReading(ctx, async () => (await api()).routeTables(regionId, vpcId), patienceMs),
    patientReading(ctx, async () => (await api()).vSwitches(regionId, vpcId), patienceMs),
  ]);
  return { tables, vSwitches };
};

/** Reads an end and changes nothing; what cannot be read is a fact too. */
export const readEnd = async <E extends End>(
  ctx: Context,
  end: E,
  options: ReadOptions = {},
): Promise<EndReading<E>> => {
  const { tables, vSwitches } = await readPlace(ctx, end, options);
  if (!tables.ok) return { end, tables, vSwitches };
  const listable = tables.value.filter(isListable);
  const chosen = options.choose?.(listable) ?? listable;
  return {
    end,
    tables: { ok: true, value: await readTables(ctx, end, chosen, options) },
    vSwitches,
  };
};

/** Several ends, side by side. */
export const readEnds = <E extends End>(
  ctx: Context,
  ends: readonly E[],
  options?: ReadOptions,
): Promise<readonly EndReading<E>[]> => Promise.all(ends.map((end) => readEnd(ctx, end, options)));

/** Every entry that could be read. */
export const entriesIn = ({ tables }: Pick<EndReading, 'tables'>): readonly RouteEntry[] =>
  tables.ok ? tables.value.flatMap(({ entries }) => (entries.ok ? entries.value : [])) : [];

/** Why an end, or a part of it, could not be read; empty where all of it was. */
export const errorsIn = ({ tables }: Pick<EndReading, 'tables'>) =>
  tables.ok
    ? tables.value.flatMap(({ entries }) => (entries.ok ? [] : [entries.error]))
    : [tables.error];

/** What was read, without some entries. */
export const withoutEntries = <E extends End>(
  reading: EndReading<E>,
  isOut: (entry: RouteEntry) => boolean,
): EndReading<E> => {
  if (!reading.tables.ok) return reading;
  const value = reading.tables.value.map(({ table, entries }) => ({
    table,
    entries: entries.ok
      ? { ok: true as const, value: entries.value.filter((each) => !isOut(each)) }
      : entries,
  }));
  return { ...reading, tables: { ok: true, value } };
};
