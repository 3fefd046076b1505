export const STATUSES = [
  'Creating',
  'Accepting',
  'Updating',
  'Rejected',
  'Expired',
  'Activated',
  'Deleting',
] as const;

/** A connection inside the cloud. Times are milliseconds on the clock. */
export interface PeerConnection {
  readonly instanceId: string;
  status: (typeof STATUSES)[number] | 'Deleted';
  /** When the status changes by itself, if it does. */
  changesAt: number | undefined;
  name: string;
  description: string;
  readonly ownerId: string;
  readonly acceptingOwnerUid: string;
  readonly regionId: string;
  readonly acceptingRegionId: string;
  readonly vpcId: string;
  readonly acceptingVpcId: string;
  bandwidth: number;
  linkType: string;
  resourceGroupId: string;
  managedService: string;
  readonly gmtCreate: number;
  gmtModified: number;
  gmtExpired: number | undefined;
  /** Tags belong to one side: an account does not see the other's. */
  readonly tags: Map<string, Map<string, string>>;
  /** What a modify changes once Updating is over. */
  change?: Partial<Pick<PeerConnection, 'name' | 'description' | 'bandwidth' | 'linkType'>>;
}

export interface Timings {
  readonly creatingMs: number;
  readonly updatingMs: number;
  readonly deletingMs: number;
  readonly acceptWithinMs: number;
}
