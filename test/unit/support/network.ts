import { ApiError } from '../../../lib/peering/model/failure.ts';
import type {
  EntryFailure,
  NetworkApi,
  NewRouteEntry,
  RouteEntry,
  RouteTable,
  VSwitch,
} from '../../../lib/peering/network/model.ts';

type Operation = keyof NetworkApi;

interface Fault {
  readonly error: ApiError;
  /** Of calls about this VPC or table; of every call where it is absent. */
  readonly id: string | undefined;
  times: number;
}

const NAMES: Readonly<Record<Operation, string>> = {
  vpc: 'DescribeVpcAttribute',
  vSwitches: 'DescribeVSwitches',
  routeTables: 'DescribeRouteTableList',
  routeEntries: 'DescribeRouteEntryList',
  createRouteEntry: 'CreateRouteEntry',
  createRouteEntries: 'CreateRouteEntries',
  deleteRouteEntries: 'DeleteRouteEntries',
};

const refusal = (operation: string, code: string, status = 400): ApiError =>
  new ApiError({ kind: 'api', operation, code, message: `why ${code}`, status });

/**
 * The VPC API as unit tests need it: tables and entries that a test writes to, calls and entries that fail as told.
 * Every write is in the journal.
 */
export class FakeNetwork {
  journal: string[] = [];
  readonly tables = new Map<string, readonly RouteTable[]>();
  readonly vSwitches = new Map<string, readonly VSwitch[]>();
  entries: RouteEntry[] = [];
  /** Codes that a create, or a delete, of an entry answers with, by destination. */
  readonly refusedCreates = new Map<string, string>();
  readonly refusedDeletes = new Map<string, string>();
  /** Looks at a table before a new entry is Available, and one that is deleted is gone. */
  looksUntilSettled = 0;
  /** Runs before each write. */
  beforeWrite: () => void = () => {};
  readonly #unsettled = new Map<string, number>();
  readonly #tokens = new Set<string>();
  readonly #faults = new Map<Operation, Fault>();
  #next = 1;

  /** Calls are refused from now on: so many, or all; about one VPC or table, or any. */
  fail(
    operation: Operation,
    code: string,
    {
      status = 400,
      times = Number.POSITIVE_INFINITY,
      id,
    }: { readonly status?: number; readonly times?: number; readonly id?: string } = {},
  ): void {
    const error = refusal(NAMES[operation], code, status);
    this.#faults.set(operation, { error, id, times });
  }

  heal(operation: Operation): void {
    this.#faults.delete(operation);
  }

  /** `table destination` of each entry that leads to a next hop, sorted. */
  leadingTo(nextHopId: string): readonly string[] {
    return this.entries
      .filter(({ nextHops }) => nextHops.some((hop) => hop.nextHopId === nextHopId))
      .map((each) => `${each.routeTableId} ${each.destinationCidrBlock}`)
      .sort();
  }

