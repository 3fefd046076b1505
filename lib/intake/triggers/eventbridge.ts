import type { Opened, Trigger } from '../envelope.ts';
import { decodeBase64, type Fields, isObject, textOf } from '../json/read.ts';
import { accountPrincipal, doorOf, hashedId, timeOf, traceparentOf } from '../origin.ts';
import type { IntakeOptions } from '../types.ts';
import { kafkaInEvent } from './kafka.ts';
import { mqtt } from './mqtt.ts';
import { rabbitMq } from './rabbitmq.ts';
import { rocketMq } from './rocketmq.ts';
import { smqQueue } from './smq.ts';

/** Services whose messages EventBridge carries in `data`: one envelope with the event around it. */
const IN_DATA: readonly Trigger[] = [smqQueue, rocketMq, mqtt, rabbitMq, kafkaInEvent];

const messageIn = (data: unknown, options: IntakeOptions): Opened | undefined => {
  if (!isObject(data)) return undefined;
  for (const { name, open } of IN_DATA) {
    const opened = open(data, options);
    if (opened) return { ...opened, service: name };
  }
  return undefined;
};

/** The last part of a resource name: `acs:mns:{region}:{uid}:queues/{queue}`. */
const RESOURCE: Readonly<Record<string, RegExp>> = {
  smq: /^acs:mns:[^:]*:[^:]*:\/?queues\/([^/]+)/,
  rabbitmq: /^acs:amqp:.*\/queues\/([^/]+)$/,
};

const FROM_A_SERVICE = /^(mns|mq|amqp|alikafka|mqtt|rocketmq|apache_?kafka):/i;

/**
 * True for an event that a stream of EventBridge wrote around a message. Anybody may put an event of such a
 * type on a bus; a stream's event has a source of the cloud, or the stream's own name in place of a bus.
 */
const isOfStream = ({ source, type, aliyuneventbusname: bus }: Fields): boolean =>
  FROM_A_SERVICE.test(textOf(type) ?? '') &&
  (/^acs[:.]/.test(textOf(source) ?? '') || bus === undefined || bus === source);

const doorOfMessage = ({ via }: Opened['origin'], subject: unknown): string => {
  const [kind = ''] = via.split(':');
  const [, name] = RESOURCE[kind]?.exec(textOf(subject) ?? '') ?? [];
  return name === undefined ? via : doorOf(kind, name);
};

const originOf = (event: Fields, message: Opened | undefined): Opened['origin'] => ({
  via:
    message && isOfStream(event) && message.origin.via !== 'direct'
      ? doorOfMessage(message.origin, event.subject)
      : doorOf('eventbridge', event.source),
  arrival: message?.origin.arrival ?? timeOf(event.time),
  traceparent: traceparentOf(event.traceparent),
  principal: accountPrincipal(event.aliyunaccountid),
});

/** CloudEvents carry bytes that are not JSON in `data_base64`. */
const payloadOf = ({ data, data_base64 }: Fields): unknown => {
  if (data !== undefined || typeof data_base64 !== 'string') return data;
  return decodeBase64(data_base64) ?? data_base64;
};

/** CloudEvents: source and id together are unique. Without an id events cannot be distinguished. */
const idOf = ({ source, id }: Fields) =>
  textOf(id) === undefined ? undefined : hashedId(source, id);

/**
 * EventBridge: a CloudEvent, whichever service wrapped what into it. The message's own id counts before
 * the event's.
 */
export const eventBridge: Trigger = {
  name: 'eventbridge',
  open: (value, options) => {
    const { specversion, source, type } = value;
    if (typeof specversion !== 'string' || typeof source !== 'string' || typeof type !== 'string')
      return undefined;
    const message = messageIn(value.data, options);
    return {
      ...(message ?? { payload: payloadOf(value) }),
      id: message?.id ?? idOf(value),
      origin: originOf(value, message),
      type,
    };
  },
};
