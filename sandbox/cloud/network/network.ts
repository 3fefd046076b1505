import * as v from 'valibot';
import type { FixtureVpc } from '../../fixture.ts';
import { routeEntry as declaredEntry } from '../../fixtures/schema/network.ts';
import { Listeners } from '../../listeners.ts';
import type { Agenda } from '../agenda.ts';
import { entryOf, routeTablesOf, vSwitchesOf } from './build.ts';
import { type RouteEntry, type RouteTable, routeEntry, type VSwitch } from './state.ts';

/** A route entry became something else; an empty status stands for not being there. */
export interface RouteChange {
  readonly entry: RouteEntry;
  readonly from: RouteEntry['status'] | '';
  readonly to: RouteEntry['status'] | '';
}

/** vSwitches, route tables and entries of every VPC. */
export class Network {
  readonly #tables = new Map<string, RouteTable>();
  readonly #tablesOfVpc = new Map<string, readonly RouteTable[]>();
  readonly #vSwitches = new Map<string, readonly VSwitch[]>();
  readonly #entries = new Map<string, RouteEntry>();
  readonly #changes = new Listeners<[change: RouteChange]>();
  /** Calls the listener for every later change of an entry; returns the way to stop. */
  readonly onChange = this.#changes.add;

  constructor(
    vpcs: readonly FixtureVpc[],
    private readonly agenda: Agenda,
    private readonly routeMs: number,
    private readonly newId: (prefix: string) => string,
  ) {
    for (const vpc of vpcs) {
      const vSwitches = vSwitchesOf(vpc);
      this.#vSwitches.set(vpc.id, vSwitches);
      const tables = routeTablesOf(vpc, vSwitches, agenda.now());
      this.#tablesOfVpc.set(vpc.id, tables);
      for (const table of tables) this.#register(table);
    }
  }

  vSwitchesOf(vpcId: string): readonly VSwitch[] {
    return this.#vSwitches.get(vpcId) ?? [];
  }

  routeTables(vpcId: string): readonly RouteTable[] {
    this.agenda.settle();
    return this.#tablesOfVpc.get(vpcId) ?? [];
  }

  /** Of a VPC or of one table, system entries included. */
  routeEntries(id: string): readonly RouteEntry[] {
    const table = this.table(id);
    const tables = table ? [table] : this.routeTables(id);
    return tables.flatMap(({ entries }) => [...entries.values()]);
  }

  table(routeTableId: string): RouteTable | undefined {
    this.agenda.settle();
    return this.#tables.get(routeTableId);
  }

  entry(routeEntryId: string): RouteEntry | undefined {
    this.agenda.settle();
    return this.#entries.get(routeEntryId);
  }

  /** True while a write of the VPC is not over. */
  isBusy(vpcId: string): boolean {
    return this.routeEntries(vpcId).some(({ changesAt }) => changesAt !== undefined);
  }

  /** Puts an entry into its table: at once, or Pending until the write is over. */
  add(entry: RouteEntry): void {
    this.#tables.get(entry.routeTableId)?.entries.set(entry.routeEntryId, entry);
    this.#entries.set(entry.routeEntryId, entry);
    if (entry.status === 'Pending') this.#begin(entry);
    this.#changes.tell({ entry, from: '', to: entry.status });
  }

  /** Makes an entry Deleting; it is gone when the write is over. */
  beginDelete(entry: RouteEntry): void {
    const from = entry.status;
    entry.status = 'Deleting';
    this.#begin(entry);
    this.#changes.tell({ entry, from, to: 'Deleting' });
  }

  /** What somebody else does: puts an entry into a table, declared as in a fixture; only that is checked. */
  addRouteEntry(routeTableId: string, declared: v.InferInput<typeof declaredEntry>): RouteEntry {
    const { vpcId } = this.table(routeTableId) ?? {};
    if (vpcId === undefined) throw new Error(`there is no route table ${routeTableId}`);
    const entry = routeEntry({
      routeEntryId: this.newId('rte'),
      routeTableId,
      vpcId,
      gmtModified: this.agenda.now(),
      ...entryOf(v.parse(declaredEntry, declared)),
    });
    this.add(entry);
    return entry;
  }

  /** What somebody else does: takes an entry away at once. */
  removeRouteEntry(routeEntryId: string): void {
    const entry = this.entry(routeEntryId);
    if (!entry) throw new Error(`there is no route entry ${routeEntryId}`);
    this.#drop(entry);
  }

  #register(table: RouteTable): void {
    if (this.#tables.has(table.routeTableId))
      throw new Error(`The fixture gives two route tables the id ${table.routeTableId}`);
    this.#tables.set(table.routeTableId, table);
    for (const entry of table.entries.values()) this.#entries.set(entry.routeEntryId, entry);
  }

  #begin(entry: RouteEntry): void {
    entry.gmtModified = this.agenda.now();
    const changesAt = entry.gmtModified + this.routeMs;
    entry.changesAt = changesAt;
    this.agenda.at(changesAt, () => {
      if (entry.changesAt === changesAt) this.#finish(entry, changesAt);
    });
  }

  #finish(entry: RouteEntry, at: number): void {
    if (entry.status === 'Deleting') this.#drop(entry);
    else {
      Object.assign(entry, { status: 'Available', gmtModified: at, changesAt: undefined });
      this.#changes.tell({ entry, from: 'Pending', to: 'Available' });
    }
  }

  #drop(entry: RouteEntry): void {
    entry.changesAt = undefined;
    this.#tables.get(entry.routeTableId)?.entries.delete(entry.routeEntryId);
    this.#entries.delete(entry.routeEntryId);
    this.#changes.tell({ entry, from: entry.status, to: '' });
  }
}
