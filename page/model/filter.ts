import type { Connection, Row } from './contract.ts';
import { urgencyOf } from './states.ts';

export interface Filter {
  /** Words that must all occur somewhere in the row. */
  readonly text: string;
  /** One of the two regions; empty for all. */
  readonly region: string;
  /** Empty for all. */
  readonly statuses: ReadonlySet<string>;
}

export const NO_FILTER: Filter = { text: '', region: '', statuses: new Set() };

export type SortKey = 'urgency' | 'name';

export interface Sort {
  readonly key: SortKey;
  readonly descending: boolean;
}

const haystackOf = ({ requestId, connection: it }: Row): string =>
  [
    requestId ?? '',
    it.instanceId,
    it.status,
    it.name ?? '',
    it.description ?? '',
    it.ownerId,
    it.acceptingOwnerUid,
    it.regionId,
    it.acceptingRegionId,
    it.vpc.vpcId,
    it.acceptingVpc.vpcId,
    ...it.vpc.ipv4Cidrs,
    ...it.acceptingVpc.ipv4Cidrs,
    ...it.tags.map(({ key, value }) => `${key}=${value}`),
  ]
    .join('\n')
    .toLowerCase();

const haystacks = new WeakMap<Row, string>();

const cachedHaystack = (row: Row): string => {
  const text = haystacks.get(row) ?? haystackOf(row);
  haystacks.set(row, text);
  return text;
};

const isIn = (region: string, it: Connection): boolean =>
  region === '' || it.regionId === region || it.acceptingRegionId === region;

/** The rows that match text and region; statuses are counted among these. */
export const matching = (rows: readonly Row[], { text, region }: Filter): readonly Row[] => {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(
    (row) =>
      isIn(region, row.connection) && words.every((word) => cachedHaystack(row).includes(word)),
  );
};

export const withStatus = (rows: readonly Row[], { statuses }: Filter): readonly Row[] =>
  statuses.size === 0 ? rows : rows.filter((each) => statuses.has(each.connection.status));

/** How many rows each status has, in the order in which states are listed. */
export const countByStatus = (rows: readonly Row[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const { connection } of rows)
    counts.set(connection.status, (counts.get(connection.status) ?? 0) + 1);
  return new Map([...counts].sort(([a], [b]) => urgencyOf(a) - urgencyOf(b)));
};

export const regionsOf = (rows: readonly Row[]): readonly string[] =>
  [...new Set(rows.flatMap(({ connection: it }) => [it.regionId, it.acceptingRegionId]))]
    .filter(Boolean)
    .sort();

export const nameOf = (it: Connection): string => it.name || it.instanceId;

const changed = (it: Connection): string => it.gmtModified ?? it.gmtCreate ?? '';
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byChange = (a: Connection, b: Connection): number => byText(changed(b), changed(a));

const COMPARE: Readonly<Record<SortKey, (a: Connection, b: Connection) => number>> = {
  urgency: (a, b) => urgencyOf(a.status) - urgencyOf(b.status) || byChange(a, b),
  name: (a, b) => nameOf(a).localeCompare(nameOf(b), 'en', { numeric: true }),
};

/** A new list in the order asked for; rows that are equal in it keep the order of their ids. */
export const sorted = (rows: readonly Row[], { key, descending }: Sort): readonly Row[] => {
  const direction = descending ? -1 : 1;
  return [...rows].sort(
    (a, b) =>
      direction * COMPARE[key](a.connection, b.connection) ||
      byText(a.connection.instanceId, b.connection.instanceId),
  );
};
