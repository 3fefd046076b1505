import type { Row } from '../types.ts';

/** The gateway before every API: rights, keys, clocks, and answers that are none. */
export const gatewayRows = (): readonly Row[] => [
  {
    codes: ['Forbidden.NoPermission', 'Forbidden.RAM'],
    category: 'denied',
    en: 'Give the role of the function the action that the message names (RAM console; docs/deploy.md lists every action needed), and check the control policies of the resource directory.',
    zh: '为函数的角色授予消息所指的权限（RAM 控制台，docs/deploy.md 列出了所需的全部权限），并检查资源目录的管控策略。',
  },
  {
    codes: ['NoPermission'],
    category: 'denied',
    en: 'Give the role of the function the action that the message names. For AssumeRole: allow sts:AssumeRole on the role of PEERFLOW_ACCEPTER_ROLE, and let the trust policy of that role name this account, with the sts:ExternalId that PEERFLOW_ACCEPTER_EXTERNAL_ID holds.',
    zh: '为函数的角色授予消息所指的权限。对于 AssumeRole：允许对 PEERFLOW_ACCEPTER_ROLE 的角色执行 sts:AssumeRole，并在该角色的信任策略中加入本账号，其 sts:ExternalId 须与 PEERFLOW_ACCEPTER_EXTERNAL_ID 一致。',
  },
  {
    codes: ['EntityNotExist.Role'],
    category: 'notfound',
    en: 'The role that PEERFLOW_ACCEPTER_ROLE names does not exist in the other account: create it there, or correct the variable.',
    zh: 'PEERFLOW_ACCEPTER_ROLE 所指的角色在对方账号中不存在：请在对方账号中创建，或更正该变量。',
  },
  {
    codes: ['InvalidSecurityToken.Expired', 'SecurityTokenExpired', 'StsAccessIdExpired'],
    category: 'service',
    reason: 'transient',
    en: 'The temporary credentials have ended. Send the request again; if it fails again, look at the role of the function.',
    zh: '临时凭证已过期。请重新发送请求；如再次失败，请检查函数的角色。',
  },
  {
    codes: ['SignatureNonceUsed'],
    category: 'service',
    reason: 'transient',
    en: 'Something between the function and the API, such as a proxy, sent the call twice. Send the request again.',
    zh: '函数与 API 之间的某个组件（例如代理）重复发送了该调用，请重新发送请求。',
  },
  {
    codes: ['IllegalTimestamp', 'RequestTimeTooSkewed', 'TimeExpired'],
    category: 'service',
    reason: 'transient',
    en: 'The clock of the function differs from that of the service by more than 15 minutes. Send the request again; if it fails again, start new instances (deploy again).',
    zh: '函数的时钟与服务的时钟相差超过 15 分钟。请重新发送请求；如再次失败，请重新部署以启动新实例。',
  },
  {
    codes: ['IncompleteSignature'],
    category: 'denied',
    en: 'Check that nothing between the function and the API changes headers.',
    zh: '检查函数与 API 之间是否有组件改动了请求头。',
  },
  {
    codes: ['SignatureDoesNotMatch'],
    category: 'denied',
    en: 'The access key secret does not belong to the access key id; check the credentials.',
    zh: '访问密钥与密钥 ID 不匹配，请检查凭证。',
  },
  {
    codes: ['MissingSecurityToken'],
    category: 'denied',
    en: 'Temporary credentials need their security token: set ALIBABA_CLOUD_SECURITY_TOKEN.',
    zh: '临时凭证需要安全令牌，请设置 ALIBABA_CLOUD_SECURITY_TOKEN。',
  },
  {
    codes: ['InvalidCredentials'],
    category: 'denied',
    en: 'Give the function a role, or set ALIBABA_CLOUD_ACCESS_KEY_ID and _SECRET.',
    zh: '为函数配置角色，或设置 ALIBABA_CLOUD_ACCESS_KEY_ID 和 _SECRET。',
  },
  {
    codes: ['InvalidAction.NotFound', 'InvalidApi.NotFound', 'InvalidVersion'],
    category: 'unsupported',
    en: 'This region does not offer the operation, or a PEERFLOW_ENDPOINT variable leads to another service.',
    zh: '该地域不提供此操作，或某个 PEERFLOW_ENDPOINT 变量指向了其他服务。',
  },
  { codes: ['InvalidRegion.NotFound', 'MissingParameter'], category: 'invalid' },
  {
    codes: ['UnsupportedHTTPMethod'],
    category: 'unsupported',
    en: 'Check the endpoint that is configured for this service.',
    zh: '检查该服务配置的接入地址。',
  },
  {
    codes: ['ContentMD5NotMatched', 'InternalError', 'InternalServerError'],
    category: 'service',
    reason: 'transient',
  },
  {
    codes: ['MalformedResponse'],
    category: 'service',
    reason: 'transient',
    en: 'The answer could not be read: a gateway or proxy may have answered instead of the service. Check the PEERFLOW_ENDPOINT variables and the network of the function, then send the request again.',
    zh: '无法读取响应：可能是网关或代理代替服务作出了响应。请检查 PEERFLOW_ENDPOINT 变量和函数的网络，然后重新发送请求。',
  },
  {
    codes: ['NetworkError', 'Timeout'],
    category: 'service',
    reason: 'transient',
    en: 'The service did not answer. Check the network of the function (VPC, NAT gateway, DNS) and the PEERFLOW_ENDPOINT variables, then send the request again.',
    zh: '服务没有响应。请检查函数的网络（VPC、NAT 网关、DNS）和 PEERFLOW_ENDPOINT 变量，然后重新发送请求。',
  },
  {
    codes: ['ServiceUnavailable'],
    category: 'service',
    reason: 'transient',
    en: 'The service did not carry the call out. Send the request again.',
    zh: '服务未能执行该调用，请重新发送请求。',
  },
];
