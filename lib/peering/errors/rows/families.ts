import type { Category } from '../../model/failure.ts';
import type { Language, Row } from '../types.ts';

/** The remedy of every code that has none of its own. */
export const categoryRemedies = (): Readonly<
  Record<Category, Readonly<Record<Language, string>>>
> => ({
  invalid: {
    en: 'Correct the request; the message says what the service did not accept.',
    zh: '请更正请求；消息说明了服务不接受的内容。',
  },
  denied: {
    en: 'Give the role of the function the permission that the message names.',
    zh: '为函数的角色授予消息所指的权限。',
  },
  notfound: { en: 'Check the ids and the region.', zh: '请检查 ID 和地域。' },
  conflict: {
    en: 'Look at the resource that the message names, and settle it before trying again.',
    zh: '请查看消息所指的资源，处理后再试。',
  },
  state: {
    en: 'Wait until the resource that the message names is in the right status, then try again.',
    zh: '等待消息所指的资源进入正确的状态后再试。',
  },
  quota: {
    en: 'Raise the quota that the message names in Quota Center, or free some of it.',
    zh: '在配额中心提高消息所指的配额，或释放一部分。',
  },
  account: {
    en: 'Settle what the message says about the account, then try again.',
    zh: '处理消息所指的账号问题后再试。',
  },
  unsupported: {
    en: 'The service does not offer this; change the request.',
    zh: '服务不支持此操作，请修改请求。',
  },
  throttled: {
    en: 'The service takes no more calls for now. Send the request again later.',
    zh: '服务暂时不接受更多调用，请稍后重新发送请求。',
  },
  service: {
    en: 'The service failed. Send the request again; if it fails again, open a ticket with the request id.',
    zh: '服务出现故障。请重新发送请求；如再次失败，请凭请求 ID 提交工单。',
  },
});

/**
 * Families that say themselves how long they last: they come before the rule of codes whose last part
 * says that they pass.
 */
export const passingFamilyRows = (): readonly Row[] => [
  {
    codes: ['Throttling*'],
    category: 'throttled',
    reason: 'throttled',
    en: 'The account calls this API too often. Send the request again later; spread the requests, or ask for a higher limit in Quota Center.',
    zh: '账号调用此 API 过于频繁。请稍后重新发送请求；可分散请求，或在配额中心申请更高的限额。',
  },
  {
    codes: ['InvalidTimeStamp.*'],
    category: 'service',
    reason: 'transient',
    en: 'The clock of the function differs from that of the service by more than 15 minutes. Send the request again; if it fails again, start new instances (deploy again).',
    zh: '函数的时钟与服务的时钟相差超过 15 分钟。请重新发送请求；如再次失败，请重新部署以启动新实例。',
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
    en: 'Wait until the resource that the message names is in the right status, then send the request again.',
    zh: '等待消息所指的资源进入正确的状态，然后重新发送请求。',
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

/** Function Compute, Simple Message Queue and EventBridge. */
export const serviceRows = (): readonly Row[] => [
  {
    codes: ['FunctionNotFound'],
    category: 'notfound',
    en: 'Deploy the function that the message names, or name the right one in the PEERFLOW_*_FUNCTION variables.',
    zh: '部署消息所指的函数，或在 PEERFLOW_*_FUNCTION 变量中填写正确的函数名。',
  },
  {
    codes: ['FunctionFailed'],
    category: 'service',
    reason: 'transient',
    en: 'The function ran and failed: its log says why.',
    zh: '函数已执行但失败，原因见其日志。',
  },
  {
    codes: ['ConcurrentUpdateError'],
    category: 'conflict',
    reason: 'conflict',
    en: 'Another change of the function was under way. Send the request again.',
    zh: '函数正在被其他操作修改，请重新发送请求。',
  },
  {
    codes: ['QueueNotExist', 'TopicNotExist'],
    category: 'notfound',
    en: 'Create the queue or topic in the region of the function, or correct PEERFLOW_SINKS, PEERFLOW_FAILED_QUEUE or PEERFLOW_PARKED_QUEUE.',
    zh: '在函数所在地域创建该队列或主题，或更正 PEERFLOW_SINKS、PEERFLOW_FAILED_QUEUE 或 PEERFLOW_PARKED_QUEUE。',
  },
  {
    codes: ['EventBusNotExist', 'EventBusNotFound'],
    category: 'notfound',
    en: 'Create the custom bus in the region of the function, or correct PEERFLOW_SINKS.',
    zh: '在函数所在地域创建该自定义总线，或更正 PEERFLOW_SINKS。',
  },
  {
    codes: ['ServiceNotEnable', 'ServiceAccessDenied'],
    category: 'account',
    en: 'Activate the service that the message names for this account (EventBridge console).',
    zh: '请为本账号开通消息所指的服务（事件总线控制台）。',
  },
];
