import { refuse } from '../fault.ts';
import { type Answer, type Call, type Operation, stamp, type Tag } from '../operation.ts';
import type { PeerConnection } from '../state.ts';

const isParty = ({ caller: { accountId } }: Call, it: PeerConnection): boolean =>
  accountId === it.ownerId || accountId === it.acceptingOwnerUid;

/** Both accounts see a connection; new ones may take a while, deleted ones are gone after a while. */
const isVisible = (call: Call, it: PeerConnection): boolean => {
  const { store } = call;
  const { notFoundAfterCreateMs, deletedVisibleMs } = store.behaviour;
  const now = store.now();
  if (!isParty(call, it)) return false;
  if (now - it.gmtCreate < notFoundAfterCreateMs) return false;
  return it.status !== 'Deleted' || now - it.gmtModified < deletedVisibleMs;
};

/** The connection of an instance id, if the caller sees it. */
export const visible = (call: Call, id: string): PeerConnection | undefined => {
  const found = call.store.connections.get(id);
  return found && isVisible(call, found) ? found : undefined;
};

/** The connection that a call names. Throws `ResourceNotFound.InstanceId`. */
export const findVisible = (call: Call): PeerConnection => {
  const id = call.need('InstanceId');
  const found = visible(call, id);
  if (!found) throw refuse('ResourceNotFound.InstanceId', id);
  return found;
};

/** A connection as lists show it to the caller; `undefined` if they do not. */
export const listedRow = (call: Call, it: PeerConnection): PeerConnection | undefined => {
  const row = call.store.listed(it);
  // A row that is behind the truth still shows what is gone by now.
  return row && (row === it ? isVisible(call, row) : isParty(call, row)) ? row : undefined;
};

/** Tags belong to a side: those of the caller's, a map of their own. */
export const tagsOfSide = (
  { store, caller }: Call,
  { tags, ownerId }: PeerConnection,
): Map<string, string> => {
  const side = store.behaviour.tagSides === 'shared' ? ownerId : caller.accountId;
  const known = tags.get(side) ?? new Map<string, string>();
  tags.set(side, known);
  return known;
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
export const isInRegion = ({ store }: Call, it: PeerConnection, regionId: string): boolean =>
  it.regionId === regionId ||
  (store.behaviour.listedUnder === 'both' && it.acceptingRegionId === regionId);

const side = ({ store }: Call, vpcId: string): Answer => {
  const vpc = store.vpcs.get(vpcId);
  return {
    VpcId: vpcId,
    Ipv4Cidrs: vpc ? [vpc.cidrBlock, ...vpc.secondaryCidrBlocks] : [],
    Ipv6Cidrs: vpc?.ipv6CidrBlocks ?? [],
  };
};

/** A connection as Get and List show it to one of its two accounts. */
const viewOf = (call: Call, it: PeerConnection): Answer => ({
  InstanceId: it.instanceId,
  Status: it.status,
  BizStatus: call.store.accounts.get(it.ownerId)?.businessStatus ?? 'Normal',
  Name: it.name,
  Description: it.description,
  OwnerId: { digits: it.ownerId },
  AcceptingOwnerUid: { digits: it.acceptingOwnerUid },
  RegionId: it.regionId,
  AcceptingRegionId: it.acceptingRegionId,
  Vpc: side(call, it.vpcId),
  AcceptingVpc: side(call, it.acceptingVpcId),
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
  Tags: [...tagsOfSide(call, it)].map(([Key, Value]) => ({ Key, Value })),
});

/** GetVpcPeerConnectionAttribute. */
export const get: Operation = (call) => viewOf(call, findVisible(call));

const filterOf = (call: Call): ((it: PeerConnection) => boolean) => {
  const { params } = call;
  const vpcIds = call.list('VpcId');
  const tags = call.tags('Tags');
  if (vpcIds.length > 2) throw refuse('IllegalParam.VpcId');
  if (tags.length > 10) throw refuse('NumberExceed.Tags');
  const { RegionId, InstanceId, Name, ResourceGroupId } = params;
  return (it) =>
    (!RegionId || isInRegion(call, it, RegionId)) &&
    (!InstanceId || it.instanceId === InstanceId) &&
    (!Name || it.name === Name) &&
    (!ResourceGroupId || it.resourceGroupId === ResourceGroupId) &&
    vpcIds.every((each) => it.vpcId === each || it.acceptingVpcId === each) &&
    carries(tagsOfSide(call, it), tags);
};

/** ListVpcPeerConnections: rows may be behind the truth, which is what Get shows. */
export const list: Operation = (call) => {
  const { store } = call;
  const [vpcId] = call.list('VpcId');
  const candidates = vpcId ? store.ofVpc(vpcId) : [...store.connections.values()];
  const found = candidates.flatMap((it) => listedRow(call, it) ?? []).filter(filterOf(call));
  const page = call.page(found, 'MaxResults', 20, 100);
  return {
    TotalCount: found.length,
    MaxResults: page.size,
    NextToken: page.nextToken,
    VpcPeerConnects: page.rows.map((it) => viewOf(call, it)),
  };
};
