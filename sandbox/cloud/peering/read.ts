import { refuse } from '../fault.ts';
import {
  type Answer,
  type Caller,
  carries,
  listOf,
  need,
  type Operation,
  type Params,
  pageOf,
  stamp,
  tagsOf,
} from '../operation.ts';
import type { PeerConnection } from '../state.ts';
import type { Store } from '../store.ts';

const isParty = ({ accountId }: Caller, it: PeerConnection): boolean =>
  accountId === it.ownerId || accountId === it.acceptingOwnerUid;

/** Both accounts see a connection; new ones may take a while, deleted ones are gone after a while. */
const isVisible = (store: Store, caller: Caller, it: PeerConnection): boolean => {
  const { notFoundAfterCreateMs, deletedVisibleMs } = store.behaviour;
  const now = store.now();
  if (!isParty(caller, it)) return false;
  if (now - it.gmtCreate < notFoundAfterCreateMs) return false;
  return it.status !== 'Deleted' || now - it.gmtModified < deletedVisibleMs;
};

/** The connection of an instance id, if the caller sees it. */
export const visible = (store: Store, caller: Caller, id: string): PeerConnection | undefined => {
  const found = store.connections.get(id);
  return found && isVisible(store, caller, found) ? found : undefined;
};

/** The same. Throws `ResourceNotFound.InstanceId`. */
export const findVisible = (store: Store, caller: Caller, id: string): PeerConnection => {
  const found = visible(store, caller, id);
  if (!found) throw refuse('ResourceNotFound.InstanceId', id);
  return found;
};

/** A connection as lists show it to the caller; `undefined` if they do not. */
export const listedRow = (
  store: Store,
  caller: Caller,
  it: PeerConnection,
): PeerConnection | undefined => {
  const row = store.listed(it);
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
  const known = tags.get(side) ?? new Map<string, string>();
  tags.set(side, known);
  return known;
};

/** True if a connection is listed under a region: that of the requester, or of either end. */
export const isInRegion = (store: Store, it: PeerConnection, regionId: string): boolean =>
  it.regionId === regionId ||
  (store.behaviour.listedUnder === 'both' && it.acceptingRegionId === regionId);

const side = (store: Store, vpcId: string): Answer => {
  const vpc = store.vpcs.get(vpcId);
  return {
    VpcId: vpcId,
    Ipv4Cidrs: vpc ? [vpc.cidrBlock, ...vpc.secondaryCidrBlocks] : [],
    Ipv6Cidrs: vpc?.ipv6CidrBlocks ?? [],
  };
};

/** A connection as Get and List show it to one of its two accounts. */
const viewOf = (store: Store, caller: Caller, it: PeerConnection): Answer => ({
  InstanceId: it.instanceId,
  Status: it.status,
  BizStatus: store.accounts.get(it.ownerId)?.businessStatus ?? 'Normal',
  Name: it.name,
  Description: it.description,
  // Ids leave as digits; the gateway prints them as bare numbers, as the cloud does.
  OwnerId: { digits: it.ownerId },
  AcceptingOwnerUid: { digits: it.acceptingOwnerUid },
  RegionId: it.regionId,
  AcceptingRegionId: it.acceptingRegionId,
  Vpc: side(store, it.vpcId),
  AcceptingVpc: side(store, it.acceptingVpcId),
  Bandwidth: it.bandwidth,
  LinkType: it.linkType,
  ResourceGroupId: it.resourceGroupId,
  ManagedService: it.managedService,
  GmtCreate: stamp(it.gmtCreate),
  GmtModified: stamp(it.gmtModified),
  GmtExpired:
    it.gmtExpired !== undefined && ['Accepting', 'Expired'].includes(it.status)
      ? stamp(it.gmtExpired)
      : null,
  Tags: [...tagsOfSide(store, caller, it)].map(([Key, Value]) => ({ Key, Value })),
});

/** GetVpcPeerConnectionAttribute. */
export const get: Operation = ({ store }, caller, params) =>
  viewOf(store, caller, findVisible(store, caller, need(params, 'InstanceId')));

const filterOf = (
  store: Store,
  caller: Caller,
  params: Params,
): ((it: PeerConnection) => boolean) => {
  const vpcIds = listOf(params, 'VpcId');
  const tags = tagsOf(params, 'Tags');
  if (vpcIds.length > 2) throw refuse('IllegalParam.VpcId');
  if (tags.length > 10) throw refuse('NumberExceed.Tags');
  const { RegionId, InstanceId, Name, ResourceGroupId } = params;
  return (it) =>
    (!RegionId || isInRegion(store, it, RegionId)) &&
    (!InstanceId || it.instanceId === InstanceId) &&
    (!Name || it.name === Name) &&
    (!ResourceGroupId || it.resourceGroupId === ResourceGroupId) &&
    vpcIds.every((each) => it.vpcId === each || it.acceptingVpcId === each) &&
    carries(tagsOfSide(store, caller, it), tags);
};

/** ListVpcPeerConnections: rows may be behind the truth, which is what Get shows. */
export const list: Operation = ({ store }, caller, params) => {
  const [vpcId] = listOf(params, 'VpcId');
  const candidates = vpcId ? store.ofVpc(vpcId) : [...store.connections.values()];
  const found = candidates
    .flatMap((it) => listedRow(store, caller, it) ?? [])
    .filter(filterOf(store, caller, params));
  const page = pageOf(params, found, { name: 'MaxResults', fallback: 20, most: 100 });
  return {
    TotalCount: found.length,
    MaxResults: page.size,
    NextToken: page.nextToken,
    VpcPeerConnects: page.rows.map((it) => viewOf(store, caller, it)),
  };
};
