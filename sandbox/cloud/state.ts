export const STATUSES = [
  'Creating',
  'Accepting',
  'Updating',
  'Rejected',
  'Expired',
  'Activated',
  'Deleting',
] as const;

/** The two ends of a connection, whether it is there or asked for. */
export interface Ends {
  readonly ownerId: string;
  readonly acceptingOwnerUid: string;
  readonly regionId: string;
  readonly acceptingRegionId: string;
  readonly vpcId: string;
  readonly acceptingVpcId: string;
}

/** A connection inside the cloud. Times are milliseconds on the clock. */
export interface PeerConnection extends Ends {
  readonly instanceId: string;
  status: (typeof STATUSES)[number] | 'Deleted';
  /** When the status changes by itself, if it does. */
  changesAt: number | undefined;
  name: string;
  description: string;
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
  change?: Pick<PeerConnection, 'name' | 'description' | 'bandwidth' | 'linkType'>;
}

export const isInMotion = ({ status }: PeerConnection): boolean =>
  status === 'Creating' || status === 'Updating' || status === 'Deleting';
