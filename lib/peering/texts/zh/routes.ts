import type { Pair } from '../match.ts';

/** Texts about routes: drift, deletes, and what preflight says of tables and peers. */
export const routeTexts = (): readonly Pair[] => [
  ['None of their vSwitches overlap.', '其交换机均不重叠。'],
  [
    'Connect VPCs whose CIDR blocks differ. Routes lead to whole ranges of the VPC across, and traffic to an address that exists at home stays there.',
    '请连接网段不同的 VPC。路由指向对端 VPC 的整个网段，发往本端已有地址的流量会留在本端。',
  ],
  [
    '{vpcId} has the peer {peer} ({instanceId}) with {cidr}, which overlaps {destination} of {across}: a route table leads such traffic to one of them only.',
    '{vpcId} 已与 {peer}（{instanceId}）对等连接，其网段 {cidr} 与 {across} 的 {destination} 重叠：路由表只能将此类流量指向其中之一。',
  ],
  [
    'Connect VPCs whose ranges differ from those of the peers that are there, or decide which of the two is to be reached.',
    '请连接与现有对端网段不同的 VPC，或决定要到达其中哪一个。',
  ],
  [
    'No route table of {vpcId} would get routes: none is in use by a vSwitch and chosen.',
    '{vpcId} 没有可配置路由的路由表：没有既被交换机使用又被选中的路由表。',
  ],
  [
    'Give the VPC a vSwitch, choose one of its route tables in PEERFLOW_ROUTE_TABLES, or ask for routes on the other side alone.',
    '请为该 VPC 创建交换机，在 PEERFLOW_ROUTE_TABLES 中选择其路由表，或只请求另一侧的路由。',
  ],
  [
    'Remove the narrower entry that the evidence names if the connection is to carry this traffic; Peerflow touches no entry that it did not make.',
    '如果要由该连接承载此流量，请移除 evidence 中更精确的条目；Peerflow 不会改动不是它创建的条目。',
  ],
  [
    'Remove the narrower entries that the detail names if the connection is to carry this traffic; Peerflow touches no entry that it did not make.',
    '如果要由该连接承载此流量，请移除 detail 中更精确的条目；Peerflow 不会改动不是它创建的条目。',
  ],
  [
    'Remove the entry that the detail names if the connection is to carry this traffic; Peerflow touches no entry that it did not make.',
    '如果要由该连接承载此流量，请移除 detail 中的条目；Peerflow 不会改动不是它创建的条目。',
  ],
  [
    '{destination} in {table} of {vpcId} {what...}.',
    '{vpcId} 的路由表 {table} 中的 {destination} {what}。',
  ],
  ['{what...}, and {count} more', '{what}，另有 {count} 个'],
  ['is no longer there', '已不存在'],
  [
    'is missing like every route of this table: a vSwitch was moved to it, or they were all removed',
    '与该路由表的所有路由一样不存在：可能有交换机改为绑定该表，或其路由已全部移除',
  ],
  [
    'has no route in any table of the VPC: the range was added across, or all its entries were removed',
    '在该 VPC 的任何路由表中都没有路由：可能是对端新增的网段，或其条目已全部移除',
  ],
  ['leads elsewhere', '指向别处'],
  ['leads elsewhere in part', '部分指向别处'],
  ['can have no route', '无法配置路由'],
  [
    'still leads to the connection, although the VPC across has lost the range',
    '仍指向该连接，而对端 VPC 已没有该网段',
  ],
  [
    'is an entry in a table that gets no routes: no vSwitch uses it, or PEERFLOW_ROUTE_TABLES does not choose it',
    '位于不配置路由的路由表中：没有交换机使用该表，或 PEERFLOW_ROUTE_TABLES 未选中它',
  ],
  ['leads to a connection that is gone', '指向已不存在的连接'],
  [
    'If the route is still wanted, call POST /peerings/{instanceId}/routes; with PEERFLOW_DRIFT=repair that happens by itself.',
    '如果仍需要该路由，请调用 POST /peerings/{instanceId}/routes；设置 PEERFLOW_DRIFT=repair 后会自动修复。',
  ],
  [
    'Addresses of both VPCs overlap there: move what has to talk to other ranges.',
    '两个 VPC 的地址在此重叠：请将需要通信的资源迁移到其他网段。',
  ],
  [
    'With PEERFLOW_DRIFT=repair such entries are removed; or delete them by hand (DeleteRouteEntry).',
    '设置 PEERFLOW_DRIFT=repair 后会移除此类条目；也可手动删除（DeleteRouteEntry）。',
  ],
  [
    'Nothing goes wrong: a PATCH of `routes` or a delete of the connection removes it.',
    '没有影响：对 `routes` 的 PATCH 或删除该连接时会移除它。',
  ],
  [
    'Peerflow removes it with its next daily look; traffic for this range is dropped until then.',
    'Peerflow 会在下一次每日检查时移除它；在此之前该网段的流量会被丢弃。',
  ],
  [
    '{destination} in {table} of {vpcId} leads to a connection that is gone, and could not be removed.',
    '{vpcId} 的路由表 {table} 中的 {destination} 指向已不存在的连接，且无法移除。',
  ],
  [
    'Delete the entries by hand (DeleteRouteEntry): while they are there, traffic for these ranges is dropped.',
    '请手动删除这些条目（DeleteRouteEntry）：只要它们存在，这些网段的流量就会被丢弃。',
  ],
  [
    '1 route entry leads to the connection that Peerflow made: the delete removes them first.',
    '有 1 个由 Peerflow 创建的路由条目指向该连接：删除时会先移除它。',
  ],
  [
    '{count} route entries lead to the connection that Peerflow made: the delete removes them first.',
    '有 {count} 个由 Peerflow 创建的路由条目指向该连接：删除时会先移除它们。',
  ],
  [
    'Nothing is to be done; if the delete is refused they are put back.',
    '无需操作；如果删除被拒绝，会将其恢复。',
  ],
  [
    'Give up the routes of that side first: PATCH the connection with `routes: "{side}"`, or send a modify with it, and then delete. Or let the role read that side; or delete with `force`, and the API removes every entry that leads there.',
    '请先放弃该侧的路由：用 `routes: "{side}"` PATCH 该连接，或发送带有它的 modify，然后再删除。也可以让角色读取该侧，或使用 `force` 删除，届时 API 会移除所有指向它的条目。',
  ],
  [
    '{count} route entries that were removed for the delete are back.',
    '为删除而移除的 {count} 个路由条目已恢复。',
  ],
  [
    'Nothing is to be done; until they were back traffic did not take this connection.',
    '无需操作；恢复之前流量未经过该连接。',
  ],
  [
    '{count} route entries that were removed for the delete are not back, {destination} in {table} among them.',
    '为删除而移除的 {count} 个路由条目未能恢复，其中包括 {table} 中的 {destination}。',
  ],
  [
    'Call POST /peerings/{instanceId}/routes once what the detail names has passed.',
    '待 detail 所述的问题消除后，请调用 POST /peerings/{instanceId}/routes。',
  ],
  [
    'The delete was interrupted after route entries may have been removed.',
    '删除被中断，此前可能已移除部分路由条目。',
  ],
  [
    'Routes of {instanceId} changed while its delete began.',
    '{instanceId} 的路由在删除开始时发生了变化。',
  ],
  [
    '{instanceId} has more route entries than one delete can record and put back. Give up its routes first (PATCH with `routes: "none"`).',
    '{instanceId} 的路由条目多于一次删除能够记录和恢复的数量。请先放弃其路由（PATCH `routes: "none"`）。',
  ],
  [
    '{instanceId} did not become readable and Activated.',
    '{instanceId} 未能变为可读取且已激活的状态。',
  ],
  [
    'Routes are not made for {instanceId}, which is {status}.',
    '{instanceId} 的状态为 {status}，因此不创建路由。',
  ],
  ['Another delete of {instanceId} is under way.', '{instanceId} 的另一次删除正在进行。'],
  ['Not removed: {code}: {error...}', '未移除：{code}：{error}'],
  ['The table could not be read: {code}: {error...}', '无法读取该路由表：{code}：{error}'],
  ['All of it goes elsewhere.', '其流量全部走向别处。'],
];
