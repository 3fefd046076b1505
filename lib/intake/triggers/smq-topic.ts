import type { Trigger } from '../envelope.ts';
import { messageId } from '../ids.ts';
import { isObject } from '../json/fields.ts';

/** SMQ topic with `notifyContentFormat: JSON`; message attributes lie flat beside the fields. */
export const smqTopicJson: Trigger = {
  name: 'mns-topic',
  open: (value) =>
    'Message' in value && 'TopicName' in value && 'MessageId' in value
      ? { payload: value.Message, id: messageId(value.MessageId) }
      : undefined,
};

/**
 * SMQ topic with `notifyContentFormat: STREAM` and message attributes. There is no message id; without
 * attributes the body comes bare, like a direct invocation.
 */
export const smqTopicStream: Trigger = {
  name: 'mns-topic',
  open: (value) =>
    'body' in value && isObject(value.attrs) && Object.keys(value).length === 2
      ? { payload: value.body }
      : undefined,
};
