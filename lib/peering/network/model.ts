/** A VPC as DescribeVpcAttribute shows it. Account ids are strings: real ones exceed 2^53. */
export interface Vpc {
  readonly vpcId: string;
  readonly regionId: string;
  readonly ownerId: string;
  readonly status: string;
  readonly cidrBlock: string;
  readonly secondaryCidrBlocks: readonly string[];
  /** Ranges outside RFC 1918 that the owner uses as private ones (UserCidrs). */
  readonly userCidrs: readonly string[];
  readonly ipv6CidrBlocks: readonly string[];
  /** CEN instances that the VPC is attached to (AssociatedCens). */
  readonly cenIds: readonly string[];
}

export interface VSwitch {
  readonly vSwitchId: string;
  readonly cidrBlock: string;
  readonly ipv6CidrBlock?: string;
}

/** A route table of a VPC, as DescribeRouteTableList shows it. */
export interface RouteTable {
  readonly routeTableId: string;
  readonly routeTableName?: string;
  /** `System` or `Custom`. */
  readonly routeTableType: string;
  /** `VSwitch` or `Gateway`; a gateway's table routes what comes in from outside. */
  readonly associateType: string;
  readonly status: string;
  readonly vSwitchIds: readonly string[];
  readonly tags: readonly { readonly key: string; readonly value: string }[];
}

export interface NextHop {
  readonly nextHopId: string;
  readonly nextHopType: string;
  /** False for a next hop that is switched off; absent where the answer does not say. */
  readonly enabled?: boolean;
  /** Its share of the traffic beside other next hops; of a single one the service may say 0. */
  readonly weight?: number;
}

/** A route entry, as DescribeRouteEntryList shows it. */
export interface RouteEntry {
  readonly routeEntryId: string;
  readonly routeTableId: string;
  readonly destinationCidrBlock: string;
  /** `Pending`, `Available`, `Modifying` or `Deleting`. */
  readonly status: string;
  /** `Custom`, `System`, `BGP`, `CEN` or `ECR`. */
  readonly type: string;
  readonly routeEntryName?: string;
  readonly description?: string;
  readonly nextHops: readonly NextHop[];
}

/** An entry that is to be: its destination leads to a peering connection. */
export interface NewRouteEntry {
  readonly routeTableId: string;
  readonly destinationCidrBlock: string;
  /** The instance id of the connection; the next hop type is always `VpcPeer`. */
  readonly nextHopId: string;
  readonly name: string;
  readonly description: string;
}

/** What a batch call says of one entry that it did not take; the rest of the batch was taken. */
export interface EntryFailure {
  readonly destinationCidrBlock: string;
  readonly nextHopId: string;
  /** Absent where the answer does not name the table. */
  readonly routeTableId?: string;
  readonly code: string;
  readonly message: string;
  /** Of the call. */
  readonly requestId?: string | undefined;
}

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
