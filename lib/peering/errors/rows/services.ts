import type { Row } from '../types.ts';

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
    en: 'Another change of the function was under way; Peerflow tries again by itself.',
    zh: '函数正在被其他操作修改，Peerflow 会自动重试。',
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
