import type { EntryFailure, NewRouteEntry, RouteEntry, RouteTable, Vpc, VSwitch } from './model.ts';

/**
 * VPC 2016-04-28, as far as preflight and routes need it, with the credentials of one account. Lists
 * are read to their end. Every method rejects with `ApiError` only.
 */
export interface NetworkApi {
  /** DescribeVpcAttribute. */
  vpc(regionId: string, vpcId: string): Promise<Vpc>;
  /** DescribeVSwitches, every page. */
  vSwitches(regionId: string, vpcId: string): Promise<readonly VSwitch[]>;
  /** DescribeRouteTableList, every page. */
  routeTables(regionId: string, vpcId: string): Promise<readonly RouteTable[]>;
  /** DescribeRouteEntryList, every page; with `nextHopId` only the entries that lead there. */
  routeEntries(
    regionId: string,
    routeTableId: string,
    nextHopId?: string,
  ): Promise<readonly RouteEntry[]>;
  /** CreateRouteEntry: takes a destination that contains a vSwitch range, which the batch call refuses. */
  createRouteEntry(regionId: string, entry: NewRouteEntry, clientToken: string): Promise<void>;
  /** CreateRouteEntries, at most 50; answers which entries were not taken, none when all were. */
  createRouteEntries(
    regionId: string,
    entries: readonly NewRouteEntry[],
  ): Promise<readonly EntryFailure[]>;
  /**
   * DeleteRouteEntries by id, at most 50; answers which entries were not taken. A dry run that passes rejects with
   * `DryRunOperation`.
   */
  deleteRouteEntries(
    regionId: string,
    entries: readonly Pick<RouteEntry, 'routeEntryId' | 'routeTableId' | 'destinationCidrBlock'>[],
    options?: { readonly dryRun: boolean },
  ): Promise<readonly EntryFailure[]>;
}
