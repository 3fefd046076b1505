import type { Row } from '../types.ts';

/**
 * VPC 2016-04-28: CreateRouteEntry, CreateRouteEntries, DeleteRouteEntry(ies) and the reads around them.
 * What Terraform and Kyma wait for is waited for here, too. Spelling as the API has it
 * (`InvalidCIDRBlock`, `Forbbiden`, `DistibuteLock`).
 */
export const routeRows = (): readonly Row[] => [
  {
    codes: [
      'TaskConflict',
      'OperationConflict',
      'OperationFailed.DistibuteLock',
      'IncorrectRouteEntryStatus',
      'IncorrectStatus.VpcRouteEntry',
      'VPC_ROUTE_ENTRY_STATUS_ERROR',
    ],
    category: 'conflict',
    reason: 'conflict',
    en: 'Another route write runs on this VPC: look for an entry in Pending, Modifying or Deleting, and send the request again when it has settled.',
    zh: '该 VPC 上有正在进行的路由操作：请查找处于 Pending、Modifying 或 Deleting 的路由条目，待其稳定后重新发送请求。',
  },
  {
    codes: ['IncorrectVpcStatus', 'IncorrectVSwitchStatus'],
    category: 'state',
    reason: 'transient',
    en: 'Wait until the VPC and its vSwitches are Available (DescribeVpcAttribute, DescribeVSwitches), then send the request again.',
    zh: '等待 VPC 及其交换机变为 Available（DescribeVpcAttribute、DescribeVSwitches），然后重新发送请求。',
  },
  {
    codes: [
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
      'OperationDenied.Ipv4GatewayNotActive',
    ],
    category: 'state',
    reason: 'transient',
    en: 'Something that the route table leads to is being changed: the message says what. Send the request again when it has settled.',
    zh: '路由表所指的某个资源正在变更，消息说明了是哪一个。待其稳定后请重新发送请求。',
  },
  {
    codes: ['Forbbiden'],
    category: 'state',
    reason: 'transient',
    en: 'The API does not let this entry be deleted now. Send the request again; if it fails again, another service made the entry: remove it there.',
    zh: 'API 目前不允许删除该路由条目。请重新发送请求；如再次失败，说明条目由其他云服务创建，请在该服务中删除。',
  },
  {
    codes: ['SystemBusy', 'UnknownError', 'VPC.ERROR'],
    category: 'service',
    reason: 'transient',
    en: 'The service failed. Send the request again.',
    zh: '服务出现故障，请重新发送请求。',
  },
  {
    codes: [
      'InvalidCIDRBlock.Duplicate',
      'InvalidRouteEntry.Duplicate',
      'RouterEntryConflict.Duplicated',
      'EntryAlreadyExist',
      'Duplicated.VpcNextHop',
      'VPC_ROUTE_ENTRY_CIDR_BLOCK_DUPLICATE',
    ],
    category: 'conflict',
    en: 'A route table takes one entry a destination. Remove the entry that leads elsewhere if the connection is to carry this traffic; Peerflow touches no entry that it did not make.',
    zh: '路由表中每个目标网段只能有一个条目。如需由该连接承载流量，请删除指向别处的条目；Peerflow 不会改动不是它创建的条目。',
  },
  {
    codes: ['RouteConflict.AlreadyExist'],
    category: 'conflict',
    en: 'The destination reaches this table by propagation (CEN, VPN or ECR). Stop that propagation if the connection is to carry this traffic.',
    zh: '该目标网段已通过路由传播（云企业网、VPN 或 ECR）进入此路由表。如需由该连接承载流量，请停止传播。',
  },
  {
    codes: ['QuotaExceeded'],
    category: 'quota',
    en: 'Raise the quota of custom route entries per route table (vpc_quota_route_entrys_num) in Quota Center (Quota Center > VPC), or remove unused entries.',
    zh: '在配额中心（配额中心 > 专有网络）提高每个路由表的自定义路由条目配额 vpc_quota_route_entrys_num，或删除不再需要的条目。',
  },
  {
    codes: ['InvalidCidrBlock'],
    category: 'invalid',
    en: 'A destination must neither equal the range of a vSwitch of its own VPC nor lie within one, nor within 100.64.0.0/10.',
    zh: '目标网段不能与本端 VPC 的交换机网段相同或位于其中，也不能位于 100.64.0.0/10 中。',
  },
  {
    codes: ['InvalidCidrBlock.Malformed', 'IllegalParam.CidrBlock'],
    category: 'invalid',
    en: 'Look at the CIDR blocks of the VPC across (DescribeVpcAttribute): the API does not take this one as a destination.',
    zh: '检查对端 VPC 的网段（DescribeVpcAttribute）：API 不接受此网段作为目标。',
  },
  {
    codes: ['InvalidRouteEntryName.Malformed', 'InvalidDescription.Malformed'],
    category: 'invalid',
    en: 'Names and descriptions of entries begin with PEERFLOW_NAME; choose one that the API takes.',
    zh: '条目的名称和描述以 PEERFLOW_NAME 开头，请使用 API 接受的值。',
  },
  {
    codes: [
      'InvalidNextHop.NotFound',
      'InvalidNextHopId.NotFound',
      'OperationFailed.InstanceDismatchCurrentVpc',
    ],
    category: 'notfound',
    en: 'Check that the connection is Activated and joins the VPC of this route table.',
    zh: '检查连接是否为 Activated，且连接了该路由表所在的 VPC。',
  },
  {
    codes: [
      'InvalidVRouter.NotFound',
      'InvalidVPC.NotFound',
      'InvalidVpc.NotFound',
      'InvalidVpcId.NotFound',
      'Forbidden.VpcNotFound',
    ],
    category: 'notfound',
    en: 'Check the VPC id and its region (DescribeVpcs), and that the role may see it.',
    zh: '检查 VPC ID 及其地域（DescribeVpcs），并确认角色有权查看。',
  },
  {
    codes: ['InvalidRouteTable.NotFound', 'InvalidRouteTableId.NotFound'],
    category: 'notfound',
    en: 'The route table is gone, or belongs to an account that the role cannot see (DescribeRouteTableList).',
    zh: '路由表已不存在，或属于角色看不到的账号（DescribeRouteTableList）。',
  },
  {
    codes: [
      'InvalidRouteEntry.NotFound',
      'InvalidRouteEntryId.NotFound',
      'RouterEntry.NotFound',
      'VPC_ROUTER_ENTRY_NOT_EXIST',
    ],
    category: 'notfound',
    en: 'The entry is gone already; there is nothing to do.',
    zh: '该条目已不存在，无需处理。',
  },
  {
    codes: ['OperationDenied'],
    category: 'denied',
    en: 'Entries of the system cannot be deleted; they go with the vSwitch or the VPC they belong to.',
    zh: '系统路由条目不能删除，它们随所属的交换机或 VPC 一起消失。',
  },
  {
    codes: ['OperationDenied.DeleteManagedRouteEntry'],
    category: 'denied',
    en: 'Another cloud service manages this entry; change it in that service.',
    zh: '该条目由其他云服务托管，请在该服务中操作。',
  },
  {
    codes: [
      'OperationDenied.RouteTableTypeNotPermitted',
      'OperationDenied.GatewayRouteTableNotPermitted',
      'OperationDenied.NextHopTypeNotPermitted',
    ],
    category: 'unsupported',
    en: 'This route table takes no such entry. Choose route tables of vSwitches with PEERFLOW_ROUTE_TABLES.',
    zh: '该路由表不接受此类条目，请用 PEERFLOW_ROUTE_TABLES 选择交换机使用的路由表。',
  },
  {
    codes: ['OperationDenied.VpcIpv6NotEnabled'],
    category: 'unsupported',
    en: 'Enable IPv6 for the VPC, or route its IPv4 ranges alone.',
    zh: '为 VPC 开启 IPv6，或只为其 IPv4 网段添加路由。',
  },
  {
    codes: ['UnsupportedFeature.VpcPeerIpv6'],
    category: 'unsupported',
    en: 'This region routes no IPv6 over peering connections; the IPv4 entries stand.',
    zh: '该地域的对等连接不支持 IPv6 路由；IPv4 条目不受影响。',
  },
  {
    codes: ['OperationUnsupported.DestinationCidrBlockOverlapWithVSwitch'],
    category: 'unsupported',
    en: 'The IPv6 ranges of the two VPCs overlap: connect VPCs whose ranges differ.',
    zh: '两端 VPC 的 IPv6 网段重叠，请连接网段不同的 VPC。',
  },
];
