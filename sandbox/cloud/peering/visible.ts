import { fault } from '../fault.ts';
import type { Caller } from '../operation.ts';
import type { PeerConnection } from '../state.ts';
import type { Store } from '../store.ts';

/** Both accounts see a connection; new ones may take a while, deleted ones are gone after a while. */
export const isVisible = (store: Store, caller: Caller, it: PeerConnection): boolean => {
  const { notFoundAfterCreateMs, deletedVisibleMs } = store.fixture.behaviour;
  const now = store.now();
  if (caller.accountId !== it.ownerId && caller.accountId !== it.acceptingOwnerUid) return false;
  if (now - it.gmtCreate < notFoundAfterCreateMs) return false;
  return it.status !== 'Deleted' || now - it.gmtModified < deletedVisibleMs;
};

/** The connection of an instance id. Throws `ResourceNotFound.InstanceId`. */
export const findVisible = (store: Store, caller: Caller, instanceId: string): PeerConnection => {
  const found = store.find(instanceId);
  if (!found || !isVisible(store, caller, found))
    throw fault.notFound('ResourceNotFound.InstanceId', instanceId);
  return found;
};
