import { sharing } from './sharing.ts';
import type { Remedies } from './types.ts';

/** Chinese remedies for route entries, in the order of the error table. */
export const VPC_REMEDIES_ZH: Remedies = [
  ...sharing(
    '该 VPC 上有正在进行的路由操作，Peerflow 会自动等待最多 6 小时；如一直不结束，请查找停留在 Pending、Modifying 或 Deleting 的路由条目。',
    'TaskConflict',
    'OperationConflict',
    'OperationFailed.DistibuteLock',
    'IncorrectRouteEntryStatus',
    'IncorrectStatus.VpcRouteEntry',
    'VPC_ROUTE_ENTRY_STATUS_ERROR',
  ),
  ...sharing(
    '等待 VPC 及其交换机变为 Available（DescribeVpcAttribute、DescribeVSwitches）；Peerflow 会自动等待最多 1 小时。',
    'IncorrectVpcStatus',
    'IncorrectVSwitchStatus',
  ),
  ...sharing(
    '路由表所指的某个资源正在变更，消息说明了是哪一个；Peerflow 会自动等待最多 1 小时。',
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
    'API 目前不允许删除该路由条目，Peerflow 会重试最多 1 小时；如一直如此，说明条目由其他云服务创建，请在该服务中删除。',
  ],
  ...sharing(
    '服务出现故障，Peerflow 会自动重试最多 1 小时。',
    'SystemBusy',
    'UnknownError',
    'VPC.ERROR',
  ),
  ...sharing(
    '路由表中每个目标网段只能有一个条目。如需由该连接承载流量，请删除指向别处的条目；Peerflow 不会改动不是它创建的条目。',
    'InvalidCIDRBlock.Duplicate',
    'InvalidRouteEntry.Duplicate',
    'RouterEntryConflict.Duplicated',
    'EntryAlreadyExist',
    'Duplicated.VpcNextHop',
    'VPC_ROUTE_ENTRY_CIDR_BLOCK_DUPLICATE',
  ),
  [
    'RouteConflict.AlreadyExist',
    '该目标网段已通过路由传播（云企业网、VPN 或 ECR）进入此路由表。如需由该连接承载流量，请停止传播。',
  ],
  [
    'QuotaExceeded',
    '在配额中心（配额中心 > 专有网络）提高每个路由表的自定义路由条目配额 vpc_quota_route_entrys_num，或删除不再需要的条目。',
  ],
  [
    'InvalidCidrBlock',
    '目标网段不能与本端 VPC 的交换机网段相同或位于其中，也不能位于 100.64.0.0/10 中。',
  ],
  ...sharing(
    '检查对端 VPC 的网段（DescribeVpcAttribute）：API 不接受此网段作为目标。',
    'InvalidCidrBlock.Malformed',
    'IllegalParam.CidrBlock',
  ),
  ...sharing(
    '条目名称由 PEERFLOW_NAME 和请求 ID 组成，请使用不以 http:// 或 https:// 开头的值。',
    'InvalidRouteEntryName.Malformed',
    'InvalidDescription.Malformed',
  ),
  ...sharing(
    '检查连接是否为 Activated，且连接了该路由表所在的 VPC。',
    'InvalidNextHop.NotFound',
    'InvalidNextHopId.NotFound',
    'OperationFailed.InstanceDismatchCurrentVpc',
  ),
  ...sharing(
    '检查 VPC ID 及其地域（DescribeVpcs），并确认角色有权查看。',
    'InvalidVRouter.NotFound',
    'InvalidVPC.NotFound',
    'InvalidVpc.NotFound',
    'InvalidVpcId.NotFound',
    'Forbidden.VpcNotFound',
  ),
  ...sharing(
    '路由表已不存在，或属于角色看不到的账号（DescribeRouteTableList）。',
    'InvalidRouteTable.NotFound',
    'InvalidRouteTableId.NotFound',
  ),
  ...sharing(
    '该条目已不存在，无需处理。',
    'InvalidRouteEntry.NotFound',
    'InvalidRouteEntryId.NotFound',
    'RouterEntry.NotFound',
    'VPC_ROUTER_ENTRY_NOT_EXIST',
  ),
  ['OperationDenied', '系统路由条目不能删除，它们随所属的交换机或 VPC 一起消失。'],
  ['OperationDenied.DeleteManagedRouteEntry', '该条目由其他云服务托管，请在该服务中操作。'],
  ...sharing(
    '该路由表不接受此类条目，请用 PEERFLOW_ROUTE_TABLES 选择交换机使用的路由表。',
    'OperationDenied.RouteTableTypeNotPermitted',
    'OperationDenied.GatewayRouteTableNotPermitted',
    'OperationDenied.NextHopTypeNotPermitted',
  ),
  ['OperationDenied.VpcIpv6NotEnabled', '为 VPC 开启 IPv6，或只为其 IPv4 网段添加路由。'],
  ['UnsupportedFeature.VpcPeerIpv6', '该地域的对等连接不支持 IPv6 路由；IPv4 条目不受影响。'],
  [
    'OperationUnsupported.DestinationCidrBlockOverlapWithVSwitch',
    '两端 VPC 的 IPv6 网段重叠，请连接网段不同的 VPC。',
  ],
];