  #check(operation: Operation, ...ids: readonly string[]): void {
    const fault = this.#faults.get(operation);
    if (!fault || (fault.id !== undefined && !ids.includes(fault.id))) return;
    if (fault.times-- > 0) throw fault.error;
  }

  #look(routeTableId: string): readonly RouteEntry[] {
    const found = this.entries.filter((each) => each.routeTableId === routeTableId);
    for (const { routeEntryId, status } of found) {
      const left = this.#unsettled.get(routeEntryId);
      if (left === undefined) continue;
      this.#unsettled.set(routeEntryId, left - 1);
      if (left > 1) continue;
      this.#unsettled.delete(routeEntryId);
      this.entries =
        status === 'Deleting'
          ? this.entries.filter((each) => each.routeEntryId !== routeEntryId)
          : this.entries.map((each) =>
              each.routeEntryId === routeEntryId ? { ...each, status: 'Available' } : each,
            );
    }
    return found;
  }

  #create(entry: NewRouteEntry): EntryFailure | undefined {
    const { routeTableId, destinationCidrBlock, nextHopId, name, description } = entry;
    const isThere = this.entries.some(
      (each) =>
        each.routeTableId === routeTableId && each.destinationCidrBlock === destinationCidrBlock,
    );
    const code =
      this.refusedCreates.get(destinationCidrBlock) ??
      (isThere ? 'VPC_ROUTE_ENTRY_CIDR_BLOCK_DUPLICATE' : undefined);
    if (code)
      return { destinationCidrBlock, nextHopId, routeTableId, code, message: `why ${code}` };
    const routeEntryId = `rte-${this.#next++}`;
    if (this.looksUntilSettled > 0) this.#unsettled.set(routeEntryId, this.looksUntilSettled);
    this.entries.push({
      routeEntryId,
      routeTableId,
      destinationCidrBlock,
      status: this.looksUntilSettled > 0 ? 'Pending' : 'Available',
      type: 'Custom',
      routeEntryName: name,
      description,
      nextHops: [{ nextHopId, nextHopType: 'VpcPeer' }],
    });
    return undefined;
  }

  #delete(routeEntryId: string, isDryRun: boolean): EntryFailure | undefined {
    const found = this.entries.find((each) => each.routeEntryId === routeEntryId);
    const code = found
      ? this.refusedDeletes.get(found.destinationCidrBlock)
      : 'InvalidRouteEntry.NotFound';
    if (code)
      return {
        destinationCidrBlock: found?.destinationCidrBlock ?? '',
        nextHopId: '',
        code,
        message: `why ${code}`,
      };
    if (isDryRun) return undefined;
    if (this.looksUntilSettled > 0) this.#unsettled.set(routeEntryId, this.looksUntilSettled);
    this.entries =
      this.looksUntilSettled > 0
        ? this.entries.map((each) =>
            each.routeEntryId === routeEntryId ? { ...each, status: 'Deleting' } : each,
          )
        : this.entries.filter((each) => each.routeEntryId !== routeEntryId);
    return undefined;
  }

  readonly api: NetworkApi = {
    vpc: async () => {
      throw new Error('vpc was not expected');
    },
    vSwitches: async (_, vpcId) => {
      this.#check('vSwitches', vpcId);
      return this.vSwitches.get(vpcId) ?? [];
    },
    routeTables: async (_, vpcId) => {
      this.#check('routeTables', vpcId);
      return this.tables.get(vpcId) ?? [];
    },
    routeEntries: async (_, routeTableId) => {
      this.#check('routeEntries', routeTableId);
      return this.#look(routeTableId);
    },
    createRouteEntry: async (_, entry, clientToken) => {
      this.beforeWrite();
      this.journal.push(`create ${entry.routeTableId} ${entry.destinationCidrBlock}`);
      this.#check('createRouteEntry', entry.routeTableId);
      // A token that was used is answered as it was then, and changes nothing.
      if (this.#tokens.has(clientToken)) return;
      this.#tokens.add(clientToken);
      const failed = this.#create(entry);
      if (failed) throw refusal(NAMES.createRouteEntry, failed.code);
    },
    createRouteEntries: async (_, entries) => {
      this.beforeWrite();
      for (const each of entries)
        this.journal.push(`create ${each.routeTableId} ${each.destinationCidrBlock}`);
      this.#check('createRouteEntries', ...entries.map(({ routeTableId }) => routeTableId));
      return entries.map((each) => this.#create(each)).filter((each) => each !== undefined);
    },
    deleteRouteEntries: async (_, entries, options) => {
      const isDryRun = options?.dryRun ?? false;
      if (!isDryRun) this.beforeWrite();
      for (const each of entries)
        this.journal.push(
          `${isDryRun ? 'try' : 'delete'} ${each.routeTableId} ${each.destinationCidrBlock}`,
        );
      this.#check('deleteRouteEntries', ...entries.map(({ routeTableId }) => routeTableId));
      const failures = entries
        .map(({ routeEntryId }) => this.#delete(routeEntryId, isDryRun))
        .filter((each) => each !== undefined);
      if (isDryRun && failures.length === 0)
        throw refusal(NAMES.deleteRouteEntries, 'DryRunOperation');
      return failures;
    },
  };
}
