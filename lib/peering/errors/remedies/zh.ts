import type { Category } from '../../model/failure.ts';
import type { Remedies } from './types.ts';
import { VPC_REMEDIES_ZH } from './vpc-zh.ts';

const raise = (quota: string, what: string): string =>
  `在配额中心（配额中心 > 专有网络）提高配额 ${quota}，或删除不再需要的${what}。`;

/** Chinese remedies, in the order of the error table. */
export const REMEDIES_ZH: Remedies = [
  [
    'OperationFailed.CdtNotOpened',
    '为发起端账号开通云数据传输 CDT：CDT 控制台，或以该账号调用 OpenCdtService，然后重新发送请求。',
  ],
  [
    'OperationFailed.CrossBorderCdtNotOpened',
    '为调用账号开通跨境云数据传输：CDT 控制台或 OpenCdtCbService；跨境流量还需要运营商的合规认证。',
  ],
  [
    'OperationFailed.AcceptUserCdtNotOpened',
    '请接收端账号的所有者开通云数据传输（OpenCdtService），然后重新发送请求。',
  ],
  [
    'OperationFailed.AcceptUserCrossBorderCdtNotOpened',
    '请接收端账号的所有者开通跨境云数据传输（OpenCdtCbService），然后重新发送请求。',
  ],
  [
    'IncorrectStatus.Vpc',
    '等待发起端 VPC 变为 Available（DescribeVpcAttribute 的 Status）；Peerflow 会自动等待最多 10 分钟。',
  ],
  [
    'IncorrectStatus.AcceptingVpc',
    '等待接收端 VPC 变为 Available（DescribeVpcAttribute 的 Status）；Peerflow 会自动等待最多 10 分钟。',
  ],
  [
    'ResourceAlreadyExist.RouterInterface',
    '两个 VPC 之间已有高速通道路由器接口。请先删除（DeleteRouterInterface），再建立对等连接。',
  ],
  [
    'ResourceAlreadyExist.VpcPeer',
    '这对 VPC 已有对等连接（用两个 VPC ID 调用 ListVpcPeerConnections）。如果它是 Rejected 或 Expired，请删除后用新的请求 ID 重新发送。',
  ],
  [
    'OperationDenied.CloudBoxExistsInVpc',
    '含云盒的 VPC 不能建立对等连接。请换一个发起端 VPC，或使用云企业网。',
  ],
  [
    'OperationDenied.CloudBoxExistsInAcceptingVpc',
    '含云盒的 VPC 不能建立对等连接。请换一个接收端 VPC，或使用云企业网。',
  ],
  [
    'QuotaExceeded.CrossRegionVpcPeerCountPerVpc',
    raise('vpc_quota_cross_region_peer_num_per_vpc', '该 VPC 的跨地域对等连接'),
  ],
  [
    'QuotaExceeded.IntraRegionVpcPeerCountPerVpc',
    raise('vpc_quota_intra_region_peer_num_per_vpc', '该 VPC 的同地域对等连接'),
  ],
  [
    'QuotaExceeded.VpcPeerCountPerVpc',
    raise(
      'vpc_quota_intra_region_peer_num_per_vpc 或 vpc_quota_cross_region_peer_num_per_vpc',
      '该 VPC 的对等连接',
    ),
  ],
  [
    'QuotaExceeded.VpcPeerCountPerUserPerRegion',
    raise('vpc_quota_peer_num', '该账号在此地域的对等连接'),
  ],
  [
    'QuotaExceeded.Bandwidth',
    raise(
      'vpc_quota_peer_cross_region_bandwidth 或 vpc_quota_peer_cross_border_bandwidth',
      '对等连接，或申请更小的带宽',
    ),
  ],
  ['UnsupportedRegion', '请选择支持对等连接的地域中的 VPC，或使用云企业网。'],
  ['IncorrectBusinessStatus.VpcPeer', '结清发起端账号的欠费（费用中心），然后重新发送请求。'],
  ['IncorrectBusinessStatus.AcceptUserVpcPeer', '请接收端账号的所有者结清欠费，然后重新发送请求。'],
  ['IncorrectBusinessStatus.AcceptVpcPeer', '请接收端账号的所有者结清欠费，然后重新发送请求。'],
  [
    'OperationFailed.NotExist.ResourceGroup',
    '检查 resourceGroupId（ListResourceGroups 列出账号的资源组）；不填则使用默认资源组。',
  ],
  ['OperationFailed.ViolativeVpcPeer', '这两个地域之间不允许建立对等连接，请选择其他地域。'],
  [
    'OperationDenied.OperateShareResource',
    '该 VPC 是共享资源，只有所有者账号可以操作。请使用所有者账号发送请求。',
  ],
  ['OperationFailed.InterRegionLinkTypeNotSupported', '去掉 linkType：它只用于跨地域的对等连接。'],
  ['OperationFailed.RegionIdNotSupportLinkType', '去掉 linkType：其中一个地域不支持链路类型。'],
  [
    'OperationFailed.SpecificLinkTypeNotSupported',
    '去掉 linkType，或提交工单为账号开通该链路类型。',
  ],
  [
    'OperationFailed.CrossBusinessNotAllowed',
    '中国站账号与国际站账号之间不能建立对等连接，请使用同一站点的账号。',
  ],
  ['OperationFailed.ChargeTypeNotSupported', '修改消息所指账号的 CDT 计费类型，或去掉 linkType。'],
  [
    'Conflict.Operation',
    '其中一个 VPC 上有正在进行的对等连接操作，Peerflow 会自动等待最多 6 小时；如一直不结束，请查找停留在 Creating、Updating 或 Deleting 的连接。',
  ],
  ['IdempotentParameterMismatch', '参数不同时请使用新的 clientToken，或不填。'],
  ['LastTokenProcessing', '相同的调用仍在处理中，Peerflow 会自动重试。'],
  [
    'ResourceNotFound.InstanceId',
    '检查实例 ID（ListVpcPeerConnections）；连接可能已被删除，或属于本函数看不到的账号。',
  ],
  ['ResourceNotFound.VpcPeer', '检查实例 ID（ListVpcPeerConnections）；连接可能已被删除。'],
  [
    'IncorrectStatus.VpcPeer',
    '查看连接状态：接受和拒绝需要 Accepting，修改需要 Activated，删除需要不在变化中的状态。然后重新发送请求。',
  ],
  [
    'OperationDenied.RouteEntryExist',
    '从两端 VPC 的路由表中删除下一跳为该连接的路由条目，或使用 force 删除（会一并删除路由）。',
  ],
  ['OperationDenied.ServiceManagedInstance', '该连接由其他云服务托管，请在该服务中操作。'],
  ['OperationFailed.BandwidthCannotBeChangedInSameRegion', '去掉 bandwidth：同地域带宽不受限制。'],
  ...VPC_REMEDIES_ZH,
  ['NumberExceed.Tags', '一个连接最多 20 个标签，请删除一些。'],
  ['NumberExceed.ResourceIds', '请在一次调用中指定更少的连接。'],
  ['Forbidden.TagKeys', '请使用其他标签键：aliyun 和 acs: 为保留前缀。'],
  ['Forbidden.TagKey.Duplicated', '请先删除该键的标签，再重新设置。'],
  ['InvalidInstanceIds.NotFound', '检查实例 ID 和地域；连接可能已被删除。'],
  ['InvalidInstanceType.NotFound', '对等连接的资源类型是 PeerConnection。'],
  ['InvalidTagKey', '标签键为 1 到 128 个字符。'],
  ['BothEmpty.TagsAndResources', '请至少指定一个连接或标签。'],
  [
    'Forbidden*',
    '为函数的角色授予消息所指的权限（RAM 控制台，README 列出了所需的全部权限），并检查资源目录的管控策略。',
  ],
  ['NoPermission', '为函数的角色授予消息所指的权限，并让对方角色信任本账号。'],
  [
    'InvalidAccessKeyId.*',
    '访问密钥不存在或已停用。在函数计算上请为函数配置角色；其他环境请设置 ALIBABA_CLOUD_ACCESS_KEY_ID 和 _SECRET。',
  ],
  ['IncompleteSignature', '检查函数与 API 之间是否有组件改动了请求头。'],
  ['SignatureDoesNotMatch', '访问密钥与密钥 ID 不匹配，请检查凭证。'],
  ['SignatureNonceUsed', '请重新发送请求。'],
  ['InvalidTimeStamp.*', '时钟偏差超过 15 分钟，请校准。'],
  ['MissingSecurityToken', '临时凭证需要安全令牌，请设置 ALIBABA_CLOUD_SECURITY_TOKEN。'],
  ['InvalidSecurityToken.*', '临时凭证已过期或不匹配，请重新获取。'],
  ['InvalidCredentials', '为函数配置角色，或设置 ALIBABA_CLOUD_ACCESS_KEY_ID 和 _SECRET。'],
  ['Invalid*', '请更正消息所指的参数。'],
  ['MissingParam*', '请补充消息所指的参数。'],
  ['IllegalParam.*', '请更正消息所指的参数。'],
  ['UnsupportedHTTPMethod', '检查该服务配置的接入地址。'],
  ['ServiceUnavailable', '服务暂时不可用，Peerflow 会自动重试最多 1 小时。'],
  ['FunctionNotFound', '部署消息所指的函数，或在 PEERFLOW_*_FUNCTION 变量中填写正确的函数名。'],
  [
    'Throttling*',
    '账号调用此 API 过于频繁，Peerflow 会自动等待最多 6 小时。请分散请求，或在配额中心申请更高的限额。',
  ],
];

export const BY_CATEGORY_ZH: Readonly<Record<Category, string>> = {
  invalid: '请更正请求；消息说明了云端不接受的内容。',
  denied: '为函数的角色授予消息所指的权限。',
  notfound: '请检查 ID 和地域。',
  conflict: '请查看消息所指的资源，处理后再试。',
  state: '等待消息所指的资源进入正确的状态后再试。',
  quota: '在配额中心提高消息所指的配额，或释放一部分。',
  account: '处理消息所指的账号问题后再试。',
  unsupported: '云端不支持此操作，请修改请求。',
  throttled: '请稍后再试；Peerflow 会自动重试。',
  service: '服务出现故障，Peerflow 会自动重试；如持续出现，请凭请求 ID 提交工单。',
};
