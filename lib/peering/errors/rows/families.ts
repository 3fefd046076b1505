import type { Row } from '../types.ts';

/**
 * Families that say themselves how long they last: they come before the rule of codes whose last part
 * says that they pass.
 */
export const passingFamilyRows = (): readonly Row[] => [
  {
    codes: ['Throttling*'],
    category: 'throttled',
    reason: 'throttled',
    en: 'The account calls this API too often; Peerflow waits by itself for up to 6 hours. Spread the requests, or ask for a higher limit in Quota Center.',
    zh: '账号调用此 API 过于频繁，Peerflow 会自动等待最多 6 小时。请分散请求，或在配额中心申请更高的限额。',
  },
  {
    codes: ['InvalidTimeStamp.*'],
    category: 'service',
    reason: 'transient',
    en: 'The clock of the function differs from that of the service by more than 15 minutes. Peerflow tries again for up to an hour.',
    zh: '函数的时钟与服务的时钟相差超过 15 分钟。Peerflow 会重试最多 1 小时。',
  },
];

/** Families of codes; single codes stand in the other tables and are looked up before. */
export const familyRows = (): readonly Row[] => [
  {
    codes: ['InvalidAccessKeyId*', 'InvalidAccessKeyID*'],
    category: 'denied',
    en: 'The access key does not exist or is disabled. On Function Compute give the function a role; elsewhere set ALIBABA_CLOUD_ACCESS_KEY_ID and _SECRET.',
    zh: '访问密钥不存在或已停用。在函数计算上请为函数配置角色；其他环境请设置 ALIBABA_CLOUD_ACCESS_KEY_ID 和 _SECRET。',
  },
  {
    codes: ['InvalidSecurityToken.*'],
    category: 'denied',
    en: 'The parts of the temporary credentials do not belong together; get new ones.',
    zh: '临时凭证的各部分不匹配，请重新获取。',
  },
  { codes: ['*.NotFound'], category: 'notfound' },
  { codes: ['AccessDenied*'], category: 'denied' },
  { codes: ['QuotaExceeded.*'], category: 'quota' },
  { codes: ['IncorrectBusinessStatus.*'], category: 'account' },
  {
    codes: ['IncorrectStatus.*'],
    category: 'state',
    reason: 'transient',
    en: 'Wait until the resource that the message names is in the right status; Peerflow waits up to an hour by itself.',
    zh: '等待消息所指的资源进入正确的状态；Peerflow 会自动等待最多 1 小时。',
  },
  { codes: ['ResourceAlreadyExist.*'], category: 'conflict' },
  { codes: ['ResourceNotFound.*'], category: 'notfound' },
  { codes: ['OperationDenied.*'], category: 'denied' },
  { codes: ['OperationFailed.*'], category: 'unsupported' },
  {
    codes: ['Forbidden*'],
    category: 'denied',
    en: 'Give the role of the function the action that the message names (RAM console; docs/deploy.md lists every action needed), and check the control policies of the resource directory.',
    zh: '为函数的角色授予消息所指的权限（RAM 控制台，docs/deploy.md 列出了所需的全部权限），并检查资源目录的管控策略。',
  },
  {
    codes: ['MissingParam*'],
    category: 'invalid',
    en: 'Add the parameter that the message names.',
    zh: '请补充消息所指的参数。',
  },
  {
    codes: ['Invalid*', 'IllegalParam.*'],
    category: 'invalid',
    en: 'Correct the parameter that the message names.',
    zh: '请更正消息所指的参数。',
  },
];
