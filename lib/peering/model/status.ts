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
