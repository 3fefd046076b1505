const CODES: Readonly<Record<string, string>> = {
  InvalidRequest: '请求无效',
  PolicyDenied: '策略不允许',
  NotFound: '未找到',
  MethodNotAllowed: '不支持的方法',
  PreconditionFailed: '前提条件不成立',
  UnsupportedMediaType: '不支持的内容类型',
  TooLarge: '请求体过大',
  IdempotencyKeyReused: '幂等键重复使用',
  NotConfigured: '配置不完整',
  Internal: '内部错误',
  PairRefused: '该对 VPC 的连接已被拒绝或已过期',
  ConnectionGone: '连接已不存在',
  PreflightFailed: '预检未通过',
  RouteConflict: '路由冲突',
  AcceptByHand: '须手动接受',
  NeverSeen: '从未出现的连接',
  NoRouteTable: '没有可配置路由的路由表',
  RoutesHandedOver: '路由须由对端账号创建',
  NotEffective: '未见生效',
};

const CATEGORIES: Readonly<Record<string, string>> = {
  invalid: '请求无效',
  denied: '没有权限',
  notfound: '未找到',
  conflict: '资源冲突',
  state: '资源状态不允许',
  quota: '配额不足',
  account: '账号问题',
  unsupported: '不支持的操作',
  throttled: '请求过于频繁',
  service: '服务暂不可用',
};

/** The title of a problem in Chinese: that of its code, else that of its category. */
export const titles = (code: string, category: string): string =>
  CODES[code] ?? CATEGORIES[category] ?? code;
