import type { Pair } from '../match.ts';

/** Rules that variables of the configuration break, those of the policy among them. */
export const configurationTexts = (): readonly Pair[] => [
  ['entry {place} {fault...}', '第 {place} 项{fault}'],
  ['sink {place} {fault...}', '第 {place} 个投递目标{fault}'],
  ['/{pointer...} {fault...}', '/{pointer} {fault}'],
  ['is needed: Function Compute sets it', '必须存在：由函数计算设置'],
  ['is needed where FC_REGION is not set', '在没有 FC_REGION 时必须设置'],
  ['must differ from the names of the other functions', '不能与其他函数的名称相同'],
  [
    'must differ from PEERFLOW_FAILED_QUEUE: what is parked would be run again',
    '不能与 PEERFLOW_FAILED_QUEUE 相同：否则搁置的任务会再次执行',
  ],
  ['must be a whole number of seconds, 1 to {most}', '必须是整数秒，1 至 {most}'],
  [
    'must be 1 to 64 letters, digits, dots, hyphens and underscores, begin with a letter, and not begin with aliyun or acs:',
    '必须是 1 至 64 个字母、数字、点、连字符和下划线，以字母开头，且不能以 aliyun 或 acs: 开头',
  ],
  ['must be a URI reference of at most 128 characters', '必须是最多 128 个字符的 URI 引用'],
  [
    'must be a function name: 1 to 64 letters, digits, hyphens and underscores, not beginning with a digit or hyphen',
    '必须是函数名称：1 至 64 个字母、数字、连字符和下划线，且不能以数字或连字符开头',
  ],
  [
    'must be the name of an SMQ queue: 1 to 120 letters, digits and hyphens',
    '必须是 SMQ 队列名称：1 至 120 个字母、数字和连字符',
  ],
  [
    'must look like acs:ram::{accountId}:role/name, with {accountId} as it stands here or the id of one account',
    '必须形如 acs:ram::{accountId}:role/name，其中 {accountId} 可原样保留，也可写为某个账号的 ID',
  ],
  [
    'must be 2 to 1224 letters, digits and characters of +=,.@:/-_',
    '必须是 2 至 1224 个字母、数字或 +=,.@:/-_ 中的字符',
  ],
  [
    'must be a base URL such as http://127.0.0.1:9000',
    '必须是基础 URL，例如 http://127.0.0.1:9000',
  ],
  [
    'must be the id of a route table or a tag key=value',
    '必须是路由表 ID，或 key=value 形式的标签',
  ],
  [
    'must be Base64 of 24 to 64 bytes, with or without whsec_ before it',
    '必须是 24 至 64 字节的 Base64，可带 whsec_ 前缀',
  ],
  ['must have at most two secrets: the old and the new one', '最多只能有两个密钥：旧的和新的'],
  ['must have two different secrets', '两个密钥必须不同'],
  [
    'must be a host name, an address or a CIDR block such as 10.0.0.0/8',
    '必须是主机名、地址或网段，例如 10.0.0.0/8',
  ],
  ['must look like {form...}', '必须形如 {form}'],
  [
    'must name a custom bus: the default bus takes events of cloud services only',
    '必须是自定义总线：default 总线只接收云服务的事件',
  ],
  [
    'must name a custom bus: eventbridge-reserved- is a prefix of the service',
    '必须是自定义总线：eventbridge-reserved- 是服务保留的前缀',
  ],
  [
    'may have #types=Activated|Routes:* and, for a webhook, #unsigned',
    '只能带 #types=Activated|Routes:*，Webhook 还可带 #unsigned',
  ],
  ['has #types= with a word that names no event type', '的 #types= 中有不是事件类型的词'],
  ['has the URL of another sink', '与另一个投递目标的 URL 相同'],
  ['needs PEERFLOW_WEBHOOK_SECRET, or #unsigned', '需要 PEERFLOW_WEBHOOK_SECRET，或 #unsigned'],
  [
    'is neither JSON nor the path of a file that can be read',
    '既不是 JSON，也不是可读取的文件路径',
  ],
  [
    'is neither JSON that can be parsed nor the path of a file',
    '既不是可解析的 JSON，也不是文件路径',
  ],
  ['names a file that is not valid JSON', '所指的文件不是有效的 JSON'],
  ['must be a list of rules', '必须是规则的列表'],
  ['must be an object with name, effect and when', '必须是含有 name、effect 和 when 的对象'],
  ['must be a string: every rule has a name', '必须是字符串：每条规则都要有名称'],
  ['must be one of {words...}; hold is reserved', '必须是以下之一：{words}；hold 为保留值'],
  ['must be an object of conditions', '必须是由条件组成的对象'],
  ['must be a string or a list of strings', '必须是字符串或字符串列表'],
  ['must be an object of tag keys', '必须是以标签键为成员的对象'],
  ['is not a key of a rule; did you mean {name}?', '不是规则的键；是否想写 {name}？'],
  ['is an empty list, which matches nothing', '是空列表，不会匹配任何内容'],
  ['is blank', '为空白'],
  ['has blanks around it', '首尾有空白'],
  ['has a blank key', '有空白的键'],
  ['matches no action; actions are {names...}', '不匹配任何操作；可用的操作有 {names}'],
  [
    'can match no account id, which has at most 20 digits and no leading zero',
    '不可能匹配任何账号 ID：账号 ID 最多 20 位数字，且不以 0 开头',
  ],
  ['can match no region id such as cn-hangzhou', '不可能匹配任何地域 ID（例如 cn-hangzhou）'],
  ['can match no VPC id, which begins with vpc-', '不可能匹配任何 VPC ID：VPC ID 以 vpc- 开头'],
  ['can match no door; doors are {names...}', '不可能匹配任何入口；可用的入口有 {names}'],
  ['must be a CIDR block such as 10.0.0.0/8', '必须是网段，例如 10.0.0.0/8'],
  [
    'must be a CIDR block without bits behind its prefix, such as 10.0.0.0/8',
    '必须是前缀之后没有多余位的网段，例如 10.0.0.0/8',
  ],
  [
    'stands in a rule that could decide a create, whose tags the requester writes: name other actions',
    '所在的规则可能决定 create，而其标签由请求者填写：请指定其他操作',
  ],
  ['can be true for a delete only', '只有针对 delete 时才能为 true'],
  ['can match no create, which has no connection yet', '不可能匹配 create，因为此时还没有连接'],
  [
    'must hold accept: reject rules count only where the accepter asks',
    '必须包含 accept：reject 规则仅在 accepter 询问时生效',
  ],
  [
    'is the name of rule {place} too; answers name the rule that decided',
    '与规则 {place} 的名称相同；应答会给出作出决定的规则名称',
  ],
];
