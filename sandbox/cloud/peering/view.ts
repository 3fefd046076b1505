import type { Answer, Caller } from '../operation.ts';
import { stamp } from '../stamp.ts';
import type { PeerConnection } from '../state.ts';
import type { Store } from '../store.ts';

const side = (store: Store, vpcId: string): Answer => {
  const vpc = store.vpcs.get(vpcId);
  return {
    VpcId: vpcId,
    Ipv4Cidrs: vpc ? [vpc.cidrBlock, ...vpc.secondaryCidrBlocks] : [],
    Ipv6Cidrs: vpc?.ipv6CidrBlocks ?? [],
  };
};

/** A connection as Get and List show it to one of its two accounts. */
export const viewOf = (store: Store, caller: Caller, it: PeerConnection): Answer => ({
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
  Tags: [...(it.tags.get(caller.accountId) ?? [])].map(([Key, Value]) => ({ Key, Value })),
});
