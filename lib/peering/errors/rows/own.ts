import type { Row } from '../types.ts';

/** Codes that Peerflow itself gives, in answers, findings and events. */
export const ownRows = () =>
  [
    {
      codes: ['InvalidRequest'],
      category: 'invalid',
      en: 'Correct the fields named in `errors` and send the request again.',
      zh: '请更正 errors 中列出的字段，然后重新发送请求。',
    },
    {
      codes: ['PolicyDenied'],
      category: 'denied',
      en: 'Ask the operators of this deployment to allow it with a rule in PEERFLOW_POLICY, or change the request to what a rule allows.',
      zh: '请此部署的管理员在 PEERFLOW_POLICY 中增加允许该操作的规则，或将请求改为规则允许的内容。',
    },
    {
      codes: ['NotFound'],
      category: 'notfound',
      en: 'Check the instance id, and over HTTP the path: GET /peerings lists every connection, GET /openapi.json every path.',
      zh: '检查实例 ID，通过 HTTP 调用时也检查路径：GET /peerings 列出已有的对等连接，GET /openapi.json 列出所有路径。',
    },
    {
      codes: ['MethodNotAllowed'],
      category: 'invalid',
      status: 405,
      en: 'The Allow header names the methods of this path.',
      zh: 'Allow 响应头列出该路径支持的方法。',
    },
    {
      codes: ['PreconditionFailed'],
      category: 'invalid',
      status: 412,
      en: 'The connection has changed since you read it: get it again, and send the change with its new ETag in If-Match.',
      zh: '该连接在读取之后已发生变化：请重新获取，并在 If-Match 中使用新的 ETag 发送修改。',
    },
    {
      codes: ['UnsupportedMediaType'],
      category: 'invalid',
      status: 415,
      en: 'Send the body as application/json in UTF-8, without Content-Encoding.',
      zh: '请以 UTF-8 编码的 application/json 发送请求体，不要使用 Content-Encoding。',
    },
    {
      codes: ['TooLarge'],
      category: 'invalid',
      status: 413,
      en: 'Send the requests one by one, or put a batch on a queue.',
      zh: '请逐个发送请求，或将一批请求放入队列。',
    },
    {
      codes: ['IdempotencyKeyReused'],
      category: 'invalid',
      status: 422,
      en: 'Send the same body again to repeat a request, or use a new Idempotency-Key for a new request.',
      zh: '重复同一个请求时请使用相同的请求体；新的请求请使用新的 Idempotency-Key。',
    },
    {
      codes: ['NotConfigured'],
      category: 'service',
      status: 503,
      en: 'Correct the environment variables that `errors` or `detail` names and deploy again.',
      zh: '请更正 `errors` 或 `detail` 所指的环境变量，然后重新部署。',
    },
    {
      codes: ['Internal'],
      category: 'service',
      status: 500,
      en: 'Look up the request id in the log of the function, and report the error there as a bug.',
      zh: '请在函数日志中查找该请求 ID，并将其中的错误作为缺陷报告。',
    },
    {
      codes: ['AcceptByHand'],
      category: 'state',
      en: 'The owner of the accepting account has to accept the connection before it expires (VPC console, or AcceptVpcPeerConnection). To accept automatically, set PEERFLOW_ACCEPTER_ROLE to a role of that account, and allow `accept` in PEERFLOW_POLICY.',
      zh: '接收端账号的所有者须在连接过期前接受（专有网络控制台或 AcceptVpcPeerConnection）。如需自动接受，请将 PEERFLOW_ACCEPTER_ROLE 设为该账号的角色，并在 PEERFLOW_POLICY 中允许 accept。',
    },
    {
      codes: ['NeverSeen'],
      category: 'notfound',
      en: 'No such connection was seen, so nothing was deleted. Check the instance id and the region if one was expected.',
      zh: '没有找到该连接，因此没有删除任何内容。如果它应当存在，请检查实例 ID 和地域。',
    },
    {
      codes: ['NoRouteTable'],
      category: 'state',
      en: 'No route table of this VPC takes part: check PEERFLOW_ROUTE_TABLES, or ask for routes on the other side alone.',
      zh: '该 VPC 没有路由表参与：请检查 PEERFLOW_ROUTE_TABLES，或只请求另一侧的路由。',
    },
    {
      codes: ['RoutesHandedOver'],
      category: 'state',
      en: 'The owner of the other account has to make the route entries that the plan lists, or set PEERFLOW_ACCEPTER_ROLE to a role there that may.',
      zh: '请由对方账号的所有者按计划列出的内容添加路由条目，或将 PEERFLOW_ACCEPTER_ROLE 设为对方账号中有权添加的角色。',
    },
    {
      codes: ['RouteConflict'],
      category: 'conflict',
      en: 'Remove or change the entries that the message names, then call POST /peerings/{instanceId}/routes, or route these ranges by hand; Peerflow does not change entries that it did not make.',
      zh: '删除或修改消息所指的路由条目，然后调用 POST /peerings/{instanceId}/routes，或自行为这些网段配置路由；Peerflow 不会改动不是它创建的条目。',
    },
    {
      codes: ['PairRefused'],
      category: 'state',
      en: 'Delete the connection that the message names, then send the request again under a new request id.',
      zh: '删除消息所指的对等连接，然后用新的请求 ID 重新发送。',
    },
    {
      codes: ['ConnectionGone'],
      category: 'state',
      en: 'The connection of this request was deleted. To connect the pair again send a new request id.',
      zh: '此请求创建的对等连接已被删除。要重新连接这对 VPC，请使用新的请求 ID。',
    },
    {
      codes: ['PreflightFailed'],
      category: 'state',
      en: 'Remove what the findings of severity `error` name, or ask with `preflight: "warn"`.',
      zh: '消除 findings 中级别为 error 的问题，或使用 `preflight: "warn"` 发送请求。',
    },
    {
      codes: ['NotEffective'],
      category: 'service',
      en: 'Look at the connection (GET /peerings/{instanceId}) and send the modify again if it still matters.',
      zh: '查看该对等连接（GET /peerings/{instanceId}）；如果仍需要修改，请重新发送修改请求。',
    },
  ] as const satisfies readonly Row[];

export type OwnCode = ReturnType<typeof ownRows>[number]['codes'][number];
