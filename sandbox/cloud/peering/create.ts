import { CloudFault, fault } from '../fault.ts';
import { enter, isInMotion } from '../machine.ts';
import type { Caller, Operation } from '../operation.ts';
import { checkTags, isTrue, need, type Params, tagsOf } from '../params.ts';
import type { PeerConnection } from '../state.ts';
import type { Store } from '../store.ts';
import { checkQuotas } from './quotas.ts';

interface Ask {
  readonly store: Store;
  readonly caller: Caller;
  readonly params: Params;
  readonly regionId: string;
  readonly vpcId: string;
  readonly acceptingAliUid: string;
  readonly acceptingRegionId: string;
  readonly acceptingVpcId: string;
}

type Check = (ask: Ask) => void;

const isInter = ({ regionId, acceptingRegionId }: Ask): boolean => regionId !== acceptingRegionId;
const isMainland = (region: string): boolean =>
  region.startsWith('cn-') && region !== 'cn-hongkong';
const isCrossBorder = ({ regionId, acceptingRegionId }: Ask): boolean =>
  isMainland(regionId) !== isMainland(acceptingRegionId);

const regions: Check = ({ store, regionId, acceptingRegionId }) => {
  for (const id of [regionId, acceptingRegionId]) {
    const region = store.fixture.regions.find((each) => each.id === id);
    if (!region?.peering)
      throw new CloudFault(
        'UnsupportedRegion',
        `The feature of VpcPeer is not supported in the region of ${id}.`,
      );
  }
  const forbidden = store.fixture.regions.find((each) => each.id === regionId)?.forbidden ?? [];
  if (forbidden.includes(acceptingRegionId))
    throw new CloudFault(
      'OperationFailed.ViolativeVpcPeer',
      'The creation operation fails because it is not allowed to create a vpc peer instance between the originating region and the receiving region.',
    );
};

const accounts: Check = ({ store, caller, acceptingAliUid }) => {
  const own = store.accounts.get(caller.accountId);
  const other = store.accounts.get(acceptingAliUid);
  if (!other) throw fault.illegal('AcceptingAliUid');
  if (own?.businessStatus !== 'Normal')
    throw fault.business('IncorrectBusinessStatus.VpcPeer', caller.accountId, 'FinancialLocked');
  if (other.businessStatus !== 'Normal')
    throw fault.business(
      'IncorrectBusinessStatus.AcceptUserVpcPeer',
      acceptingAliUid,
      'FinancialLocked',
    );
  if (other.peeringSuspended)
    throw new CloudFault(
      'IncorrectBusinessStatus.AcceptVpcPeer',
      'The business status of peer account is incorrect.',
    );
  if (own.site !== other.site)
    throw new CloudFault(
      'OperationFailed.CrossBusinessNotAllowed',
      'Operation failed because receiver and accepter belong to different business site.',
    );
};

const notOpened = (code: string, service: string, whose = ''): CloudFault =>
  new CloudFault(
    code,
    `The operation failed because the ${service} service${whose} is not opened.`,
  );

const cdt: Check = (ask) => {
  const own = ask.store.accounts.get(ask.caller.accountId);
  const other = ask.store.accounts.get(ask.acceptingAliUid);
  if (!own?.cdt) throw notOpened('OperationFailed.CdtNotOpened', 'Cdt');
  if (!other?.cdt)
    throw notOpened('OperationFailed.AcceptUserCdtNotOpened', 'Cdt', ' of accept user');
  if (!isCrossBorder(ask)) return;
  if (!own.crossBorderCdt)
    throw notOpened('OperationFailed.CrossBorderCdtNotOpened', 'CrossBorderCdt');
  if (!other.crossBorderCdt)
    throw notOpened(
      'OperationFailed.AcceptUserCrossBorderCdtNotOpened',
      'CrossBorderCdt',
      ' of accept user',
    );
};

const vpcs: Check = ({ store, caller, acceptingAliUid, ...ask }) => {
  const own = store.vpcs.get(ask.vpcId);
  const other = store.vpcs.get(ask.acceptingVpcId);
  if (own && own.ownerId !== caller.accountId && own.shared)
    throw new CloudFault(
      'OperationDenied.OperateShareResource',
      'The operation is not allowed because of operating shared resource.',
    );
  if (!own || own.ownerId !== caller.accountId || own.regionId !== ask.regionId)
    throw fault.notFound('ResourceNotFound.Vpc', ask.vpcId);
  if (!other || other.ownerId !== acceptingAliUid || other.regionId !== ask.acceptingRegionId)
    throw fault.notFound('ResourceNotFound.AcceptingVpc', ask.acceptingVpcId);
  if (own.id === other.id) throw fault.illegal('AcceptingVpcId');
  if (store.vpcStatus(own) !== 'Available')
    throw fault.status('IncorrectStatus.Vpc', own.id, store.vpcStatus(own));
  if (store.vpcStatus(other) !== 'Available')
    throw fault.status('IncorrectStatus.AcceptingVpc', other.id, store.vpcStatus(other));
  if (own.cloudBox)
    throw new CloudFault(
      'OperationDenied.CloudBoxExistsInVpc',
      'The operation is not allowed because the CloudBox device exists in vpc.',
    );
  if (other.cloudBox)
    throw new CloudFault(
      'OperationDenied.CloudBoxExistsInAcceptingVpc',
      'The operation is not allowed because the CloudBox device exists in accepting vpc.',
    );
  if (own.routerInterfacesTo.includes(other.id) || other.routerInterfacesTo.includes(own.id))
    throw fault.exists('ResourceAlreadyExist.RouterInterface', 'RouterInterface');
};

