import type { Envelope } from '../envelope.ts';
import { messageId } from '../ids.ts';
import { isObject } from '../json.ts';
import { bodyOfText } from './text.ts';

/** SMQ topic as JSON; message attributes lie flat beside the fields. */
export const smqTopicJson: Envelope = (value) =>
  isObject(value) && 'Message' in value && 'TopicName' in value && 'MessageId' in value
    ? [{ payload: bodyOfText(value.Message), id: messageId(String(value.MessageId)) }]
    : undefined;

/** SMQ topic as STREAM with attributes: body and attributes, and no message id at all. */
export const smqTopicStream: Envelope = (value) =>
  isObject(value) && 'body' in value && isObject(value.attrs) && Object.keys(value).length === 2
    ? [{ payload: bodyOfText(value.body) }]
    : undefined;
