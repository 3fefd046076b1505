import { refuse } from '../fault.ts';
import type { PeerConnection } from '../state.ts';
import type { Store } from '../store.ts';
import type { Ends } from './checks.ts';

/** Quotas by their id in Quota Center; over both kinds of a VPC together there is none by default. */
const DEFAULTS: Readonly<Record<string, number>> = {
  vpc_quota_intra_region_peer_num_per_vpc: 10,
  vpc_quota_cross_region_peer_num_per_vpc: 20,
  vpc_quota_peer_num: 20,
};

const isIntra = (each: Ends): boolean => each.regionId === each.acceptingRegionId;

/** How many connections count of those that fit; a plain loop, for thousands may be there. */
const count = (
  connections: Iterable<PeerConnection>,
  fits: (it: PeerConnection) => boolean,
): number => {
  let counted = 0;
  for (const it of connections) if (it.status !== 'Deleted' && fits(it)) counted += 1;
  return counted;
};

const check = (
  store: Store,
  accountId: string,
  [code, quota]: readonly [code: string, quota: string],
  used: number,
): void => {
  const limit = store.accounts.get(accountId)?.quotas[quota] ?? DEFAULTS[quota];
  if (limit !== undefined && used >= limit)
    throw refuse(`QuotaExceeded.${code}`, quota, used, limit);
};

type Ask = Ends & { readonly vpcId: string; readonly acceptingVpcId: string };

const KINDS = {
  intra: ['IntraRegionVpcPeerCountPerVpc', 'vpc_quota_intra_region_peer_num_per_vpc'],
  cross: ['CrossRegionVpcPeerCountPerVpc', 'vpc_quota_cross_region_peer_num_per_vpc'],
} as const;

const checkVpc = (store: Store, accountId: string, vpcId: string, ask: Ask): void => {
  const all = store.ofVpc(vpcId);
  const alike = count(all, (it) => isIntra(it) === isIntra(ask));
  const total = count(all, () => true);
  check(store, accountId, ['VpcPeerCountPerVpc', 'vpc_quota_peer_num_per_vpc'], total);
  check(store, accountId, KINDS[isIntra(ask) ? 'intra' : 'cross'], alike);
};

/** Throws the `QuotaExceeded.*` of the first quota that one more connection would break, at either VPC. */
export const checkQuotas = (store: Store, ask: Ask): void => {
  const { ownerId, regionId } = ask;
  checkVpc(store, ownerId, ask.vpcId, ask);
  if (store.behaviour.acceptingQuota === 'counts')
    checkVpc(store, ask.acceptingOwnerUid, ask.acceptingVpcId, ask);
  const mine = count(
    store.connections.values(),
    (it) => it.ownerId === ownerId && it.regionId === regionId,
  );
  check(store, ownerId, ['VpcPeerCountPerUserPerRegion', 'vpc_quota_peer_num'], mine);
};
