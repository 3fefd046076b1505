import type { Pair } from '../match.ts';

const NOT_OURS = 'Peerflow 不会改动不是它创建的条目。';

/** What is said of routes: plans, checks, drift and removal. */
export const routeTexts = (): readonly Pair[] => [
  ['All of it goes elsewhere. {what}', '其流量全部走向别处。{what}'],
  ['All of it goes elsewhere.', '其流量全部走向别处。'],
  [
    'Entry {entry} for {destination} leads to {nextHop}.',
    '{destination} 的条目 {entry} 指向 {nextHop}。',
  ],
  [
    'Entry {entry} leads to {nextHop}, which is gone.',
    '条目 {entry} 指向 {nextHop}，而它已不存在。',
  ],
  [
    'Narrower entries lead a part of it elsewhere: {taken}.',
    '更精确的条目使其部分流量走向别处：{taken}。',
  ],
  ['The table could not be read: {error}', '无法读取该路由表：{error}'],
  [
    "It lies within {range} of the VPC's own vSwitch {vSwitch}.",
    '它位于该 VPC 自身交换机 {vSwitch} 的网段 {range} 之内。',
  ],
  [
    "It lies within {range}, where the cloud's own services are.",
    '它位于云服务自身使用的网段 {range} 之内。',
  ],
  ['Routes cannot be made: {list}', '无法创建路由：{list}'],
  [
    'Route entries that Peerflow did not make lead to {instanceId}: {list}.',
    '有非 Peerflow 创建的路由条目指向 {instanceId}：{list}。',
  ],
  [
    'Routes of {instanceId} in {vpcs} cannot be read, so they cannot be removed before the delete.',
    '无法读取 {vpcs} 中 {instanceId} 的路由，因此无法在删除前移除。',
  ],
  [
    'Give up the routes of that side first: PATCH the connection with `routes: "{left}"`, or send a modify with it, and then delete. Or let the role read that side; or delete with `force`, and the API removes every entry that leads there.',
    '请先放弃该侧的路由：发送带 `routes: "{left}"` 的 PATCH 或 modify，然后删除。或者允许该角色读取该侧；或使用 `force` 删除，由 API 移除所有指向它的条目。',
  ],
  [
    'Addresses of both VPCs overlap there: move what has to talk to other ranges.',
    '两个 VPC 的地址在此重叠：请将需要通信的资源迁移到其他网段。',
  ],
  [
    'Call POST /peerings/{instanceId}/routes once what the detail names has passed.',
    'detail 所述问题解决后，请调用 POST /peerings/{instanceId}/routes。',
  ],
  [
    'Delete the entries by hand (DeleteRouteEntry): while they are there, traffic for these ranges is dropped.',
    '请手动删除这些条目（DeleteRouteEntry）：只要它们存在，这些网段的流量就会被丢弃。',
  ],
  [
    'Give the VPC a vSwitch, choose one of its route tables in PEERFLOW_ROUTE_TABLES, or ask for routes on the other side alone.',
    '请为该 VPC 创建交换机、在 PEERFLOW_ROUTE_TABLES 中选择其路由表，或只请求另一侧的路由。',
  ],
  ['If the route is still wanted: {repair}.', '如果仍需要该路由：{repair}。'],
  [
    'POST /peerings/{instanceId}/routes makes it good, and PEERFLOW_DRIFT=repair does so by itself',
    '调用 POST /peerings/{instanceId}/routes 可将其补齐，设置 PEERFLOW_DRIFT=repair 则会自动补齐',
  ],
  [
    'Machines of its vSwitches do not reach the other VPC. {repair}.',
    '其交换机中的机器无法访问对方 VPC。{repair}。',
  ],
  [
    'No routes are wanted of {instanceId}: PATCH it with `routes` first.',
    '{instanceId} 没有要求路由：请先发送带 `routes` 的 PATCH。',
  ],
  [
    'Nothing goes wrong: a PATCH of `routes` or a delete of the connection removes it.',
    '没有问题：修改 `routes` 的 PATCH 或删除该连接会移除它。',
  ],
  [
    'Nothing is to be done; if the delete is refused they are put back.',
    '无需处理；如果删除被拒绝，它们会被恢复。',
  ],
  [
    'PEERFLOW_DRIFT=repair removes such entries; or delete them by hand (DeleteRouteEntry).',
    '设置 PEERFLOW_DRIFT=repair 会移除此类条目；也可手动删除（DeleteRouteEntry）。',
  ],
  [
    'Peerflow removes it with its next daily look; traffic for this range is dropped until then.',
    'Peerflow 会在下一次每日检查时移除它；在此之前该网段的流量会被丢弃。',
  ],
  [
    'Remove the entry that the detail names if the connection is to carry this traffic; Peerflow touches no entry that it did not make.',
    `如果要由该连接承载此流量，请移除 detail 中指出的条目；${NOT_OURS}`,
  ],
  [
    'Remove the narrower entries that the detail names if the connection is to carry this traffic; Peerflow touches no entry that it did not make.',
    `如果要由该连接承载此流量，请移除 detail 中指出的更精确的条目；${NOT_OURS}`,
  ],
  [
    'Remove the narrower entry that the evidence names if the connection is to carry this traffic; Peerflow touches no entry that it did not make.',
    `如果要由该连接承载此流量，请移除 evidence 中指出的更精确的条目；${NOT_OURS}`,
  ],
  [
    'Routes of {instanceId} changed while its delete began.',
    '{instanceId} 的路由在开始删除时发生了变化。',
  ],
  [
    'The delete was interrupted after route entries may have been removed.',
    '删除在可能已移除路由条目之后被中断。',
  ],
  ['To route it: {repair}.', '如需为其配置路由：{repair}。'],
  [
    '{destination} in {table} of {vpcId} {what}.',
    '{vpcId} 的路由表 {table} 中的 {destination} {what}。',
  ],
  [
    '{destination} in {table} of {vpcId} leads to the connection, which is gone. {detail}',
    '{vpcId} 的路由表 {table} 中的 {destination} 指向已不存在的连接。{detail}',
  ],
  ['is no longer there', '已不存在'],
  ['leads elsewhere', '指向别处'],
  ['leads to a connection that is gone', '指向已不存在的连接'],
  [
    'has no route in any table of the VPC: the range was added across, or all its entries were removed',
    '在该 VPC 的任何路由表中都没有路由：可能是对方新增的网段，或其条目已全部移除',
  ],
  [
    'is an entry in a table that gets no routes: no vSwitch uses it, or PEERFLOW_ROUTE_TABLES does not choose it',
    '是不参与路由的路由表中的条目：没有交换机使用该路由表，或 PEERFLOW_ROUTE_TABLES 没有选择它',
  ],
  [
    'is missing like every route of this table: a vSwitch was moved to it, or they were all removed',
    '与此路由表的其他路由一样缺失：有交换机迁移到该路由表，或其路由已全部移除',
  ],
];
