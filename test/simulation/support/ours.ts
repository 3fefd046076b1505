import { h } from '../../../lib/peering/hash.ts';
import type { RouteEntry } from '../../../sandbox/cloud/network/state.ts';

type Proof = Pick<RouteEntry, 'routeEntryName' | 'description' | 'destinationCidrBlock'> & {
  readonly nextHops: readonly { readonly nextHopId: string }[];
};

/**
 * Whether an entry is of the deployment that is simulated: it says so, and leads alone to where it says. One of another
 * name, account or connection is somebody else's.
 */
export const isOurs = (
  { routeEntryName, description, destinationCidrBlock, nextHops }: Proof,
  accountId: string,
): boolean => {
  const [{ nextHopId } = { nextHopId: '' }, ...others] = nextHops;
  const proof = h(accountId, nextHopId, destinationCidrBlock);
  return (
    others.length === 0 &&
    routeEntryName === 'peerflow' &&
    description === `peerflow ${accountId} ${nextHopId} ${proof}`
  );
};
