import { refuse } from '../fault.ts';
import type { Caller } from '../operation.ts';
import type { Params } from '../params.ts';
import type { Store } from '../store.ts';

/** The two ends of a connection, whether it is there or asked for. */
export interface Ends {
  readonly ownerId: string;
  readonly acceptingOwnerUid: string;
  readonly regionId: string;
  readonly acceptingRegionId: string;
}

const isMainland = (region: string): boolean =>
  region.startsWith('cn-') && !region.startsWith('cn-hongkong');

export const isCrossBorder = ({ regionId, acceptingRegionId }: Ends): boolean =>
  isMainland(regionId) !== isMainland(acceptingRegionId);

/** Throws unless the account has the resource group. */
export const requireGroup = (store: Store, caller: Caller, group: string | undefined): void => {
  const known = store.accounts.get(caller.accountId)?.resourceGroups ?? [];
  if (group && !known.includes(group)) throw refuse('OperationFailed.NotExist.ResourceGroup');
};

const MAX_BANDWIDTH = 1024;

/** Bandwidth between regions: a whole number of Mbit/s within the account's quota. */
export const checkBandwidth = (store: Store, ends: Ends, { Bandwidth }: Params): void => {
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
export const checkLinkType = (store: Store, ends: Ends, { LinkType }: Params): void => {
  if (LinkType === undefined) return;
  const regionIds = [ends.regionId, ends.acceptingRegionId];
  if (regionIds[0] === regionIds[1])
    throw refuse('OperationFailed.InterRegionLinkTypeNotSupported');
  if (LinkType !== 'Platinum' && LinkType !== 'Gold') throw refuse('IllegalParam.LinkType');
  const hasLinkTypes = (id: string) =>
    store.fixture.regions.find((each) => each.id === id)?.linkType === true;
  if (!regionIds.every(hasLinkTypes)) throw refuse('OperationFailed.RegionIdNotSupportLinkType');
  const own = store.accounts.get(ends.ownerId);
  if (!own?.linkTypes.includes(LinkType))
    throw refuse('OperationFailed.SpecificLinkTypeNotSupported');
  const charged = [own, store.accounts.get(ends.acceptingOwnerUid)];
  if (charged.some((each) => each?.chargeTypeSupported === false))
    throw refuse('OperationFailed.ChargeTypeNotSupported');
};
