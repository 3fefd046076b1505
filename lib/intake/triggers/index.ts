import type { Envelope, Trigger } from '../envelope.ts';
import type { Fields } from '../json/read.ts';
import type { IntakeOptions } from '../types.ts';
import { destination } from './destination.ts';
import { eventBridge } from './eventbridge.ts';
import { httpShaped } from './http-shaped.ts';
import { kafka } from './kafka.ts';
import { mqtt } from './mqtt.ts';
import { rabbitMq } from './rabbitmq.ts';
import { rocketMq, selfBuiltRocketMq } from './rocketmq.ts';
import { smqQueue, smqTopicJson, smqTopicStream } from './smq.ts';
import { timer } from './timer.ts';

/**
 * Every envelope we know, the most specific shapes first; the first that opens wins. The services of
 * EventBridge are here as well, since a trigger may be set to deliver `data` alone (RawData).
 */
const TRIGGERS: readonly Trigger[] = [
  // First: its publisher's attributes lie beside the fields, and could make it look like any other.
  smqTopicJson,
  eventBridge,
  destination,
  timer,
  smqTopicStream,
  smqQueue,
  rocketMq,
  selfBuiltRocketMq,
  mqtt,
  rabbitMq,
  kafka,
  httpShaped,
];

/** What the envelope holds and which trigger it is of; `undefined` for what is no envelope. */
export const openEnvelope = (value: Fields, options: IntakeOptions): Envelope | undefined => {
  for (const { name, open } of TRIGGERS) {
    const opened = open(value, options);
    if (opened) return { ...opened, trigger: opened.service ?? name };
  }
  return undefined;
};
