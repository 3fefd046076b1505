import type { Row } from '../types.ts';

/** Accept, Reject, Modify, Delete, Get and the tag operations of VpcPeer 2022-01-01. */
export const changeRows = (): readonly Row[] => [
  {
    codes: ['ResourceNotFound.InstanceId'],
    category: 'notfound',
    en: 'Check the instance id (ListVpcPeerConnections); the connection may be deleted, or belong to accounts that this function cannot see.',
    zh: '检查实例 ID（ListVpcPeerConnections）；连接可能已被删除，或属于本函数看不到的账号。',
  },
  {
    codes: ['ResourceNotFound.VpcPeer'],
    category: 'notfound',
    en: 'Check the instance id (ListVpcPeerConnections); the connection may be deleted.',
    zh: '检查实例 ID（ListVpcPeerConnections）；连接可能已被删除。',
  },
  {
    codes: ['IncorrectStatus.VpcPeer'],
    category: 'state',
    reason: 'transient',
    en: 'Look at the status of the connection: accept and reject need Accepting, modify needs Activated, delete needs one that is not in motion. Then send the request again.',
    zh: '查看连接状态：接受和拒绝需要 Accepting，修改需要 Activated，删除需要不在变化中的状态。然后重新发送请求。',
  },
  {
    codes: ['OperationDenied.RouteEntryExist'],
    category: 'state',
    en: 'Remove the route entries whose next hop is the connection from the route tables of both VPCs, or delete with `force` (which removes them).',
    zh: '从两端 VPC 的路由表中删除下一跳为该连接的路由条目，或使用 force 删除（会一并删除路由）。',
  },
  {
    codes: ['OperationDenied.ServiceManagedInstance'],
    category: 'denied',
    en: 'Another cloud service manages this connection; change it in that service.',
    zh: '该连接由其他云服务托管，请在该服务中操作。',
  },
  {
    codes: ['OperationFailed.BandwidthCannotBeChangedInSameRegion'],
    category: 'invalid',
    en: 'Leave out `bandwidth`: within one region it is not limited.',
    zh: '去掉 bandwidth：同地域带宽不受限制。',
  },
  {
    codes: ['QuotaExceeded.Bandwidth'],
    category: 'quota',
    en: 'Raise the quota vpc_quota_peer_cross_region_bandwidth or vpc_quota_peer_cross_border_bandwidth in Quota Center (Quota Center > VPC), or ask for less `bandwidth`.',
    zh: '在配额中心（配额中心 > 专有网络）提高配额 vpc_quota_peer_cross_region_bandwidth 或 vpc_quota_peer_cross_border_bandwidth，或申请更小的带宽（`bandwidth`）。',
  },
  {
    codes: ['NumberExceed.Tags'],
    category: 'quota',
    en: 'A connection holds at most 20 tags; remove some.',
    zh: '一个连接最多 20 个标签，请删除一些。',
  },
  {
    codes: ['NumberExceed.ResourceIds'],
    category: 'invalid',
    en: 'Name fewer connections in one call.',
    zh: '请在一次调用中指定更少的连接。',
  },
  {
    codes: ['Forbidden.TagKeys'],
    category: 'invalid',
    en: 'Choose other tag keys: `aliyun` and `acs:` are reserved.',
    zh: '请使用其他标签键：aliyun 和 acs: 为保留前缀。',
  },
  {
    codes: ['Forbidden.TagKey.Duplicated'],
    category: 'conflict',
    // Peerflow removes the old value before it tries again; what is still shown is on its way out.
    reason: 'transient',
    en: 'A tag that was removed is still shown. Wait until it has disappeared, then send the request again.',
    zh: '已删除的标签仍在显示。等待其不再显示，然后重新发送请求。',
  },
  {
    codes: ['InvalidInstanceIds.NotFound'],
    category: 'notfound',
    en: 'Check the instance id and the region; the connection may be deleted.',
    zh: '检查实例 ID 和地域；连接可能已被删除。',
  },
  {
    codes: ['InvalidInstanceType.NotFound'],
    category: 'invalid',
    en: 'The resource type of connections is PeerConnection.',
    zh: '对等连接的资源类型是 PeerConnection。',
  },
  {
    codes: ['InvalidTagKey'],
    category: 'invalid',
    en: 'Tag keys have 1 to 128 characters.',
    zh: '标签键为 1 到 128 个字符。',
  },
  {
    codes: ['BothEmpty.TagsAndResources'],
    category: 'invalid',
    en: 'Name at least one connection or tag.',
    zh: '请至少指定一个连接或标签。',
  },
];
