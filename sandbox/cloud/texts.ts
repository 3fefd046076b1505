/** Texts of errors that no family has, by code; `%s` stands for what the service fills in. */
export const TEXTS: Readonly<Record<string, string>> = {
  // The gateway.
  IncompleteSignature: 'The request signature does not conform to Aliyun standards.',
  'InvalidAccessKeyId.NotFound': 'Specified access key is not found.',
  'InvalidAction.NotFound': 'Specified api is not found, please check your url and method.',
  'InvalidSecurityToken.Expired': 'Specified SecurityToken is expired.',
  'InvalidSecurityToken.MismatchWithAccessKey':
    'Specified SecurityToken mismatch with the AccessKey.',
  'InvalidTimeStamp.Expired': 'Specified time stamp or date value is expired.',
  'InvalidTimeStamp.Format': 'Specified time stamp or date value is not well formatted.',
  InvalidVersion: 'Specified parameter Version is not valid.',
  MissingSecurityToken: 'SecurityToken is mandatory for this action.',
  SignatureNonceUsed: 'Specified signature nonce was used already.',
  UnsupportedHTTPMethod: 'This http method is not supported.',

  // VpcPeer 2022-01-01.
  'BothEmpty.TagsAndResources': 'The specified Tags and ResourcesIds are not allow to both empty.',
  'Conflict.Operation':
    'There are other peering operations on the requester VPC or accepter VPC, try again later.',
  DryRunOperation: 'The operation DryRun verifies success.',
  'Forbidden.TagKey.Duplicated': 'The specified tag key already exists.',
  'Forbidden.TagKeys': 'The tag key cannot be operated by the request.',
  'IllegalParam.TagKey': 'The param of Tag.Key is illegal.',
  'IllegalParam.TagValue': 'The param of Tag.Value is illegal.',
  IdempotentParameterMismatch:
    'The request uses the same client token as a previous, but non-identical request.',
  'IncorrectBusinessStatus.AcceptVpcPeer': 'The business status of peer account is incorrect.',
  'InvalidInstanceIds.NotFound': 'The instance IDs are not found.',
  'InvalidInstanceType.NotFound': 'The instance type is not found.',
  InvalidTagKey: 'The tag keys are not valid.',
  LastTokenProcessing: 'The last token request is processing.',
  MissingParameter: 'The parameter %s is missing.',
  'NumberExceed.ResourceIds': 'The maximum number of resource IDs is exceeded.',
  'NumberExceed.Tags': 'The maximum number of tags is exceeded.',
  'OperationDenied.CloudBoxExistsInAcceptingVpc':
    'The operation is not allowed because the CloudBox device exists in accepting vpc.',
  'OperationDenied.CloudBoxExistsInVpc':
    'The operation is not allowed because the CloudBox device exists in vpc.',
  'OperationDenied.OperateShareResource':
    'The operation is not allowed because of operating shared resource.',
  'OperationDenied.RouteEntryExist':
    'The operation is not allowed because of existing routeEntry point to VpcPeer.',
  'OperationDenied.ServiceManagedInstance':
    'Operation is denied because the specified instance belongs to service manager.',
  'OperationFailed.AcceptUserCdtNotOpened':
    'The operation failed because the Cdt service of accept user is not opened.',
  'OperationFailed.AcceptUserCrossBorderCdtNotOpened':
    'The operation failed because the CrossBorderCdt service of accept user is not opened.',
  'OperationFailed.BandwidthCannotBeChangedInSameRegion':
    'The operation failed because the bandwidth cannot be changed in the same region.',
  'OperationFailed.CdtNotOpened': 'The operation failed because the Cdt service is not opened.',
  'OperationFailed.ChargeTypeNotSupported':
    'Operation failed because the CDT charge type of receiver or accepter does not support the Underlay link type.',
  'OperationFailed.CrossBorderCdtNotOpened':
    'The operation failed because the CrossBorderCdt service is not opened.',
  'OperationFailed.CrossBusinessNotAllowed':
    'Operation failed because receiver and accepter belong to different business site.',
  'OperationFailed.InterRegionLinkTypeNotSupported':
    'The same region not supported link type feature.',
  'OperationFailed.LastTokenProcessing':
    'The operation failed because the last token request is processing.',
  'OperationFailed.NotExist.ResourceGroup':
    'The operation failed because the resource group does not exist.',
  'OperationFailed.RegionIdNotSupportLinkType':
    'The feature link type is not supported in the region.',
  'OperationFailed.SpecificLinkTypeNotSupported':
    'The operation failed because the special link type of user is not opened.',
  'OperationFailed.ViolativeVpcPeer':
    'The creation operation fails because it is not allowed to create a vpc peer instance between the originating region and the receiving region.',
  'QuotaExceeded.Bandwidth': 'The quota of bandwidth is exceeded.',
  UnsupportedRegion: 'The feature of %s is not supported in the region of %s.',

  // VPC 2016-04-28.
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
  'RouteConflict.AlreadyExist': 'Route conflict exists in routing table.',
  'RouterEntryConflict.Duplicated': 'The route entry already exist.',
  TaskConflict: 'The operation is too frequent, please wait a moment and try again.',
  'UnsupportedFeature.VpcPeerIpv6':
    'IPv6 route entries for VPC peering connections cannot be created in this region.',
  'InvalidResourceId.NotFound': 'The specified ResourceIds are not found in our records.',
  'InvalidResourceType.NotFound': 'The specified ResourceType is not found in our records.',
  'InvalidRouteTableId.NotFound': 'Specified route table does not exist.',
  'InvalidVpcId.NotFound': 'Specified VPC does not exist.',
  'InvalidNextHopId.NotFound': 'Specified next hop does not exist.',
  'OperationFailed.InstanceDismatchCurrentVpc':
    'The specified instance does not exist in current vpc.',
};

/** Codes that answer 404 instead of 400. */
export const NOT_FOUND: ReadonlySet<string> = new Set([
  'InvalidAccessKeyId.NotFound',
  'InvalidAction.NotFound',
  'InvalidNextHopId.NotFound',
  'InvalidResourceId.NotFound',
  'InvalidRouteTableId.NotFound',
  'InvalidVpcId.NotFound',
  'OperationFailed.InstanceDismatchCurrentVpc',
]);
