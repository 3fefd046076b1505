import type { Category } from '../../model/failure.ts';
import type { Remedies } from './types.ts';
import { VPC_REMEDIES_EN } from './vpc-en.ts';

const raise = (quota: string, what: string): string =>
  `Raise the quota ${quota} in Quota Center (Quota Center > VPC), or delete ${what} that nobody needs.`;

/** English remedies, in the order of the error table. */
export const REMEDIES_EN: Remedies = [
  [
    'OperationFailed.CdtNotOpened',
    'Open Cloud Data Transfer for the requester account: CDT console, or call OpenCdtService with that account, then send the request again.',
  ],
  [
    'OperationFailed.CrossBorderCdtNotOpened',
    'Open cross-border Cloud Data Transfer for the account that calls: CDT console, or OpenCdtCbService; cross-border traffic also needs the compliance certification of the carrier.',
  ],
  [
    'OperationFailed.AcceptUserCdtNotOpened',
    'Ask the owner of the accepting account to open Cloud Data Transfer (OpenCdtService), then send the request again.',
  ],
  [
    'OperationFailed.AcceptUserCrossBorderCdtNotOpened',
    'Ask the owner of the accepting account to open cross-border Cloud Data Transfer (OpenCdtCbService), then send the request again.',
  ],
  [
    'IncorrectStatus.Vpc',
    'Wait until the requester VPC is Available (DescribeVpcAttribute shows its Status); Peerflow waits up to 10 minutes by itself.',
  ],
  [
    'IncorrectStatus.AcceptingVpc',
    'Wait until the accepting VPC is Available (DescribeVpcAttribute shows its Status); Peerflow waits up to 10 minutes by itself.',
  ],
  [
    'ResourceAlreadyExist.RouterInterface',
    'The two VPCs are joined by a pair of Express Connect router interfaces. Delete those (DeleteRouterInterface) before peering the VPCs.',
  ],
  [
    'ResourceAlreadyExist.VpcPeer',
    'The pair has a connection already (ListVpcPeerConnections with both VPC ids). If it is Rejected or Expired, delete it and send the request again under a new request id.',
  ],
  [
    'OperationDenied.CloudBoxExistsInVpc',
    'A VPC with a CloudBox cannot be peered. Use another requester VPC, or join the two with CEN.',
  ],
  [
    'OperationDenied.CloudBoxExistsInAcceptingVpc',
    'A VPC with a CloudBox cannot be peered. Use another accepting VPC, or join the two with CEN.',
  ],
  [
    'QuotaExceeded.CrossRegionVpcPeerCountPerVpc',
    raise('vpc_quota_cross_region_peer_num_per_vpc', 'inter-region connections of the VPC'),
  ],
  [
    'QuotaExceeded.IntraRegionVpcPeerCountPerVpc',
    raise('vpc_quota_intra_region_peer_num_per_vpc', 'intra-region connections of the VPC'),
  ],
  [
    'QuotaExceeded.VpcPeerCountPerVpc',
    raise(
      'vpc_quota_intra_region_peer_num_per_vpc or vpc_quota_cross_region_peer_num_per_vpc',
      'connections of the VPC',
    ),
  ],
  [
    'QuotaExceeded.VpcPeerCountPerUserPerRegion',
    raise('vpc_quota_peer_num', 'connections of the account in this region'),
  ],
  [
    'QuotaExceeded.Bandwidth',
    raise(
      'vpc_quota_peer_cross_region_bandwidth or vpc_quota_peer_cross_border_bandwidth',
      'connections, or ask for less bandwidth than those',
    ),
  ],
  [
    'UnsupportedRegion',
    'Choose VPCs in regions that support VPC peering, or join the two with CEN.',
  ],
  [
    'IncorrectBusinessStatus.VpcPeer',
    'Settle the overdue payment of the requester account (Expenses and Costs console), then send the request again.',
  ],
  [
    'IncorrectBusinessStatus.AcceptUserVpcPeer',
    'Ask the owner of the accepting account to settle its overdue payment, then send the request again.',
  ],
  [
    'IncorrectBusinessStatus.AcceptVpcPeer',
    'Ask the owner of the accepting account to settle its overdue payment, then send the request again.',
  ],
  [
    'OperationFailed.NotExist.ResourceGroup',
    'Check `resourceGroupId`: ListResourceGroups shows the groups of the account. Leave it out for the default group.',
  ],
  [
    'OperationFailed.ViolativeVpcPeer',
    'Connections between these two regions are not permitted. Choose another pair of regions.',
  ],
  [
    'OperationDenied.OperateShareResource',
    'The VPC is shared with this account; only the account that owns it can peer it. Send the request with the owner account.',
  ],
  [
    'OperationFailed.InterRegionLinkTypeNotSupported',
    'Leave out `linkType`: it exists only between two different regions.',
  ],
  [
    'OperationFailed.RegionIdNotSupportLinkType',
    'Leave out `linkType`: one of the two regions does not offer it.',
  ],
  [
    'OperationFailed.SpecificLinkTypeNotSupported',
    'Leave out `linkType`, or have this link type opened for the account through a ticket.',
  ],
  [
    'OperationFailed.CrossBusinessNotAllowed',
    'Accounts of the China site and of the international site cannot be peered. Use two accounts of one site.',
  ],
  [
    'OperationFailed.ChargeTypeNotSupported',
    'Change the CDT charge type of the account that the message names, or leave out `linkType`.',
  ],
  [
    'Conflict.Operation',
    'Another peering operation runs on one of the two VPCs. Peerflow waits for it up to 6 hours by itself; if it never ends, look for a connection stuck in Creating, Updating or Deleting.',
  ],
  ['IdempotentParameterMismatch', 'Use a new `clientToken` for other parameters, or leave it out.'],
  [
    'LastTokenProcessing',
    'The same call is still being worked on; Peerflow tries again by itself.',
  ],
  [
    'ResourceNotFound.InstanceId',
    'Check the instance id (ListVpcPeerConnections); the connection may be deleted, or belong to accounts that this function cannot see.',
  ],
  [
    'ResourceNotFound.VpcPeer',
    'Check the instance id (ListVpcPeerConnections); the connection may be deleted.',
  ],
  [
    'IncorrectStatus.VpcPeer',
    'Look at the status of the connection: accept and reject need Accepting, modify needs Activated, delete needs one that is not in motion. Then send the request again.',
  ],
  [
    'OperationDenied.RouteEntryExist',
    'Remove the route entries whose next hop is the connection from the route tables of both VPCs, or delete with `force` (which removes them).',
  ],
  [
    'OperationDenied.ServiceManagedInstance',
    'Another cloud service manages this connection; change it in that service.',
  ],
  [
    'OperationFailed.BandwidthCannotBeChangedInSameRegion',
    'Leave out `bandwidth`: within one region it is not limited.',
  ],
  ...VPC_REMEDIES_EN,
  ['NumberExceed.Tags', 'A connection holds at most 20 tags; remove some.'],
  ['NumberExceed.ResourceIds', 'Name fewer connections in one call.'],
  ['Forbidden.TagKeys', 'Choose other tag keys: `aliyun` and `acs:` are reserved.'],
  ['Forbidden.TagKey.Duplicated', 'Remove the tag of this key first, then set it again.'],
  [
    'InvalidInstanceIds.NotFound',
    'Check the instance id and the region; the connection may be deleted.',
  ],
  ['InvalidInstanceType.NotFound', 'The resource type of connections is PeerConnection.'],
  ['InvalidTagKey', 'Tag keys have 1 to 128 characters.'],
  ['BothEmpty.TagsAndResources', 'Name at least one connection or tag.'],
  [
    'Forbidden*',
    'Give the role of the function the action that the message names (RAM console; the README lists every action needed), and check the guard rails of the resource directory.',
  ],
  [
    'NoPermission',
    'Give the role of the function the action that the message names, and let the other role trust this account.',
  ],
  [
    'InvalidAccessKeyId.*',
    'The access key does not exist or is disabled. On Function Compute give the function a role; elsewhere set ALIBABA_CLOUD_ACCESS_KEY_ID and _SECRET.',
  ],
  ['IncompleteSignature', 'Check that nothing between the function and the API changes headers.'],
  [
    'SignatureDoesNotMatch',
    'The access key secret does not belong to the access key id; check the credentials.',
  ],
  ['SignatureNonceUsed', 'Send the request again.'],
  ['InvalidTimeStamp.*', 'The clock is off by more than 15 minutes; set it right.'],
  [
    'MissingSecurityToken',
    'Temporary credentials need their security token: set ALIBABA_CLOUD_SECURITY_TOKEN.',
  ],
  [
    'InvalidSecurityToken.*',
    'The temporary credentials have expired or do not belong together; get new ones.',
  ],
  [
    'InvalidCredentials',
    'Give the function a role, or set ALIBABA_CLOUD_ACCESS_KEY_ID and _SECRET.',
  ],
  ['Invalid*', 'Correct the parameter that the message names.'],
  ['MissingParam*', 'Add the parameter that the message names.'],
  ['IllegalParam.*', 'Correct the parameter that the message names.'],
  ['UnsupportedHTTPMethod', 'Check the endpoint that is configured for this service.'],
  [
    'ServiceUnavailable',
    'The service is down for a moment; Peerflow tries again by itself for up to an hour.',
  ],
  [
    'FunctionNotFound',
    'Deploy the function that the message names, or name the right one in the PEERFLOW_*_FUNCTION variables.',
  ],
  [
    'Throttling*',
    'The account calls this API too often; Peerflow waits by itself for up to 6 hours. Spread the requests, or ask for a higher limit in Quota Center.',
  ],
];

export const BY_CATEGORY_EN: Readonly<Record<Category, string>> = {
  invalid: 'Correct the request; the message says what the cloud did not accept.',
  denied: 'Give the role of the function the permission that the message names.',
  notfound: 'Check the ids and the region.',
  conflict: 'Look at the resource that the message names, and settle it before trying again.',
  state: 'Wait until the resource that the message names is in the right status, then try again.',
  quota: 'Raise the quota that the message names in Quota Center, or free some of it.',
  account: 'Settle what the message says about the account, then try again.',
  unsupported: 'The cloud does not offer this; change the request.',
  throttled: 'Wait and try again; Peerflow does so by itself.',
  service:
    'The service failed; Peerflow tries again by itself. If it goes on, open a ticket with the request id.',
};
