import { readCidr } from '../cidr.ts';
import type { Network, RouteChange } from './network.ts';
import { type RouteEntry, type RouteTable, routeEntry } from './state.ts';

/** An entry of somebody else's: to one next hop, `Instance` unless given, or to `nextHops`. */
export interface ForeignEntry
  extends Partial<Pick<RouteEntry, 'type' | 'status' | 'nextHops' | 'managed'>> {
  readonly destinationCidrBlock: string;
  readonly nextHopId: string;
  readonly nextHopType?: string;
  readonly name?: string;
  readonly description?: string;
}

/** The network as tests and demos look at it, and change it without a call. */
export interface NetworkView {
  routeTables(vpcId: string): readonly RouteTable[];
  /** Of a VPC or of one table, system entries included. */
  routeEntries(id: string): readonly RouteEntry[];
  /** Puts an entry into a table, Available unless given; nothing is checked but its CIDR block. */
  addRouteEntry(routeTableId: string, entry: ForeignEntry): RouteEntry;
  /** Takes an entry away at once. */
  removeRouteEntry(routeEntryId: string): void;
  /** Calls the listener for every later change of an entry; returns the way to stop. */
  onChange(listener: (change: RouteChange) => void): () => void;
}

const tableOf = (network: Network, routeTableId: string): RouteTable => {
  const table = network.table(routeTableId);
  if (!table) throw new Error(`there is no route table ${routeTableId}`);
  return table;
};

const blockOf = (text: string): string => {
  const block = readCidr(text);
  if (block === undefined) throw new Error(`${text} must be a CIDR block`);
  return block;
};

export const createNetworkView = (
  network: Network,
  newId: (prefix: string) => string,
): NetworkView => ({
  routeTables: (vpcId) => network.tablesOf(vpcId),
  routeEntries: (id) => {
    const table = network.table(id);
    const tables = table ? [table] : network.tablesOf(id);
    return tables.flatMap(({ entries }) => [...entries.values()]);
  },
  addRouteEntry: (routeTableId, asked) => {
    const { nextHopId, nextHopType = 'Instance', name = '', description = '', ...rest } = asked;
    const entry = routeEntry({
      routeEntryId: newId('rte'),
      routeTableId,
      vpcId: tableOf(network, routeTableId).vpcId,
      nextHops: [{ nextHopId, nextHopType }],
      routeEntryName: name,
      gmtModified: network.now(),
      ...rest,
      description,
      destinationCidrBlock: blockOf(asked.destinationCidrBlock),
    });
    network.add(entry);
    return entry;
  },
  removeRouteEntry: (routeEntryId) => {
    const entry = network.entry(routeEntryId);
    if (!entry) throw new Error(`there is no route entry ${routeEntryId}`);
    network.drop(entry);
  },
  onChange: (listener) => network.onChange(listener),
});
