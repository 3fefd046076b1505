import { decodeBase64 } from '../base64.ts';
import type { Letter, Trigger } from '../envelope.ts';
import { hashedId } from '../ids.ts';
import { type Fields, isObject, textOf } from '../json/fields.ts';
import type { IntakeOptions } from '../old-types.ts';
import { kafkaInEvent } from './kafka.ts';
import { mqtt } from './mqtt.ts';
import { rabbitMq } from './rabbitmq.ts';
import { rocketMq } from './rocketmq.ts';
import { smqQueue } from './smq-queue.ts';

/** Services whose messages EventBridge carries in `data`: one envelope with the event around it. */
const IN_DATA: readonly Trigger[] = [smqQueue, rocketMq, mqtt, rabbitMq, kafkaInEvent];

const messageIn = (data: unknown, options: IntakeOptions): Letter | undefined => {
  if (!isObject(data)) return undefined;
  for (const { name, open } of IN_DATA) {
    const letter = open(data, options);
    if (letter) return { ...letter, from: name };
  }
  return undefined;
};

/** CloudEvents carry bytes that are no JSON in `data_base64`. */
const payloadOf = ({ data, data_base64 }: Fields): unknown => {
  if (data !== undefined || typeof data_base64 !== 'string') return data;
  return decodeBase64(data_base64) ?? data_base64;
};

/** CloudEvents: source and id together are unique. Without an id there is nothing to tell events by. */
const idOf = ({ source, id }: Fields) =>
  textOf(id) === undefined ? undefined : hashedId(source, id);

/**
 * EventBridge: a CloudEvent, whichever service wrapped what into it. The message's own id counts before
 * the event's. Events of ours, told by source or type, are done in silence whoever sends them back.
 */
export const eventBridge: Trigger = {
  name: 'eventbridge',
  open: (value, options) => {
    const { specversion, source, type } = value;
    if (typeof specversion !== 'string' || typeof source !== 'string' || typeof type !== 'string')
      return undefined;
    if (source === options.source || type.startsWith('peerflow:'))
      return { payload: value.data, isOwn: true, type };
    const letter = messageIn(value.data, options) ?? { payload: payloadOf(value) };
    return { ...letter, id: letter.id ?? idOf(value), type };
  },
};
