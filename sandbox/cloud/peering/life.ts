import { CloudFault, refuse } from '../fault.ts';
import { enter, isInMotion } from '../machine.ts';
import { routesTo, withdrawRoutesTo } from '../network/routes-to.ts';
import type { Caller, Cloud, Operation } from '../operation.ts';
import { isTrue, need, type Params, tagsToWrite } from '../params.ts';
import { denial } from '../ram/denial.ts';
import type { PeerConnection } from '../state.ts';
import type { Store } from '../store.ts';
import { checkBandwidth, checkLinkType, isCrossBorder, requireGroup } from './checks.ts';
import { findVisible, tagsOfSide } from './visible.ts';

type Status = PeerConnection['status'];

const requireStatus = (
  { behaviour }: Store,
  it: PeerConnection,
  ...allowed: readonly Status[]
): void => {
  if (allowed.includes(it.status)) return;
  if (isInMotion(it) && behaviour.busyConnection === 'Conflict.Operation')
    throw refuse('Conflict.Operation');
  throw refuse('IncorrectStatus.VpcPeer', it.instanceId, it.status);
};

const requireNormal = (store: Store, { accountId }: Caller): void => {
  const status = store.accounts.get(accountId)?.businessStatus ?? 'Normal';
  if (status !== 'Normal') throw refuse('IncorrectBusinessStatus.VpcPeer', accountId, status);
};

const requireUnmanaged = (it: PeerConnection): void => {
  if (it.managedService) throw refuse('OperationDenied.ServiceManagedInstance');
};

const move = (store: Store, it: PeerConnection, status: Status, forMs?: number): void => {
  const from = it.status;
  const now = store.now();
  enter(it, status, now, forMs === undefined ? undefined : now + forMs);
  store.tell(it, from);
};

/** What of a call is the accepting side's to answer. */
const waiting = (store: Store, caller: Caller, params: Params, action: string): PeerConnection => {
  const it = findVisible(store, caller, need(params, 'InstanceId'));
  if (caller.accountId !== it.acceptingOwnerUid)
    throw denial('Forbidden.RAM', `vpc:${action}`, caller, 'ImplicitDeny');
  requireStatus(store, it, 'Accepting');
  return it;
};

/** AcceptVpcPeerConnection, by the accepting account alone: Updating, then Activated. */
export const accept: Operation = ({ store }, caller, params) => {
  const it = waiting(store, caller, params, 'AcceptVpcPeerConnection');
  requireNormal(store, caller);
  const account = store.accounts.get(caller.accountId);
  if (!account?.cdt) throw refuse('OperationFailed.CdtNotOpened');
  if (isCrossBorder(it) && !account.crossBorderCdt)
    throw new CloudFault(
      'OperationFailed.CrossBorderCdtNotOpened',
      'The cross-border data transmission function of Alibaba Cloud is not enabled.',
    );
  requireGroup(store, caller, params.ResourceGroupId);
  const tags = tagsToWrite(params, 'IllegalParam.TagKey');
  if (isTrue(params.DryRun)) throw refuse('DryRunOperation');
  for (const [key, value] of tags) tagsOfSide(store, caller, it).set(key, value);
  move(store, it, 'Updating', store.fixture.timings.updatingMs);
  return {};
};

/** RejectVpcPeerConnection, by the accepting account alone. */
export const reject: Operation = ({ store }, caller, params) => {
  const it = waiting(store, caller, params, 'RejectVpcPeerConnection');
  if (isTrue(params.DryRun)) throw refuse('DryRunOperation');
  move(store, it, 'Rejected');
  return {};
};

/** DeleteVpcPeerConnection: without Force only when no route entry leads there. */
export const remove: Operation = (cloud: Cloud, caller, params) => {
  const { store } = cloud;
  const { deletableStatuses, deleteSeesRoutes } = store.behaviour;
  const it = findVisible(store, caller, need(params, 'InstanceId'));
  requireStatus(store, it, ...deletableStatuses);
  requireUnmanaged(it);
  const isForced = isTrue(params.Force);
  if (!isForced && routesTo(cloud, caller, it, deleteSeesRoutes).length > 0)
    throw refuse('OperationDenied.RouteEntryExist');
  if (isTrue(params.DryRun)) throw refuse('DryRunOperation');
  if (isForced) withdrawRoutesTo(cloud, caller, it);
  move(store, it, 'Deleting', store.fixture.timings.deletingMs);
  return {};
};

const checkText = (params: Params, name: 'Name' | 'Description', most: number): void => {
  const text = params[name];
  if (text === undefined) return;
  const { length } = [...text];
  if (length < 1 || length > most || /^https?:\/\//i.test(text))
    throw refuse(`IllegalParam.${name}`);
};

const changeOf = ({
  Name,
  Description,
  Bandwidth,
  LinkType,
}: Params): NonNullable<PeerConnection['change']> => ({
  ...(Name === undefined ? {} : { name: Name }),
  ...(Description === undefined ? {} : { description: Description }),
  ...(Bandwidth === undefined ? {} : { bandwidth: Number(Bandwidth) }),
  ...(LinkType === undefined ? {} : { linkType: LinkType }),
});

/** ModifyVpcPeerConnection: Updating, then Activated with the new values. */
export const modify: Operation = ({ store }, caller, params) => {
  const it = findVisible(store, caller, need(params, 'InstanceId'));
  checkText(params, 'Name', 128);
  checkText(params, 'Description', 256);
  requireStatus(store, it, 'Activated');
  requireNormal(store, caller);
  requireUnmanaged(it);
  if (caller.accountId !== it.ownerId && store.behaviour.accepterModifies === 'refuse')
    throw denial('Forbidden.RAM', 'vpc:ModifyVpcPeerConnection', caller, 'ImplicitDeny');
  if (params.Bandwidth !== undefined && it.regionId === it.acceptingRegionId)
    throw refuse('OperationFailed.BandwidthCannotBeChangedInSameRegion');
  checkBandwidth(store, it, params);
  checkLinkType(store, it, params);
  if (isTrue(params.DryRun)) throw refuse('DryRunOperation');
  it.change = changeOf(params);
  move(store, it, 'Updating', store.fixture.timings.updatingMs);
  return {};
};

/** MoveResourceGroup. */
export const moveResourceGroup: Operation = ({ store }, caller, params) => {
  need(params, 'RegionId');
  if (need(params, 'ResourceType') !== 'PeerConnection') throw refuse('IllegalParam.ResourceType');
  const group = need(params, 'NewResourceGroupId');
  const found = store.find(need(params, 'ResourceId'));
  if (!found || ![found.ownerId, found.acceptingOwnerUid].includes(caller.accountId))
    throw refuse('ResourceNotFound.VpcPeer');
  requireGroup(store, caller, group);
  found.resourceGroupId = group;
  return { Success: true };
};
