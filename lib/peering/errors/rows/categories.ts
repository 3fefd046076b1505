import type { Category } from '../../model/failure.ts';
import type { Language } from '../types.ts';

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
    en: 'Wait and try again; Peerflow does so by itself.',
    zh: '请稍后再试；Peerflow 会自动重试。',
  },
  service: {
    en: 'The service failed; Peerflow tries again by itself. If it goes on, open a ticket with the request id.',
    zh: '服务出现故障，Peerflow 会自动重试；如持续出现，请凭请求 ID 提交工单。',
  },
});
