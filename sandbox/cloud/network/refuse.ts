import { CloudFault } from '../fault.ts';

/** Codes of the VPC API that answer 404. */
const NOT_FOUND: Readonly<Record<string, string>> = {
  'InvalidRouteTableId.NotFound': 'Specified route table does not exist.',
  'InvalidVpcId.NotFound': 'Specified VPC does not exist.',
  'InvalidNextHopId.NotFound': 'Specified next hop does not exist.',
  'OperationFailed.InstanceDismatchCurrentVpc':
    'The specified instance does not exist in current vpc.',
};

/** Codes that answer 400. */
const BAD_REQUEST: Readonly<Record<string, string>> = {
  DryRunOperation: 'Request validation has been passed with DryRun flag set.',
  'Duplicated.VpcNextHop': 'Route entry nexthop duplicate.',
  Forbbiden: 'Specified RouteEntry cannot allowed delete by openApi.',
  'Forbidden.VpcNotFound': 'Specified VPC can not found.',
  'IllegalParam.CidrBlock': 'The specified CidrBlock is illegal.',
  'IllegalParam.NextToken': 'User nextToken is illegal.',
  IncorrectInstanceStatus: 'Current instance status does not support this operation.',
  IncorrectRouteEntryStatus: 'Some route entry status blocked this operation.',
  'IncorrectStatus.RouteTableStatus': 'The status of the specified RouteTable is incorrect.',
  'IncorrectStatus.VpcRouteEntry': 'The status of the specified routeEntry is invalid.',
  IncorrectVpcStatus: 'Current VPC status does not support this operation.',
  IncorrectVSwitchStatus: 'The current virtual switch status does not support this operation.',
  'InvalidCIDRBlock.Duplicate': 'Specified CIDR block is already exists.',
  InvalidCidrBlock: 'Specified CIDR block is not valid.',
  'InvalidCidrBlock.Malformed': 'Specified CIDR block is not valid.',
  'InvalidDescription.Malformed': 'The Description is illegal.',
  'InvalidNextHop.NotFound': 'Specified next hop does not exist.',
  InvalidNextHop: 'Specified nexthop and nexthop list cannot both null.',
  InvalidNextHopType: 'Specified parameter "NextHopType" is not valid.',
  InvalidNexthopListSize: 'nexthop size is illegal. Must be between 2 and 4.',
  'InvalidNexthopTypeAndList.BothNotNull': 'both nexthopType and nextHopList are not null.',
  'InvalidNexthopTypeAndList.BothNull': 'both nexthopType and nextHopList are null.',
  'InvalidRouteEntry.Duplicate': 'The route entry already exist.',
  'InvalidRouteEntry.NotFound': 'Route entry not exists.',
  'InvalidRouteEntryId.NotFound': 'Specified RouteEntryId does not exist.',
  'InvalidRouteEntryName.Malformed': 'Specified RouteEntry name is not valid.',
  'InvalidRouteTable.NotFound': 'The specified RouteTable was not found.',
  InvalidRouterInterface: 'invalid router interface.',
  OperationDenied: 'Specified operation is denied as route entry type is system.',
  'OperationDenied.DeleteManagedRouteEntry':
    'The operation is not allowed because of route entry is managed.',
  'OperationDenied.GatewayRouteTableNotPermitted':
    'The operation is not allowed to create a route pointing to this nextHop type on gateway route table.',
  'OperationDenied.RouteTableTypeNotPermitted':
    'The operation is not allowed because the type of route table is not permitted.',
  'OperationDenied.UseGatewayRouteEntryQueryInterface':
    'Use listGatewayRouteTableEntries to describe gateway route entries.',
  'OperationDenied.VpcIpv6NotEnabled': 'IPv6 has not been enabled for the VPC.',
  'OperationFailed.FilterParamUnderWrongRouteType':
    'Operation failed because only custom type support filter by routeEntryId or routeEntryName',
  'OperationFailed.OperationLocked':
    'The operation failed because the nextHop instance is in the O&M lock state.',
  'OperationUnsupported.DestinationCidrBlockOverlapWithVSwitch':
    'The destination IPv6 network segment specified in the route entry overlaps with the vSwitch network segment.',
  'ParamExclusive.NextHopIdAndList': 'NextHopId and NextHopList cannot both be not null.',
  'ParamExclusive.RouteEntryIdAndRouteTableIdOrDestCidrBlock':
    'RouteEntryId cannot be specified together with RouteTableId or DestinationCidrBlock.',
  QuotaExceeded: 'Route entry quota exceeded in this route table.',
  'ResourceNotFound.VpcPeer': 'The specified resource of VpcPeer is not found.',
  'RouteConflict.AlreadyExist': 'Route conflict exists in routing table.',
  'RouterEntryConflict.Duplicated': 'The route entry already exist.',
  TaskConflict: 'The operation is too frequent, please wait a moment and try again.',
  'UnsupportedFeature.VpcPeerIpv6':
    'IPv6 route entries for VPC peering connections cannot be created in this region.',
  UnsupportedRegion: 'The feature is not supported in current region.',
};

/** An error of the VPC API with its own text and HTTP status. */
export const refuse = (code: string): CloudFault =>
  code in NOT_FOUND
    ? new CloudFault(code, NOT_FOUND[code] ?? code, 404)
    : new CloudFault(code, BAD_REQUEST[code] ?? code);

/** The form in which batch calls miss a parameter. */
export const missing = (name: string): CloudFault =>
  new CloudFault(`MissingParam.${name}`, `The parameter ${name} is missing.`);
