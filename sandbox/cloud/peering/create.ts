import { refuse } from '../fault.ts';
import type { Call, Operation } from '../operation.ts';
import { type Ends, isInMotion, type PeerConnection } from '../state.ts';
import {
  checkBandwidth,
  checkLinkType,
  checkQuotas,
  isCrossBorder,
  isInter,
  requireGroup,
} from './checks.ts';

type Check = (call: Call, ends: Ends) => void;

/** Letters, Chinese characters, digits, `_` and `-`, beginning with one of the first two. */
const NAME = /^[A-Za-z\p{Script=Han}][A-Za-z\p{Script=Han}\d_-]{1,127}$/u;
const DESCRIPTION = /^(?!https?:\/\/)[A-Za-z\p{Script=Han}].{1,255}$/isu;

const texts: Check = (call) => {
  const { Name, Description, ResourceGroupId } = call.params;
  if (Name !== undefined && !NAME.test(Name)) throw refuse('IllegalParam.Name');
  if (Description !== undefined && !DESCRIPTION.test(Description))
    throw refuse('IllegalParam.Description');
  requireGroup(call, ResourceGroupId);
  call.tagsToWrite('IllegalParam.TagKey');
};

const regions: Check = ({ store: { fixture } }, { regionId, acceptingRegionId }) => {
  for (const id of [regionId, acceptingRegionId])
    if (!fixture.regions.find((each) => each.id === id)?.peering)
      throw refuse('UnsupportedRegion', 'VpcPeer', id);
  const own = fixture.regions.find(({ id }) => id === regionId);
  if (own?.forbidden.includes(acceptingRegionId)) throw refuse('OperationFailed.ViolativeVpcPeer');
};

const accounts: Check = ({ store, caller }, { acceptingOwnerUid }) => {
  const own = store.accounts.get(caller.accountId);
  const other = store.accounts.get(acceptingOwnerUid);
  if (!other) throw refuse('IllegalParam.AcceptingAliUid');
  if (own?.businessStatus !== 'Normal')
    throw refuse('IncorrectBusinessStatus.VpcPeer', caller.accountId, 'FinancialLocked');
  if (other.businessStatus !== 'Normal')
    throw refuse('IncorrectBusinessStatus.AcceptUserVpcPeer', other.id, 'FinancialLocked');
  if (other.peeringSuspended) throw refuse('IncorrectBusinessStatus.AcceptVpcPeer');
  if (own.site !== other.site) throw refuse('OperationFailed.CrossBusinessNotAllowed');
};

const ownVpc: Check = ({ store, caller }, { regionId, vpcId }) => {
  const vpc = store.vpcs.get(vpcId);
  if (vpc && vpc.ownerId !== caller.accountId && vpc.shared)
    throw refuse('OperationDenied.OperateShareResource');
  if (vpc?.ownerId !== caller.accountId || vpc.regionId !== regionId)
    throw refuse('ResourceNotFound.Vpc', vpcId);
  if (store.vpcStatus(vpc) !== 'Available')
    throw refuse('IncorrectStatus.Vpc', vpcId, store.vpcStatus(vpc));
  if (vpc.cloudBox) throw refuse('OperationDenied.CloudBoxExistsInVpc');
};

const acceptingVpc: Check = ({ store }, { acceptingOwnerUid, acceptingRegionId, ...ends }) => {
  const { acceptingVpcId, vpcId } = ends;
  const vpc = store.vpcs.get(acceptingVpcId);
  if (vpc?.ownerId !== acceptingOwnerUid || vpc.regionId !== acceptingRegionId)
    throw refuse('ResourceNotFound.AcceptingVpc', acceptingVpcId);
  if (vpcId === acceptingVpcId) throw refuse('IllegalParam.AcceptingVpcId');
  if (store.vpcStatus(vpc) !== 'Available')
    throw refuse('IncorrectStatus.AcceptingVpc', acceptingVpcId, store.vpcStatus(vpc));
  if (vpc.cloudBox) throw refuse('OperationDenied.CloudBoxExistsInAcceptingVpc');
  const own = store.vpcs.get(vpcId)?.routerInterfacesTo ?? [];
  if (own.includes(acceptingVpcId) || vpc.routerInterfacesTo.includes(vpcId))
    throw refuse('ResourceAlreadyExist.RouterInterface');
};

const link: Check = (call, ends) => {
  const { store, params } = call;
  if (isInter(ends)) checkBandwidth(call, ends);
  else if (params.Bandwidth !== undefined && store.behaviour.intraRegionBandwidth === 'refuse')
    throw refuse('IllegalParam.Bandwidth');
  checkLinkType(call, ends);
};

/** Creating opens the ordinary CDT by itself; an account of a fixture may be unable to. */
const cdt: Check = ({ store: { accounts: all } }, ends) => {
  const own = all.get(ends.ownerId);
  const other = all.get(ends.acceptingOwnerUid);
  if (!own?.cdt) throw refuse('OperationFailed.CdtNotOpened');
  if (!other?.cdt) throw refuse('OperationFailed.AcceptUserCdtNotOpened');
  if (!isCrossBorder(ends)) return;
  if (!own.crossBorderCdt) throw refuse('OperationFailed.CrossBorderCdtNotOpened');
  if (!other.crossBorderCdt) throw refuse('OperationFailed.AcceptUserCrossBorderCdtNotOpened');
};

/** One operation a VPC at a time; one connection a pair that is not being deleted. */
const pair: Check = ({ store }, { vpcId, acceptingVpcId }) => {
  if ([...store.ofVpc(vpcId), ...store.ofVpc(acceptingVpcId)].some(isInMotion))
    throw refuse('Conflict.Operation');
  const isSame = (it: PeerConnection) =>
    it.status !== 'Deleted' && [it.vpcId, it.acceptingVpcId].includes(acceptingVpcId);
  if (store.behaviour.secondOfPair === 'refuse' && store.ofVpc(vpcId).some(isSame))
    throw refuse('ResourceAlreadyExist.VpcPeer');
};

const CHECKS: readonly Check[] = [
  texts,
  regions,
  accounts,
  ownVpc,
  acceptingVpc,
  link,
  cdt,
  pair,
  checkQuotas,
];

/** CreateVpcPeerConnection: every check for its real reason, then Creating. */
export const createConnection: Operation = (call) => {
  const { store, newId, caller, params } = call;
  const ends: Ends = {
    ownerId: caller.accountId,
    regionId: call.need('RegionId'),
    vpcId: call.need('VpcId'),
    acceptingOwnerUid: call.need('AcceptingAliUid'),
    acceptingRegionId: call.need('AcceptingRegionId'),
    acceptingVpcId: call.need('AcceptingVpcId'),
  };
  for (const check of CHECKS) check(call, ends);
  if (call.isTrue('DryRun')) throw refuse('DryRunOperation');
  const now = store.now();
  const connection: PeerConnection = {
    ...ends,
    instanceId: newId('pcc'),
    status: 'Creating',
    changesAt: undefined,
    name: params.Name ?? '',
    description: params.Description ?? '',
    bandwidth: isInter(ends) ? Number(params.Bandwidth ?? 1024) : -1,
    linkType: isInter(ends) ? (params.LinkType ?? 'Gold') : '',
    resourceGroupId: params.ResourceGroupId ?? 'rg-default',
    managedService: '',
    gmtCreate: now,
    gmtModified: now,
    gmtExpired: undefined,
    tags: new Map([[caller.accountId, new Map(call.tagsToWrite('IllegalParam.TagKey'))]]),
  };
  store.add(connection);
  return { InstanceId: connection.instanceId };
};
