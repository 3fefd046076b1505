import type { Pair } from '../match.ts';

/** What Peerflow says of calls: of services that did not answer as they should, of functions and of webhooks. */
export const serviceTexts = (): readonly Pair[] => [
  // What stands between code and message stays: services write such texts as well.
  ['{code}: {error...}', '{code}: {error}'],
  ['The service answered with HTTP {status}', '服务的应答是 HTTP {status}'],
  ['The service did not answer in time', '服务未及时应答'],
  ['The service gave an answer that is not readable', '服务的应答无法读取'],
  ['The answer is over 4 MB', '应答超过 4 MB'],
  ['The connection failed ({code})', '网络连接失败（{code}）'],
  ['{operation} was not sent: {error...}', '{operation} 未能发送：{error}'],
  ['{operation} took longer than {ms} ms', '{operation} 用时超过 {ms} 毫秒'],
  ['{operation} gave an answer that is not JSON', '{operation} 的应答不是 JSON'],
  ['{operation} answered without {field...}', '{operation} 的应答缺少 {field}'],
  ['a body', '内容'],
  ['{operation} did not end after {count} pages', '{operation} 读取 {count} 页后仍未结束'],
  [
    '{operation} counts {count} failed entries and names {named} of those asked for',
    '{operation} 报告有 {count} 个条目失败，其中 {named} 个属于本次请求',
  ],
  [
    '{operation} answered HTTP {status} instead of {expected}',
    '{operation} 的应答是 HTTP {status}，而不是 {expected}',
  ],
  [
    '{name} did not take the task: HTTP {status} instead of {expected}',
    '{name} 没有接收任务：HTTP {status}，而不是 {expected}',
  ],
  ['{name} failed ({kind...}): {error...}', '{name} 执行失败（{kind}）：{error}'],
  [
    'The role {role} of PEERFLOW_ACCEPTER_ROLE cannot be assumed: {error...}',
    '无法扮演 PEERFLOW_ACCEPTER_ROLE 指定的角色 {role}：{error}',
  ],
  [
    'The trust policy of that role must name the role of this function{more...}; the role of this function needs sts:AssumeRole on it.',
    '该角色的信任策略须信任此函数的角色{more}；此函数的角色须有对它执行 sts:AssumeRole 的权限。',
  ],
  [
    ', and require the external id of PEERFLOW_ACCEPTER_EXTERNAL_ID',
    '，并要求 PEERFLOW_ACCEPTER_EXTERNAL_ID 中的外部 ID',
  ],
  ['{right} is not allowed: {error...}', '不允许 {right}：{error}'],
  ['no answer within {ms} ms', '{ms} 毫秒内没有应答'],
  ['the name has no address', '该域名没有地址'],
  [
    'http is for hosts in PEERFLOW_WEBHOOK_ALLOW only',
    'http 只能用于 PEERFLOW_WEBHOOK_ALLOW 中的主机',
  ],
  [
    'the host leads to an address that is neither public nor in PEERFLOW_WEBHOOK_ALLOW',
    '该主机指向的地址既不是公网地址，也不在 PEERFLOW_WEBHOOK_ALLOW 中',
  ],
  ['It does not answer', '没有应答'],
];
