import { refuse } from '../fault.ts';
import type { Answer, Caller, Operation } from '../operation.ts';
import { listOf, need, type Params, pageOf, tagsOf } from '../params.ts';
import { stamp } from '../stamp.ts';
import type { PeerConnection } from '../state.ts';
import type { Store } from '../store.ts';
import { carries, findVisible, isInRegion, listedRow, tagsOfSide } from './visible.ts';

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
    TotalCount: page.total,
    MaxResults: page.size,
    NextToken: page.nextToken,
    VpcPeerConnects: page.rows.map((it) => viewOf(store, caller, it)),
  };
};
