import { CloudFault, fault } from '../fault.ts';
import { enter } from '../machine.ts';
import { routesTo, withdrawRoutesTo } from '../network/routes-to.ts';
import type { Caller, Cloud, Operation } from '../operation.ts';
import { isTrue, need } from '../params.ts';
import { denial } from '../ram/denial.ts';
import type { PeerConnection } from '../state.ts';
import type { Store } from '../store.ts';
import { findVisible } from './visible.ts';

type Status = PeerConnection['status'];

const requireStatus = (it: PeerConnection, ...allowed: readonly Status[]): void => {
  if (!allowed.includes(it.status))
    throw fault.status('IncorrectStatus.VpcPeer', it.instanceId, it.status);
};

const requireNormal = (store: Store, accountId: string): void => {
  const status = store.accounts.get(accountId)?.businessStatus ?? 'Normal';
  if (status !== 'Normal')
    throw fault.business('IncorrectBusinessStatus.VpcPeer', accountId, status);
};

const requireUnmanaged = (it: PeerConnection): void => {
  if (it.managedService)
    throw new CloudFault(
      'OperationDenied.ServiceManagedInstance',
      'Operation is denied because the specified instance belongs to service manager.',
    );
};

const move = (store: Store, it: PeerConnection, status: Status, forMs?: number): void => {
  const from = it.status;
  const now = store.now();
  enter(it, status, now, forMs === undefined ? undefined : now + forMs);
  store.tell(it, from);
};

export const accept: Operation = ({ store }, caller, params) => {
  const it = findVisible(store, caller, need(params, 'InstanceId'));
  if (caller.accountId !== it.acceptingOwnerUid)
    throw denial('Forbidden.RAM', 'vpc:AcceptVpcPeerConnection', caller, 'ImplicitDeny');
  requireStatus(it, 'Accepting');
  requireNormal(store, caller.accountId);
  const account = store.accounts.get(caller.accountId);
  if (!account?.cdt)
    throw new CloudFault(
      'OperationFailed.CdtNotOpened',
      'The operation failed because the Cdt service is not opened.',
    );
  if (isTrue(params.DryRun)) throw fault.dryRun();
  move(store, it, 'Updating', store.fixture.timings.updatingMs);
  return {};
};

export const reject: Operation = ({ store }, caller, params) => {
  const it = findVisible(store, caller, need(params, 'InstanceId'));
  if (caller.accountId !== it.acceptingOwnerUid)
    throw denial('Forbidden.RAM', 'vpc:RejectVpcPeerConnection', caller, 'ImplicitDeny');
  requireStatus(it, 'Accepting');
  if (isTrue(params.DryRun)) throw fault.dryRun();
  move(store, it, 'Rejected');
  return {};
};

const requireNoRoutes = (cloud: Cloud, caller: Caller, it: PeerConnection): void => {
  const { deleteSeesRoutes } = cloud.store.fixture.behaviour;
  if (routesTo(cloud, caller, it, deleteSeesRoutes).length > 0)
    throw new CloudFault(
      'OperationDenied.RouteEntryExist',
      'The operation is not allowed because of existing routeEntry point to VpcPeer.',
    );
};

export const remove: Operation = (cloud, caller, params) => {
  const { store } = cloud;
  const it = findVisible(store, caller, need(params, 'InstanceId'));
  requireStatus(it, 'Accepting', 'Activated', 'Rejected', 'Expired');
  requireUnmanaged(it);
  const isForced = isTrue(params.Force);
  if (!isForced) requireNoRoutes(cloud, caller, it);
  if (isTrue(params.DryRun)) throw fault.dryRun();
  if (isForced) withdrawRoutesTo(cloud, caller, it);
  move(store, it, 'Deleting', store.fixture.timings.deletingMs);
  return {};
};

const changeOf = (
  params: Readonly<Record<string, string>>,
): NonNullable<PeerConnection['change']> => ({
  ...(params.Name === undefined ? {} : { name: params.Name }),
  ...(params.Description === undefined ? {} : { description: params.Description }),
  ...(params.Bandwidth === undefined ? {} : { bandwidth: Number(params.Bandwidth) }),
  ...(params.LinkType === undefined ? {} : { linkType: params.LinkType }),
});

const MAX_BANDWIDTH = 1024;

export const modify: Operation = ({ store }, caller, params) => {
  const it = findVisible(store, caller, need(params, 'InstanceId'));
  requireStatus(it, 'Activated');
  requireNormal(store, caller.accountId);
  requireUnmanaged(it);
  const isIntra = it.regionId === it.acceptingRegionId;
  if (params.Bandwidth !== undefined && isIntra)
    throw new CloudFault(
      'OperationFailed.BandwidthCannotBeChangedInSameRegion',
      'The operation failed because the bandwidth cannot be changed in the same region.',
    );
  if (Number(params.Bandwidth ?? 0) > MAX_BANDWIDTH)
    throw new CloudFault('QuotaExceeded.Bandwidth', 'The quota of bandwidth is exceeded.');
  if (params.LinkType !== undefined && isIntra)
    throw new CloudFault(
      'OperationFailed.InterRegionLinkTypeNotSupported',
      'The same region not supported link type feature.',
    );
  if (isTrue(params.DryRun)) throw fault.dryRun();
  it.change = changeOf(params);
  move(store, it, 'Updating', store.fixture.timings.updatingMs);
  return {};
};

export const moveResourceGroup: Operation = ({ store }, caller, params) => {
  const found = store.find(need(params, 'ResourceId'));
  if (!found) throw fault.notFound('ResourceNotFound.VpcPeer', 'VpcPeer');
  const group = need(params, 'NewResourceGroupId');
  if (!store.accounts.get(caller.accountId)?.resourceGroups.includes(group))
    throw new CloudFault(
      'OperationFailed.NotExist.ResourceGroup',
      'The operation failed because the resource group not exist.',
    );
  found.resourceGroupId = group;
  return { Success: true };
};
