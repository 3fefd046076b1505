import type { FixtureVpc } from '../../fixture.ts';
import { routeTablesOf, vSwitchesOf } from './build.ts';
import type { RouteEntry, RouteTable, VSwitch } from './state.ts';

/** A route entry became something else; an empty status stands for not being there. */
export interface RouteChange {
  readonly entry: RouteEntry;
  readonly from: RouteEntry['status'] | '';
  readonly to: RouteEntry['status'] | '';
}

/** vSwitches, route tables and entries of every VPC; asked for them, it first lets the time pass. */
export class Network {
  readonly #tables = new Map<string, RouteTable>();
  readonly #tablesOfVpc = new Map<string, readonly RouteTable[]>();
  readonly #vSwitches = new Map<string, readonly VSwitch[]>();
  readonly #entries = new Map<string, RouteEntry>();
  readonly #underWay = new Map<string, Set<RouteEntry>>();
  readonly #listeners = new Set<(change: RouteChange) => void>();

  constructor(
    vpcs: Iterable<FixtureVpc>,
    readonly now: () => number,
    readonly routeMs: number,
  ) {
    for (const vpc of vpcs) {
      const vSwitches = vSwitchesOf(vpc);
      const tables = routeTablesOf(vpc, vSwitches, now());
      this.#vSwitches.set(vpc.id, vSwitches);
      this.#tablesOfVpc.set(vpc.id, tables);
      for (const table of tables) this.#register(table);
    }
  }

  onChange(listener: (change: RouteChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  vSwitchesOf(vpcId: string): readonly VSwitch[] {
    return this.#vSwitches.get(vpcId) ?? [];
  }

  tablesOf(vpcId: string): readonly RouteTable[] {
    this.#settle(vpcId);
    return this.#tablesOfVpc.get(vpcId) ?? [];
  }

  table(routeTableId: string): RouteTable | undefined {
    const table = this.#tables.get(routeTableId);
    if (table) this.#settle(table.vpcId);
    return table;
  }

  entry(routeEntryId: string): RouteEntry | undefined {
    const entry = this.#entries.get(routeEntryId);
    if (entry) this.#settle(entry.vpcId);
    return this.#entries.get(routeEntryId);
  }

  /** True while a write of the VPC is not over. */
  isBusy(vpcId: string): boolean {
    this.#settle(vpcId);
    return (this.#underWay.get(vpcId)?.size ?? 0) > 0;
  }

  /** Puts an entry into its table: at once, or Pending until the write is over. */
  add(entry: RouteEntry): void {
    this.#tables.get(entry.routeTableId)?.entries.set(entry.routeEntryId, entry);
    this.#entries.set(entry.routeEntryId, entry);
    if (entry.status === 'Pending') this.#begin(entry);
    this.#tell({ entry, from: '', to: entry.status });
  }

  /** Makes an entry Deleting; it is gone when the write is over. */
  beginDelete(entry: RouteEntry): void {
    const from = entry.status;
    entry.status = 'Deleting';
    this.#begin(entry);
    this.#tell({ entry, from, to: 'Deleting' });
  }

  drop(entry: RouteEntry): void {
    this.#tables.get(entry.routeTableId)?.entries.delete(entry.routeEntryId);
    this.#entries.delete(entry.routeEntryId);
    this.#underWay.get(entry.vpcId)?.delete(entry);
    this.#tell({ entry, from: entry.status, to: '' });
  }

  settleAll(): void {
    for (const vpcId of this.#underWay.keys()) this.#settle(vpcId);
  }

  #register(table: RouteTable): void {
    if (this.#tables.has(table.routeTableId))
      throw new Error(`The fixture gives two route tables the id ${table.routeTableId}`);
    this.#tables.set(table.routeTableId, table);
    for (const entry of table.entries.values()) this.#entries.set(entry.routeEntryId, entry);
  }

  #begin(entry: RouteEntry): void {
    entry.gmtModified = this.now();
    entry.changesAt = this.now() + this.routeMs;
    const those = this.#underWay.get(entry.vpcId) ?? new Set();
    this.#underWay.set(entry.vpcId, those.add(entry));
  }

  #settle(vpcId: string): void {
    for (const entry of this.#underWay.get(vpcId) ?? [])
      if (entry.changesAt !== undefined && entry.changesAt <= this.now()) this.#follow(entry);
  }

  #follow(entry: RouteEntry): void {
    if (entry.status === 'Deleting') this.drop(entry);
    else this.#makeAvailable(entry);
  }

  #makeAvailable(entry: RouteEntry): void {
    this.#underWay.get(entry.vpcId)?.delete(entry);
    entry.status = 'Available';
    entry.gmtModified = entry.changesAt ?? this.now();
    entry.changesAt = undefined;
    this.#tell({ entry, from: 'Pending', to: 'Available' });
  }

  #tell(change: RouteChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}
