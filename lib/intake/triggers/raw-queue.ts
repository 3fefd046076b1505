import type { Envelope } from '../envelope.ts';
import { messageId } from '../ids.ts';
import { isObject } from '../json.ts';
import { bodyOfText } from './text.ts';

const idOf = (value: unknown) =>
  typeof value === 'string' && value !== '' ? { id: messageId(value) } : {};

/** RawData of an SMQ queue: the data of the CloudEvent without the event. */
export const rawSmqQueue: Envelope = (value) =>
  isObject(value) && 'messageBody' in value
    ? [{ payload: bodyOfText(value.messageBody), ...idOf(value.messageId) }]
    : undefined;

/** RocketMQ of one's own, without a CloudEvent around it. */
export const rawRocketMq: Envelope = (value) =>
  isObject(value) && 'msgId' in value && 'topic' in value && 'body' in value
    ? [{ payload: bodyOfText(value.body), ...idOf(value.msgId) }]
    : undefined;

/** RawData of RabbitMQ, and MQTT: properties and a body. */
export const rawProperties: Envelope = (value) =>
  isObject(value) && isObject(value.props) && 'body' in value
    ? [{ payload: bodyOfText(value.body), ...idOf(value.props.messageId) }]
    : undefined;

/** RawData of RocketMQ and Kafka. */
export const rawStream: Envelope = (value) => {
  if (!isObject(value) || !('topic' in value)) return undefined;
  if (isObject(value.systemProperties) && 'body' in value)
    return [{ payload: bodyOfText(value.body), ...idOf(value.systemProperties.UNIQ_KEY) }];
  if ('value' in value && 'offset' in value)
    return [
      {
        payload: bodyOfText(value.value),
        id: messageId(`${value.topic}:${value.partition ?? 0}:${value.offset}`),
      },
    ];
  return undefined;
};
