import type { Trigger } from '../envelope.ts';
import { messageId } from '../ids.ts';
import { isObject } from '../json/fields.ts';
import { accountPrincipal, doorOf, timeOf, traceparentOf } from '../origin.ts';

/** SMQ topic with `notifyContentFormat: JSON`; message attributes lie flat beside the fields. */
export const smqTopicJson: Trigger = {
  name: 'mns-topic',
  open: (value) =>
    'Message' in value && 'TopicName' in value && 'MessageId' in value
      ? {
          payload: value.Message,
          id: messageId(value.MessageId),
          origin: {
            via: doorOf('smq-topic', value.TopicName),
            arrival: timeOf(value.PublishTime),
            traceparent: traceparentOf(value.traceparent),
            principal: accountPrincipal(value.TopicOwner),
          },
        }
      : undefined,
};

/**
 * SMQ topic with `notifyContentFormat: STREAM` and message attributes. There is neither a message id nor the
 * topic's name; without attributes the body comes bare, like a direct invocation.
 */
export const smqTopicStream: Trigger = {
  name: 'mns-topic',
  open: (value) =>
    'body' in value && isObject(value.attrs) && Object.keys(value).length === 2
      ? {
          payload: value.body,
          origin: {
            via: doorOf('smq-topic', undefined),
            traceparent: traceparentOf(value.attrs.traceparent),
          },
        }
      : undefined,
};