const linkType: Check = (ask) => {
  const { LinkType, Bandwidth } = ask.params;
  if (Bandwidth !== undefined && (!/^[1-9]\d*$/.test(Bandwidth) || !isInter(ask)))
    throw fault.illegal('Bandwidth');
  if (LinkType === undefined) return;
  if (!isInter(ask))
    throw new CloudFault(
      'OperationFailed.InterRegionLinkTypeNotSupported',
      'The same region not supported link type feature.',
    );
  const supported = [ask.regionId, ask.acceptingRegionId].every(
    (id) => ask.store.fixture.regions.find((each) => each.id === id)?.linkType,
  );
  if (!supported)
    throw new CloudFault(
      'OperationFailed.RegionIdNotSupportLinkType',
      'The feature link type is not supported in the region.',
    );
  const own = ask.store.accounts.get(ask.caller.accountId);
  if (!own?.linkTypes.some((each) => each === LinkType))
    throw new CloudFault(
      'OperationFailed.SpecificLinkTypeNotSupported',
      'The operation failed because the special link type of user is not opened.',
    );
  if (!own.chargeTypeSupported)
    throw new CloudFault(
      'OperationFailed.ChargeTypeNotSupported',
      'Operation failed because the CDT charge type of receiver or accepter does not support the Underlay link type.',
    );
};

const texts: Check = ({ params, store, caller }) => {
  const letterFirst = /^[A-Za-z\p{Script=Han}]/u;
  const { Name, Description, ClientToken, ResourceGroupId } = params;
  if (
    Name !== undefined &&
    (!letterFirst.test(Name) || [...Name].length < 2 || [...Name].length > 128)
  )
    throw fault.illegal('Name');
  if (
    Description !== undefined &&
    (!letterFirst.test(Description) || [...Description].length > 256)
  )
    throw fault.illegal('Description');
  if (ClientToken !== undefined && !/^[\x20-\x7e]{1,64}$/.test(ClientToken))
    throw fault.illegal('ClientToken');
  const groups = store.accounts.get(caller.accountId)?.resourceGroups ?? [];
  if (ResourceGroupId && !groups.includes(ResourceGroupId))
    throw new CloudFault(
      'OperationFailed.NotExist.ResourceGroup',
      'The operation failed because the resource group does not exist.',
    );
};

const tags: Check = ({ params }) => {
  const given = tagsOf(params, 'Tag');
  if (given.length > 20)
    throw new CloudFault('NumberExceed.Tags', 'The maximum number of tags is exceeded.');
  checkTags(given);
};

const blocks = ({ status }: PeerConnection): boolean => status !== 'Deleted';

const pair: Check = ({ store, vpcId, acceptingVpcId }) => {
  const touching = [...store.ofVpc(vpcId), ...store.ofVpc(acceptingVpcId)];
  const same = touching.find(
    (each) =>
      blocks(each) &&
      each.status !== 'Deleting' &&
      [each.vpcId, each.acceptingVpcId].includes(vpcId) &&
      [each.vpcId, each.acceptingVpcId].includes(acceptingVpcId),
  );
  if (touching.some(isInMotion))
    throw new CloudFault(
      'Conflict.Operation',
      'There are other peering operations on the requester VPC or accepter VPC, try again later.',
    );
  if (same) throw fault.exists('ResourceAlreadyExist.VpcPeer', 'VpcPeer');
};

const quotas: Check = (ask) => checkQuotas(ask.store, ask.caller, ask);

const checks: readonly Check[] = [
  texts,
  tags,
  regions,
  accounts,
  vpcs,
  linkType,
  cdt,
  pair,
  quotas,
];

const askOf = (store: Store, caller: Caller, params: Params): Ask => ({
  store,
  caller,
  params,
  regionId: need(params, 'RegionId'),
  vpcId: need(params, 'VpcId'),
  acceptingAliUid: need(params, 'AcceptingAliUid'),
  acceptingRegionId: need(params, 'AcceptingRegionId'),
  acceptingVpcId: need(params, 'AcceptingVpcId'),
});

/** CreateVpcPeerConnection: every check for its real reason, then Creating. */
export const createConnection: Operation = ({ store, newId }, caller, params) => {
  const ask = askOf(store, caller, params);
  for (const check of checks) check(ask);
  if (isTrue(params.DryRun)) throw fault.dryRun();
  const now = store.now();
  const connection: PeerConnection = {
    instanceId: newId('pcc'),
    status: 'Creating',
    changesAt: undefined,
    name: params.Name ?? '',
    description: params.Description ?? '',
    ownerId: caller.accountId,
    acceptingOwnerUid: ask.acceptingAliUid,
    regionId: ask.regionId,
    acceptingRegionId: ask.acceptingRegionId,
    vpcId: ask.vpcId,
    acceptingVpcId: ask.acceptingVpcId,
    bandwidth: params.Bandwidth ? Number(params.Bandwidth) : isInter(ask) ? 1024 : -1,
    linkType: isInter(ask) ? (params.LinkType ?? 'Gold') : '',
    resourceGroupId: params.ResourceGroupId ?? 'rg-default',
    managedService: '',
    gmtCreate: now,
    gmtModified: now,
    gmtExpired: undefined,
    tags: new Map([
      [
        caller.accountId,
        new Map(tagsOf(params, 'Tag').map(({ key, value }) => [key, value ?? ''])),
      ],
    ]),
  };
  enter(connection, 'Creating', now, now + store.fixture.timings.creatingMs);
  store.add(connection);
  return { InstanceId: connection.instanceId };
};
