import type { Trigger } from '../envelope.ts';
import { isObject } from '../json/read.ts';
import { accountPrincipal, doorOf, messageId, timeOf, traceparentOf } from '../origin.ts';

/**
 * SMQ queue: the data of its event. The body is text, Base64 if the trigger does not decode it. The queue's
 * name stands in the subject of the event, which a trigger set to RawData leaves out.
 */
export const smqQueue: Trigger = {
  name: 'mns-queue',
  open: (value) =>
    'messageBody' in value
      ? {
          payload: value.messageBody,
          id: messageId(value.messageId),
          origin: { via: doorOf('smq', undefined) },
        }
      : undefined,
};

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
