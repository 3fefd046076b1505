import { fault } from '../fault.ts';
import type { Caller } from '../operation.ts';
import type { PeerConnection } from '../state.ts';
import type { Store } from '../store.ts';

const DEFAULTS = {
  vpc_quota_intra_region_peer_num_per_vpc: 10,
  vpc_quota_cross_region_peer_num_per_vpc: 20,
  vpc_quota_peer_num: 20,
} as const;
type Quota = keyof typeof DEFAULTS;

const most = (store: Store, accountId: string, quota: Quota): number =>
  store.accounts.get(accountId)?.quotas[quota] ?? DEFAULTS[quota];

const counts = ({ status }: PeerConnection): boolean => status !== 'Deleted';
const isIntra = (each: { regionId: string; acceptingRegionId: string }): boolean =>
  each.regionId === each.acceptingRegionId;

interface Ask {
  readonly vpcId: string;
  readonly regionId: string;
  readonly acceptingRegionId: string;
}

/** Accounts may have a quota over both kinds together; by default there is none. */
const checkTotal = (store: Store, caller: Caller, { vpcId }: Ask): void => {
  const limit = store.accounts.get(caller.accountId)?.quotas.vpc_quota_peer_num_per_vpc;
  const used = store.ofVpc(vpcId).filter(counts).length;
  if (limit !== undefined && used >= limit)
    throw fault.quota(
      'QuotaExceeded.VpcPeerCountPerVpc',
      'vpc_quota_peer_num_per_vpc',
      used,
      limit,
    );
};

/** Throws the `QuotaExceeded.*` of the first quota that one more connection would break. */
export const checkQuotas = (store: Store, caller: Caller, ask: Ask): void => {
  checkTotal(store, caller, ask);
  const kind = isIntra(ask) ? 'intra' : 'cross';
  const perVpc: Quota =
    kind === 'intra'
      ? 'vpc_quota_intra_region_peer_num_per_vpc'
      : 'vpc_quota_cross_region_peer_num_per_vpc';
  const code =
    kind === 'intra'
      ? 'QuotaExceeded.IntraRegionVpcPeerCountPerVpc'
      : 'QuotaExceeded.CrossRegionVpcPeerCountPerVpc';
  const ofVpc = store
    .ofVpc(ask.vpcId)
    .filter((each) => counts(each) && isIntra(each) === (kind === 'intra')).length;
  const limit = most(store, caller.accountId, perVpc);
  if (ofVpc >= limit) throw fault.quota(code, perVpc, ofVpc, limit);
  const inRegion = [...store.connections.values()].filter(
    (each) => counts(each) && each.ownerId === caller.accountId && each.regionId === ask.regionId,
  ).length;
  const regionLimit = most(store, caller.accountId, 'vpc_quota_peer_num');
  if (inRegion >= regionLimit)
    throw fault.quota(
      'QuotaExceeded.VpcPeerCountPerUserPerRegion',
      'vpc_quota_peer_num',
      inRegion,
      regionLimit,
    );
};
