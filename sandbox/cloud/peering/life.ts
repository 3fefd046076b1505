import { CloudFault, refuse } from '../fault.ts';
import type { RouteEntry } from '../network/state.ts';
import type { Call, Operation, Params } from '../operation.ts';
import { denial } from '../ram/ram.ts';
import { isInMotion, type PeerConnection } from '../state.ts';
import { checkBandwidth, checkLinkType, isCrossBorder, isInter, requireGroup } from './checks.ts';
import { findVisible, tagsOfSide, visible } from './read.ts';

const requireStatus = (
  { store: { behaviour } }: Call,
  it: PeerConnection,
  ...allowed: readonly PeerConnection['status'][]
): void => {
  if (allowed.includes(it.status)) return;
  if (isInMotion(it) && behaviour.busyConnection === 'Conflict.Operation')
    throw refuse('Conflict.Operation');
  throw refuse('IncorrectStatus.VpcPeer', it.instanceId, it.status);
};

const requireNormal = ({ store, caller: { accountId } }: Call): void => {
  const status = store.accounts.get(accountId)?.businessStatus ?? 'Normal';
  if (status !== 'Normal') throw refuse('IncorrectBusinessStatus.VpcPeer', accountId, status);
};

const requireUnmanaged = (it: PeerConnection): void => {
  if (it.managedService) throw refuse('OperationDenied.ServiceManagedInstance');
};

/** What of a call is the accepting side's to answer. */
const waiting = (call: Call, action: string): PeerConnection => {
  const it = findVisible(call);
  const { caller } = call;
  if (caller.accountId !== it.acceptingOwnerUid)
    throw denial('Forbidden.RAM', `vpc:${action}`, caller);
  requireStatus(call, it, 'Accepting');
  return it;
};

/** AcceptVpcPeerConnection, by the accepting account alone: Updating, then Activated. */
export const accept: Operation = (call) => {
  const { store, caller, params } = call;
  const it = waiting(call, 'AcceptVpcPeerConnection');
  requireNormal(call);
  const account = store.accounts.get(caller.accountId);
  if (!account?.cdt) throw refuse('OperationFailed.CdtNotOpened');
  if (isCrossBorder(it) && !account.crossBorderCdt)
    throw new CloudFault(
      'OperationFailed.CrossBorderCdtNotOpened',
      'The cross-border data transmission function of Alibaba Cloud is not enabled.',
    );
  requireGroup(call, params.ResourceGroupId);
  const tags = call.tagsToWrite('IllegalParam.TagKey');
  if (call.isTrue('DryRun')) throw refuse('DryRunOperation');
  for (const [key, value] of tags) tagsOfSide(call, it).set(key, value);
  store.enter(it, 'Updating', store.fixture.timings.updatingMs);
  return {};
};

/** RejectVpcPeerConnection, by the accepting account alone. */
export const reject: Operation = (call) => {
  const { store } = call;
  const it = waiting(call, 'RejectVpcPeerConnection');
  if (call.isTrue('DryRun')) throw refuse('DryRunOperation');
  store.enter(it, 'Rejected');
  return {};
};

/** The route entries that lead to a connection, in the VPCs that are looked at. */
const routesTo = (
  { store, network, caller }: Call,
  { vpcId, acceptingVpcId, instanceId }: PeerConnection,
  sides: 'both' | 'own' | 'none',
): readonly RouteEntry[] => {
  const isOwn = (id: string) => store.vpcs.get(id)?.ownerId === caller.accountId;
  return [vpcId, acceptingVpcId]
    .filter((id) => sides === 'both' || (sides === 'own' && isOwn(id)))
    .flatMap((id) => network.routeEntries(id))
    .filter(({ nextHops }) => nextHops.some(({ nextHopId }) => nextHopId === instanceId));
};

/** DeleteVpcPeerConnection: without Force only when no route entry leads there; with it the system removes them. */
export const remove: Operation = (call) => {
  const { store, network } = call;
  const { deletableStatuses, deleteSeesRoutes, forceRemovesRoutes } = store.behaviour;
  const it = findVisible(call);
  requireStatus(call, it, ...deletableStatuses);
  requireUnmanaged(it);
  const isForced = call.isTrue('Force');
  if (!isForced && routesTo(call, it, deleteSeesRoutes).length > 0)
    throw refuse('OperationDenied.RouteEntryExist');
  if (call.isTrue('DryRun')) throw refuse('DryRunOperation');
  const withdrawn = isForced ? routesTo(call, it, forceRemovesRoutes) : [];
  for (const entry of withdrawn) if (entry.status !== 'Deleting') network.beginDelete(entry);
  store.enter(it, 'Deleting', store.fixture.timings.deletingMs);
  return {};
};

const checkText = (params: Params, name: 'Name' | 'Description', most: number): void => {
  const text = params[name];
  if (text === undefined) return;
  const { length } = [...text];
  if (length < 1 || length > most || /^https?:\/\//i.test(text))
    throw refuse(`IllegalParam.${name}`);
};

/** ModifyVpcPeerConnection: Updating, then Activated with the new values. */
export const modify: Operation = (call) => {
  const { store, caller, params } = call;
  const it = findVisible(call);
  checkText(params, 'Name', 128);
  checkText(params, 'Description', 256);
  requireStatus(call, it, 'Activated');
  requireNormal(call);
  requireUnmanaged(it);
  if (caller.accountId !== it.ownerId && store.behaviour.accepterModifies === 'refuse')
    throw denial('Forbidden.RAM', 'vpc:ModifyVpcPeerConnection', caller);
  if (params.Bandwidth !== undefined && !isInter(it))
    throw refuse('OperationFailed.BandwidthCannotBeChangedInSameRegion');
  checkBandwidth(call, it);
  checkLinkType(call, it);
  if (call.isTrue('DryRun')) throw refuse('DryRunOperation');
  it.change = {
    name: params.Name ?? it.name,
    description: params.Description ?? it.description,
    bandwidth: Number(params.Bandwidth ?? it.bandwidth),
    linkType: params.LinkType ?? it.linkType,
  };
  store.enter(it, 'Updating', store.fixture.timings.updatingMs);
  return {};
};

/** MoveResourceGroup. */
export const moveResourceGroup: Operation = (call) => {
  const regionId = call.need('RegionId');
  if (call.need('ResourceType') !== 'PeerConnection') throw refuse('IllegalParam.ResourceType');
  const group = call.need('NewResourceGroupId');
  const found = visible(call, call.need('ResourceId'));
  if (!found || ![found.regionId, found.acceptingRegionId].includes(regionId))
    throw refuse('ResourceNotFound.VpcPeer');
  requireGroup(call, group);
  found.resourceGroupId = group;
  return { Success: true };
};
