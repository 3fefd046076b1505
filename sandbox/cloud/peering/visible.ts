import { refuse } from '../fault.ts';
import type { Caller } from '../operation.ts';
import type { Tag } from '../params.ts';
import type { PeerConnection } from '../state.ts';
import type { Store } from '../store.ts';

const isParty = ({ accountId }: Caller, it: PeerConnection): boolean =>
  accountId === it.ownerId || accountId === it.acceptingOwnerUid;

/** Both accounts see a connection; new ones may take a while, deleted ones are gone after a while. */
export const isVisible = (store: Store, caller: Caller, it: PeerConnection): boolean => {
  const { notFoundAfterCreateMs, deletedVisibleMs } = store.behaviour;
  const now = store.now();
  if (!isParty(caller, it)) return false;
  if (now - it.gmtCreate < notFoundAfterCreateMs) return false;
  return it.status !== 'Deleted' || now - it.gmtModified < deletedVisibleMs;
};

/** The connection of an instance id. Throws `ResourceNotFound.InstanceId`. */
export const findVisible = (store: Store, caller: Caller, instanceId: string): PeerConnection => {
  const found = store.find(instanceId);
  if (!found || !isVisible(store, caller, found))
    throw refuse('ResourceNotFound.InstanceId', instanceId);
  return found;
};

/** A connection as lists show it to the caller; `undefined` if they do not. */
export const listedRow = (
  store: Store,
  caller: Caller,
  it: PeerConnection,
): PeerConnection | undefined => {
  const row = store.listed(store.settled(it));
  // A row that is behind the truth still shows what is gone by now.
  return row && (row === it ? isVisible(store, caller, row) : isParty(caller, row))
    ? row
    : undefined;
};

/** Tags belong to a side: those of the caller's, a map of their own. */
export const tagsOfSide = (
  store: Store,
  { accountId }: Caller,
  { tags, ownerId }: PeerConnection,
): Map<string, string> => {
  const side = store.behaviour.tagSides === 'shared' ? ownerId : accountId;
  const known = tags.get(side);
  if (known) return known;
  const none = new Map<string, string>();
  tags.set(side, none);
  return none;
};

/** True for tags among which are all of these; a plain loop, for thousands are asked. */
export const carries = (own: ReadonlyMap<string, string>, tags: readonly Tag[]): boolean => {
  for (const { key, value } of tags) {
    const known = own.get(key);
    if (known === undefined || (value && known !== value)) return false;
  }
  return true;
};

/** True if a connection is listed under a region: that of the requester, or of either end. */
export const isInRegion = (store: Store, it: PeerConnection, regionId: string): boolean =>
  it.regionId === regionId ||
  (store.behaviour.listedUnder === 'both' && it.acceptingRegionId === regionId);
