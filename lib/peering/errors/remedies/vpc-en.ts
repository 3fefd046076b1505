import { sharing } from './sharing.ts';
import type { Remedies } from './types.ts';

/** English remedies for route entries, in the order of the error table. */
export const VPC_REMEDIES_EN: Remedies = [
  ...sharing(
    'Another route write runs on this VPC. Peerflow waits for it up to 6 hours by itself; if it never ends, look for an entry stuck in Pending, Modifying or Deleting.',
    'TaskConflict',
    'OperationConflict',
    'OperationFailed.DistibuteLock',
    'IncorrectRouteEntryStatus',
    'IncorrectStatus.VpcRouteEntry',
    'VPC_ROUTE_ENTRY_STATUS_ERROR',
  ),
  ...sharing(
    'Wait until the VPC and its vSwitches are Available (DescribeVpcAttribute, DescribeVSwitches); Peerflow waits up to an hour by itself.',
    'IncorrectVpcStatus',
    'IncorrectVSwitchStatus',
  ),
  ...sharing(
    'Something that the route table leads to is being changed; Peerflow waits up to an hour by itself. The message says what.',
    'IncorrectInstanceStatus',
    'IncorrectHaVipStatus',
    'InvalidVBRStatus',
    'IncorrectStatus',
    'IncorrectStatus.RouteTableStatus',
    'IncorrectStatus.RouterInterface',
    'IncorrectStatus.MultiScopeRiRouteEntry',
    'IncorrectStatus.Ipv4Gateway',
    'IncorrectStatus.Ipv6Address',
    'IncorrectStatus.PrefixList',
    'OperationFailed.OperationLocked',
  ),
  [
    'Forbbiden',
    'The API does not let this entry be deleted now; Peerflow tries for up to an hour. If it stays so, another service made the entry: remove it there.',
  ],
  ...sharing(
    'The service failed; Peerflow tries again by itself for up to an hour.',
    'SystemBusy',
    'UnknownError',
    'VPC.ERROR',
  ),
  ...sharing(
    'A route table takes one entry a destination. Remove the entry that leads elsewhere if the connection is to carry this traffic; Peerflow touches no entry that it did not make.',
    'InvalidCIDRBlock.Duplicate',
    'InvalidRouteEntry.Duplicate',
    'RouterEntryConflict.Duplicated',
    'EntryAlreadyExist',
    'Duplicated.VpcNextHop',
    'VPC_ROUTE_ENTRY_CIDR_BLOCK_DUPLICATE',
  ),
  [
    'RouteConflict.AlreadyExist',
    'The destination reaches this table by propagation (CEN, VPN or ECR). Stop that propagation if the connection is to carry this traffic.',
  ],
  [
    'QuotaExceeded',
    'Raise the quota of custom route entries per route table (vpc_quota_route_entrys_num) in Quota Center (Quota Center > VPC), or remove entries that nobody needs.',
  ],
  [
    'InvalidCidrBlock',
    'A destination must neither equal the range of a vSwitch of its own VPC nor lie within one, nor within 100.64.0.0/10.',
  ],
  ...sharing(
    'Look at the CIDR blocks of the VPC across (DescribeVpcAttribute): the API does not take this one as a destination.',
    'InvalidCidrBlock.Malformed',
    'IllegalParam.CidrBlock',
  ),
  ...sharing(
    'Names of entries are made of PEERFLOW_NAME and the request id; choose others that do not begin with http:// or https://.',
    'InvalidRouteEntryName.Malformed',
    'InvalidDescription.Malformed',
  ),
  ...sharing(
    'Check that the connection is Activated and joins the VPC of this route table.',
    'InvalidNextHop.NotFound',
    'InvalidNextHopId.NotFound',
    'OperationFailed.InstanceDismatchCurrentVpc',
  ),
  ...sharing(
    'Check the VPC id and its region (DescribeVpcs), and that the role may see it.',
    'InvalidVRouter.NotFound',
    'InvalidVPC.NotFound',
    'InvalidVpc.NotFound',
    'InvalidVpcId.NotFound',
    'Forbidden.VpcNotFound',
  ),
  ...sharing(
    'The route table is gone, or belongs to an account that the role cannot see (DescribeRouteTableList).',
    'InvalidRouteTable.NotFound',
    'InvalidRouteTableId.NotFound',
  ),
  ...sharing(
    'The entry is gone already; there is nothing to do.',
    'InvalidRouteEntry.NotFound',
    'InvalidRouteEntryId.NotFound',
    'RouterEntry.NotFound',
    'VPC_ROUTER_ENTRY_NOT_EXIST',
  ),
  [
    'OperationDenied',
    'Entries of the system cannot be deleted; they go with the vSwitch or the VPC they belong to.',
  ],
  [
    'OperationDenied.DeleteManagedRouteEntry',
    'Another cloud service manages this entry; change it in that service.',
  ],
  ...sharing(
    'This route table takes no such entry. Choose route tables of vSwitches with PEERFLOW_ROUTE_TABLES.',
    'OperationDenied.RouteTableTypeNotPermitted',
    'OperationDenied.GatewayRouteTableNotPermitted',
    'OperationDenied.NextHopTypeNotPermitted',
  ),
  ['OperationDenied.VpcIpv6NotEnabled', 'Enable IPv6 for the VPC, or route its IPv4 ranges alone.'],
  [
    'UnsupportedFeature.VpcPeerIpv6',
    'This region routes no IPv6 over peering connections; the IPv4 entries stand.',
  ],
  [
    'OperationUnsupported.DestinationCidrBlockOverlapWithVSwitch',
    'The IPv6 ranges of the two VPCs overlap: connect VPCs whose ranges differ.',
  ],
];
