import type { Pair } from '../match.ts';

const QUOTA_CENTER = '（配额中心 > 专有网络 VPC）';

/** Findings of preflight, of observations and of routes, with what to do about them. */
export const findingTexts = (): readonly Pair[] => [
  [
    'The pair has another live connection, {instanceId} ({status}).',
    '这对 VPC 还有另一个有效的连接 {instanceId}（{status}）。',
  ],
  [
    'Find out which of the two is in use and delete the other; Peerflow deletes neither.',
    '请确认两者中哪一个在用并删除另一个；Peerflow 不会删除任何一个。',
  ],
  [
    'No look and no list showed {instanceId} while this request was in progress.',
    '在处理此请求期间，查询和列表中都没有出现 {instanceId}。',
  ],
  [
    'Check the instance id; nothing was deleted by this request.',
    '请检查实例 ID；此请求没有删除任何内容。',
  ],
  [
    'The two VPCs share addresses ({ranges...}): traffic between the shared ranges cannot cross the connection.',
    '两个 VPC 有重叠的地址（{ranges}）：重叠网段之间的流量无法通过该连接。',
  ],
  [
    'The two VPCs share addresses ({ranges...}). {meaning...}',
    '两个 VPC 有重叠的地址（{ranges}）。{meaning}',
  ],
  ['Whether their vSwitches overlap could not be read.', '无法读取其交换机是否重叠。'],
  ['Some of their vSwitches overlap too.', '部分交换机也重叠。'],
  [
    'vSwitches of both VPCs use {ranges...}: such traffic never leaves its own VPC, whatever the routes say.',
    '两个 VPC 的交换机都使用 {ranges}：无论路由如何，此类流量都不会离开自己的 VPC。',
  ],
  [
    'Move what has to talk to vSwitches with a range that the other VPC does not use, and delete the vSwitches that overlap.',
    '请将需要通信的资源迁移到对方 VPC 未使用的网段的交换机，并删除重叠的交换机。',
  ],
  [
    'Both VPCs are attached to {cens...}, which may join them already.',
    '两个 VPC 都已加入 {cens}，可能已经互通。',
  ],
  [
    'Decide which of the two is to carry the traffic: a route table takes one entry a destination, and the narrower one wins.',
    '请决定由哪一个承载流量：路由表对每个目标网段只接受一个条目，且更精确的条目优先。',
  ],
  [
    'No route of {vpcId} can lead to {destination}: its own vSwitch {vSwitch} has {range}.',
    '{vpcId} 的路由无法指向 {destination}：其自身的交换机 {vSwitch} 使用 {range}。',
  ],
  [
    'Ask for no routes at this side (`routes`), or connect VPCs whose ranges do not lie in one of its vSwitches.',
    '请不要在该侧请求路由（`routes`），或连接网段不在其交换机内的 VPC。',
  ],
  [
    '{what...} has {count} connections; the default of {quota...} is {limit}.',
    '{what} 已有 {count} 个连接；{quota} 的默认值为 {limit}。',
  ],
  [
    'Raise {quota...} in Quota Center (Quota Center > VPC) unless that is done, or delete unused connections.',
    `如尚未提高，请在配额中心提高 {quota}${QUOTA_CENTER}，或删除不再需要的连接。`,
  ],
  ['Account {accountId} in {regionId}', '账号 {accountId} 在 {regionId}'],
  [
    'Table {table} of {vpcId} has {count} custom entries and needs {needed} more; the default quota is {limit}.',
    '{vpcId} 的路由表 {table} 有 {count} 个自定义条目，还需要 {needed} 个；默认配额为 {limit}。',
  ],
  [
    'Raise the quota of custom route entries per route table in Quota Center (Quota Center > VPC) unless that is done, or remove unused entries.',
    `如尚未提高，请在配额中心提高每个路由表的自定义路由条目配额${QUOTA_CENTER}，或移除不再需要的条目。`,
  ],
  [
    'Table {table} of {vpcId} routes {destination} elsewhere, a part of {whole}: the narrower entry wins.',
    '{vpcId} 的路由表 {table} 将 {destination}（{whole} 的一部分）指向别处：更精确的条目优先。',
  ],
  [
    'Table {table} of {vpcId} routes {destination} elsewhere.',
    '{vpcId} 的路由表 {table} 将 {destination} 指向别处。',
  ],
  [
    'Remove the entry that the evidence names if the connection is to carry this traffic; Peerflow touches no entry that it did not make.',
    '如果要由该连接承载此流量，请移除 evidence 中列出的条目；Peerflow 不会改动不是它创建的条目。',
  ],
  [
    'Remove the narrower entry if the connection is to carry this traffic too.',
    '如果该连接也要承载此流量，请移除更精确的条目。',
  ],
  [
    'Set PEERFLOW_ACCEPTER_ROLE to a role of that account that may describe VPCs, vSwitches and route tables, or let its owner check that side.',
    '请将 PEERFLOW_ACCEPTER_ROLE 设为该账号中可以查询 VPC、交换机和路由表的角色，或由其所有者检查该侧。',
  ],
  [
    '{what...} could not be read, so nothing was checked there: {error...}',
    '无法读取{what}，因此未做检查：{error}',
  ],
  ['{vpcId} of account {accountId}', '账号 {accountId} 的 {vpcId}'],
  ['The vSwitches of {vpcId}', '{vpcId} 的交换机'],
  ['The route tables of {vpcId}', '{vpcId} 的路由表'],
  ['Route table {table} of {vpcId}', '{vpcId} 的路由表 {table}'],
  ['The connections of the account in {regionId}', '账号在 {regionId} 的连接'],
  ['The connections of {vpcId}', '{vpcId} 的连接'],
  [
    'Connections of {vpcId} with third accounts are seen by account {accountId} only, so its quota was checked in part.',
    '{vpcId} 与第三方账号的连接只有账号 {accountId} 可见，因此其配额只做了部分检查。',
  ],
  [
    'Let the owner of that account count the connections of the VPC.',
    '请由该账号的所有者统计该 VPC 的连接数。',
  ],
  [
    'Account {accountId} has no VPC {vpcId} in {regionId}.',
    '账号 {accountId} 在 {regionId} 没有 VPC {vpcId}。',
  ],
  [
    'Check `vpcId` and `regionId`: DescribeVpcs lists the VPCs of a region.',
    '请检查 `vpcId` 和 `regionId`：DescribeVpcs 可列出地域内的 VPC。',
  ],
  [
    'Check `acceptingVpcId` and `acceptingRegionId`, and name the account that owns the VPC in `acceptingAliUid`.',
    '请检查 `acceptingVpcId` 和 `acceptingRegionId`，并在 `acceptingAliUid` 中填写该 VPC 所属的账号。',
  ],
  [
    '{vpcId} belongs to account {owner...}, not to {accountId}.',
    '{vpcId} 属于账号 {owner}，不属于 {accountId}。',
  ],
  [
    'Only the account that owns a VPC can peer it: send the request with that account.',
    '只有 VPC 所属的账号才能为其建立对等连接：请使用该账号发送请求。',
  ],
  [
    'Name the owner of the accepting VPC in `acceptingAliUid`.',
    '请在 `acceptingAliUid` 中填写接收端 VPC 的所有者。',
  ],
  ['{vpcId} is in {actual}, not in {regionId}.', '{vpcId} 位于 {actual}，不在 {regionId}。'],
  ['Send {actual} as the region of this VPC.', '请将此 VPC 的地域写为 {actual}。'],
  ['{vpcId} is {status}, not Available.', '{vpcId} 的状态是 {status}，不是 Available。'],
  [
    'Wait until the VPC is Available; a request waits for it up to 10 minutes by itself.',
    '请等待 VPC 变为 Available；请求会自动等待最多 10 分钟。',
  ],
  [
    'Policy does not allow Peerflow to accept {instanceId...} ({rule...}).',
    '策略不允许 Peerflow 接受 {instanceId}（{rule}）。',
  ],
  [
    'Account {accountId} has to accept it before gmtExpired, or a rule of PEERFLOW_POLICY has to allow `accept`.',
    '账号 {accountId} 须在 gmtExpired 之前接受，或由 PEERFLOW_POLICY 的规则允许 `accept`。',
  ],
  [
    'PEERFLOW_ACCEPTER_ROLE names no role in account {accountId}.',
    'PEERFLOW_ACCEPTER_ROLE 没有指定账号 {accountId} 中的角色。',
  ],
  [
    'Account {accountId} has to accept it before gmtExpired, or set PEERFLOW_ACCEPTER_ROLE to a role that trusts this deployment.',
    '账号 {accountId} 须在 gmtExpired 之前接受，或将 PEERFLOW_ACCEPTER_ROLE 设为信任此部署的角色。',
  ],
  [
    '{regionId} and {acceptingRegionId} lie on two sides of the border of the Chinese mainland.',
    '{regionId} 和 {acceptingRegionId} 分别位于中国内地与境外。',
  ],
  [
    'Make sure that both accounts have cross-border Cloud Data Transfer open (OpenCdtCbService) and the compliance certification it asks for.',
    '请确认两个账号都已开通跨境云数据传输（OpenCdtCbService），并通过其要求的合规认证。',
  ],
  [
    'The routes of {vpcId} are for account {accountId} to make: {why...}',
    '{vpcId} 的路由须由账号 {accountId} 创建：{why}',
  ],
  [
    'Give its owner the entries of this event with the result `handed-over` (next hop type VpcPeer, next hop this connection), or set PEERFLOW_ACCEPTER_ROLE to a role of that account that may write route entries.',
    '请将此事件中结果为 `handed-over` 的条目（下一跳类型 VpcPeer，下一跳为此连接）交给其所有者，或将 PEERFLOW_ACCEPTER_ROLE 设为该账号中可以写入路由条目的角色。',
  ],
  [
    'No route table of {vpcs...} gets routes: none is in use by a vSwitch and chosen.',
    '{vpcs} 没有可配置路由的路由表：没有既被交换机使用又被选中的路由表。',
  ],
  [
    '1 route entry leads to the connection that Peerflow did not make.',
    '有 1 个非 Peerflow 创建的路由条目指向该连接。',
  ],
  [
    '{count} route entries lead to the connection that Peerflow did not make.',
    '有 {count} 个非 Peerflow 创建的路由条目指向该连接。',
  ],
  [
    'Remove the entries that the evidence names, or delete with `force`: then the API removes every entry that leads there.',
    '请移除 evidence 中列出的条目，或使用 `force` 删除：届时 API 会移除所有指向它的条目。',
  ],
  [
    'Route entries of {vpcId} (account {accountId}) could not be read: {error...}',
    '无法读取 {vpcId}（账号 {accountId}）的路由条目：{error}',
  ],
  [
    'Give the role of the function, or PEERFLOW_ACCEPTER_ROLE in the other account, the permission to describe route tables and entries, or let the owner of that VPC look. While entries lead to a connection, the API itself refuses its delete.',
    '请为函数的角色或对方账号中的 PEERFLOW_ACCEPTER_ROLE 授予查询路由表和条目的权限，或由该 VPC 的所有者查看。只要有条目指向连接，API 就会拒绝删除它。',
  ],
];
