import type { Trigger } from '../envelope.ts';
import { isObject } from '../json/read.ts';
import { doorOf, messageId } from '../origin.ts';

/** RocketMQ: the data of its event; the unique key is a system property that may be missing. */
export const rocketMq: Trigger = {
  name: 'rocketmq',
  open: (value) =>
    'body' in value && 'topic' in value && isObject(value.systemProperties)
      ? {
          payload: value.body,
          id: messageId(value.msgId ?? value.systemProperties.UNIQ_KEY),
          origin: { via: doorOf('rocketmq', value.topic) },
        }
      : undefined,
};

/** RocketMQ of one's own: no event around it, and the message id beside the body. */
export const selfBuiltRocketMq: Trigger = {
  name: 'rocketmq',
  open: (value) =>
    'body' in value && 'topic' in value && 'msgId' in value
      ? {
          payload: value.body,
          id: messageId(value.msgId),
          origin: { via: doorOf('rocketmq', value.topic) },
        }
      : undefined,
};
