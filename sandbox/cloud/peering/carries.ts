import type { Caller } from '../operation.ts';
import type { Tag } from '../params.ts';
import type { PeerConnection } from '../state.ts';

/** True for a connection with all of these tags of the caller's; a plain loop, for thousands are asked. */
export const carries = (it: PeerConnection, caller: Caller, tags: readonly Tag[]): boolean => {
  const own = it.tags.get(caller.accountId);
  for (const { key, value } of tags) {
    const known = own?.get(key);
    if (known === undefined || (value && known !== value)) return false;
  }
  return true;
};
