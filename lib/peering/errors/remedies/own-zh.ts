import type { OwnCode } from '../own.ts';

/** Codes of our own that only HTTP callers meet. */
type HttpCode = 'MethodNotAllowed' | 'UnsupportedMediaType' | 'TooLarge' | 'ServiceUnavailable';

/** Chinese remedies for the codes that no call of the cloud failed with. */
export const OWN_REMEDIES_ZH = {
  InvalidRequest: '请求体须为一个 JSON 对象；如有 errors，请更正其中列出的字段，然后重新发送请求。',
  PreconditionFailed:
    '请重新读取该连接（GET /peerings/{instanceId}），并用新的 ETag 重新发送请求。',
  PolicyDenied:
    '请此部署的管理员在 PEERFLOW_POLICY 中增加允许该操作的规则，或将请求改为规则允许的内容。',
  NotFound: '检查路径和实例 ID：GET /openapi.json 列出所有路径，GET /peerings 列出已有的对等连接。',
  IdempotencyKeyReused: '同一个请求请用相同的请求体重新发送；新的请求请使用新的 Idempotency-Key。',
  NotConfigured: '设置消息所指的环境变量，然后重新部署。',
  PreflightFailed: '消除 findings 中级别为 error 的问题，或使用 `preflight: "warn"` 发送请求。',
  PairRefused: '删除消息所指的对等连接，然后用新的请求 ID 重新发送。',
  RouteConflict:
    '删除或修改消息所指的路由条目，然后用 `{"peerflow":"routes","task":"apply","repair":true,"instanceId":…}` 调用 router 函数，或自行为这些网段配置路由；Peerflow 不会改动不是它创建的条目。',
  NotEffective:
    '查看该对等连接（GET /peerings/{instanceId}）；如果仍需要修改，请重新发送修改请求。',
  ConnectionGone: '此请求创建的对等连接已被删除。要重新连接这对 VPC，请使用新的请求 ID。',
  MethodNotAllowed: 'Allow 响应头列出该路径支持的方法。',
  UnsupportedMediaType: '请以 application/json 发送请求体。',
  TooLarge: '请逐个发送请求，或将一批请求放入队列。',
  ServiceUnavailable: '请使用相同的 Idempotency-Key 重新发送请求。',
} as const satisfies Record<OwnCode | HttpCode, string>;

export const isOwnZh = (code: string): code is keyof typeof OWN_REMEDIES_ZH =>
  Object.hasOwn(OWN_REMEDIES_ZH, code);
