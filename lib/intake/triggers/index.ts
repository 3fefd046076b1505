import type { Envelope } from '../envelope.ts';
import { cloudEvent } from './cloud-event.ts';
import { destination } from './destination.ts';
import { rawProperties, rawRocketMq, rawSmqQueue, rawStream } from './raw-queue.ts';
import { smqTopicJson, smqTopicStream } from './smq-topic.ts';
import { wrappedInvocation } from './wrapped-invocation.ts';

/** Every envelope we know, the most telling shapes first. A new trigger is one more line here. */
export const ENVELOPES: readonly Envelope[] = [
  wrappedInvocation,
  cloudEvent,
  destination,
  smqTopicJson,
  smqTopicStream,
  rawSmqQueue,
  rawRocketMq,
  rawStream,
  rawProperties,
];
