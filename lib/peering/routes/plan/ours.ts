import { h } from '../../hash.ts';
import { canonical } from '../../network/cidr.ts';
import type { RouteEntry } from '../../network/model.ts';

/** Whose entries count as ours: this deployment of this account. */
export interface Owner {
  /** `PEERFLOW_NAME`. */
  readonly name: string;
  /** Our own account. */
  readonly accountId: string;
}

const proof = ({ name, accountId }: Owner, instanceId: string, destination: string): string =>
  `${name} ${accountId} ${instanceId} ${h(accountId, instanceId, canonical(destination))}`;

/** Name and description of an entry that we make: the proof of ownership, within the API's rules. */
export const textsOf = (
  owner: Owner,
  instanceId: string,
  destination: string,
): { readonly name: string; readonly description: string } => ({
  name: owner.name,
  description: proof(owner, instanceId, destination),
});

/** The only next hop of an entry; `undefined` where several share its traffic. */
export const onlyHopOf = ({ nextHops }: RouteEntry): string | undefined =>
  nextHops.length === 1 ? nextHops[0]?.nextHopId : undefined;

/**
 * True for an entry that this deployment made and that still leads where it led. Whoever renames an entry, gives
 * it another next hop or adds one takes it over, and it is no longer ours to delete; a deployment of another
 * name or account proves something else.
 */
export const isOurs = (entry: RouteEntry, owner: Owner): boolean => {
  const hop = onlyHopOf(entry);
  return (
    entry.type === 'Custom' &&
    entry.routeEntryName === owner.name &&
    hop !== undefined &&
    entry.description === proof(owner, hop, entry.destinationCidrBlock)
  );
};

/** True for an entry that leads to a connection. */
export const leadsTo = ({ nextHops }: RouteEntry, instanceId: string): boolean =>
  nextHops.some(({ nextHopId }) => nextHopId === instanceId);
