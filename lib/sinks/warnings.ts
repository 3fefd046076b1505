import type { SinkConfig } from './index.ts';
import { plainHost } from './webhook/allow.ts';
import { type Guard, guardOf } from './webhook/guard.ts';
import { refusalOf } from './webhook.ts';

/** Chat robots answer 200 and put what went wrong into the body (`errcode`). */
const CHAT_ROBOT_HOSTS = ['dingtalk.com', 'feishu.cn', 'larksuite.com', 'weixin.qq.com'] as const;

const isChatRobot = (host: string): boolean =>
  CHAT_ROBOT_HOSTS.some((robot) => host === robot || host.endsWith(`.${robot}`));

interface Webhook {
  readonly label: string;
  readonly url: URL;
}

const webhookOf = ({ label, target }: SinkConfig): readonly Webhook[] =>
  target.kind === 'webhook' ? [{ label, url: new URL(target.url) }] : [];

const warningsOf = ({ label, url }: Webhook, guard: Guard): readonly string[] => {
  const refusal = refusalOf(url, guard);
  const robot = isChatRobot(plainHost(url.hostname));
  return [
    ...(refusal?.ok === false ? [`sink ${label} cannot be used: ${refusal.detail}`] : []),
    ...(robot
      ? [
          `sink ${label} is a chat robot: it answers 200 to events that it refuses, which then count as delivered; put a function of your own between`,
        ]
      : []),
  ];
};

/** What an operator should know about the sinks at start, though none of it is a fault. */
export const sinkWarnings = (
  sinks: readonly SinkConfig[],
  allow: readonly string[],
): readonly string[] => {
  if (sinks.length === 0) return ['PEERFLOW_SINKS names no sink: follow-up events are only logged'];
  const webhooks = sinks.flatMap(webhookOf);
  if (webhooks.length === 0) return [];
  const guard = guardOf(allow);
  return webhooks.flatMap((webhook) => warningsOf(webhook, guard));
};
