import { refuse } from '../fault.ts';
import type { Call } from '../operation.ts';
import type { Ends, PeerConnection } from '../state.ts';

export const isInter = ({ regionId, acceptingRegionId }: Ends): boolean =>
  regionId !== acceptingRegionId;

const isMainland = (region: string): boolean =>
  region.startsWith('cn-') && !region.startsWith('cn-hongkong');

export const isCrossBorder = ({ regionId, acceptingRegionId }: Ends): boolean =>
  isMainland(regionId) !== isMainland(acceptingRegionId);

/** Throws unless the account has the resource group. */
export const requireGroup = ({ store, caller }: Call, group: string | undefined): void => {
  const known = store.accounts.get(caller.accountId)?.resourceGroups ?? [];
  if (group && !known.includes(group)) throw refuse('OperationFailed.NotExist.ResourceGroup');
};

const MAX_BANDWIDTH = 1024;

/** Bandwidth between regions: a whole number of Mbit/s within the account's quota. */
export const checkBandwidth = ({ store, params: { Bandwidth } }: Call, ends: Ends): void => {
  if (Bandwidth === undefined) return;
  if (!/^[1-9]\d*$/.test(Bandwidth)) throw refuse('IllegalParam.Bandwidth');
  const quotas = store.accounts.get(ends.ownerId)?.quotas;
  const quota = isCrossBorder(ends)
    ? 'vpc_quota_peer_cross_border_bandwidth'
    : 'vpc_quota_peer_cross_region_bandwidth';
  if (Number(Bandwidth) > (quotas?.[quota] ?? MAX_BANDWIDTH))
    throw refuse('QuotaExceeded.Bandwidth');
};

/** LinkType: between regions that both have it, for accounts that may use it. */
export const checkLinkType = ({ store, params: { LinkType } }: Call, ends: Ends): void => {
  if (LinkType === undefined) return;
  if (!isInter(ends)) throw refuse('OperationFailed.InterRegionLinkTypeNotSupported');
  if (LinkType !== 'Platinum' && LinkType !== 'Gold') throw refuse('IllegalParam.LinkType');
  const hasLinkTypes = (id: string) =>
    store.fixture.regions.find((each) => each.id === id)?.linkType === true;
  if (![ends.regionId, ends.acceptingRegionId].every(hasLinkTypes))
    throw refuse('OperationFailed.RegionIdNotSupportLinkType');
  const own = store.accounts.get(ends.ownerId);
  if (!own?.linkTypes.includes(LinkType))
    throw refuse('OperationFailed.SpecificLinkTypeNotSupported');
  const charged = [own, store.accounts.get(ends.acceptingOwnerUid)];
  if (charged.some((each) => each?.chargeTypeSupported === false))
    throw refuse('OperationFailed.ChargeTypeNotSupported');
};

/** Quotas by their id in Quota Center; over both kinds of a VPC together there is none by default. */
const DEFAULTS: Readonly<Record<string, number>> = {
  vpc_quota_intra_region_peer_num_per_vpc: 10,
  vpc_quota_cross_region_peer_num_per_vpc: 20,
  vpc_quota_peer_num: 20,
};

/** Throws the `QuotaExceeded.*` of the first quota that one more connection would break, at either VPC. */
export const checkQuotas = ({ store }: Call, ask: Ends): void => {
  /** Connections are counted in a plain loop, for thousands may be there. */
  const check = (
    accountId: string,
    [code, quota]: readonly [code: string, quota: string],
    connections: Iterable<PeerConnection>,
    fits: (it: PeerConnection) => boolean,
  ): void => {
    let used = 0;
    for (const it of connections) if (it.status !== 'Deleted' && fits(it)) used += 1;
    const limit = store.accounts.get(accountId)?.quotas[quota] ?? DEFAULTS[quota];
    if (limit !== undefined && used >= limit)
      throw refuse(`QuotaExceeded.${code}`, quota, used, limit);
  };

  const checkVpc = (accountId: string, vpcId: string): void => {
    const all = store.ofVpc(vpcId);
    const kind = isInter(ask)
      ? (['CrossRegionVpcPeerCountPerVpc', 'vpc_quota_cross_region_peer_num_per_vpc'] as const)
      : (['IntraRegionVpcPeerCountPerVpc', 'vpc_quota_intra_region_peer_num_per_vpc'] as const);
    check(accountId, ['VpcPeerCountPerVpc', 'vpc_quota_peer_num_per_vpc'], all, () => true);
    check(accountId, kind, all, (it) => isInter(it) === isInter(ask));
  };

  const { ownerId, regionId } = ask;
  checkVpc(ownerId, ask.vpcId);
  if (store.behaviour.acceptingQuota === 'counts')
    checkVpc(ask.acceptingOwnerUid, ask.acceptingVpcId);
  check(
    ownerId,
    ['VpcPeerCountPerUserPerRegion', 'vpc_quota_peer_num'],
    store.connections.values(),
    (it) => it.ownerId === ownerId && it.regionId === regionId,
  );
};
