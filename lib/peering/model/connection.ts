/** The eight values of a connection's `Status` (GetVpcPeerConnectionAttribute). */
export const STATUSES = [
  'Creating',
  'Accepting',
  'Updating',
  'Rejected',
  'Expired',
  'Activated',
  'Deleting',
  'Deleted',
] as const;

export type Status = (typeof STATUSES)[number];

const inMotion: ReadonlySet<Status> = new Set(['Creating', 'Updating', 'Deleting']);
const adoptable: ReadonlySet<Status> = new Set(['Creating', 'Accepting', 'Updating', 'Activated']);

/** True for a word that the API documents as a status. */
export const isStatus = (word: unknown): word is Status => STATUSES.some((each) => each === word);

/** The service itself is working on the connection and will leave this status without us. */
export const isInMotion = (status: Status): boolean => inMotion.has(status);

/** The connection stands; a modify under way does not take it down, nor its routes. */
export const isStanding = (status: Status): boolean =>
  status === 'Activated' || status === 'Updating';

/** A live connection of the pair: a create must not double it. */
export const isAdoptable = (status: Status): boolean => adoptable.has(status);

/** The VPC that asks for a connection, and the one that accepts it. */
export const SIDES = ['requester', 'accepter'] as const;
export type Side = (typeof SIDES)[number];

export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** One end of a connection as the API shows it. */
export interface VpcSide {
  readonly vpcId: string;
  readonly ipv4Cidrs: readonly string[];
  readonly ipv6Cidrs: readonly string[];
}

/**
 * GetVpcPeerConnectionAttribute in camelCase. Account ids are strings: real ones exceed 2^53.
 * `tags` holds every tag, ours included; `withoutOurTags` prepares it for other people's eyes.
 */
export interface Connection {
  readonly instanceId: string;
  readonly status: Status;
  readonly bizStatus?: string;
  readonly name?: string;
  readonly description?: string;
  readonly ownerId: string;
  readonly acceptingOwnerUid: string;
  readonly regionId: string;
  readonly acceptingRegionId: string;
  readonly vpc: VpcSide;
  readonly acceptingVpc: VpcSide;
  /** Mbit/s; -1 means unlimited. */
  readonly bandwidth?: number;
  readonly linkType?: string;
  readonly resourceGroupId?: string;
  readonly managedService?: string;
  /** UTC, `YYYY-MM-DDThh:mm:ssZ`. */
  readonly gmtCreate?: string;
  readonly gmtModified?: string;
  /** Filled only while Accepting or Expired. */
  readonly gmtExpired?: string;
  readonly tags: readonly Tag[];
}

/** One end as an event shows it: before the first look its CIDR blocks are not known. */
export type VpcSideView = Pick<VpcSide, 'vpcId'> & Partial<VpcSide>;

/** What an event may carry before the first look: what was asked, plus instance id and status. */
export type ConnectionView = Partial<Omit<Connection, 'tags' | 'vpc' | 'acceptingVpc'>> & {
  readonly vpc?: VpcSideView;
  readonly acceptingVpc?: VpcSideView;
  readonly tags?: readonly Tag[];
};
