import { EVENTS } from '../lib/peering/events/schema/index.ts';
import { EVENT_TYPES, type EventType } from '../lib/peering/model/event.ts';

/** `peerflow:Connection:Activated` → `connection-activated`: names of files, messages and schemas. */
export const slugOf = (type: EventType): string => type.split(':').slice(1).join('-').toLowerCase();

const ref = (path: string) => ({ $ref: `#/${path}` });

const messageOf = (type: EventType) => ({
  name: type,
  title: type,
  summary: EVENTS[type].summary,
  contentType: 'application/cloudevents+json',
  payload: ref(`components/schemas/${slugOf(type)}`),
});

const bySlug = <T>(valueFor: (type: EventType) => T): Readonly<Record<string, T>> =>
  Object.fromEntries(EVENT_TYPES.map((type) => [slugOf(type), valueFor(type)]));

/**
 * The AsyncAPI 3.0 document of the follow-up events. Where they go is for `PEERFLOW_SINKS` to say, so
 * the one channel has no address.
 */
export const asyncApiOf = (
  version: string,
  schemaOf: (type: EventType) => object,
): Readonly<Record<string, unknown>> => ({
  asyncapi: '3.0.0',
  info: {
    title: 'Peerflow follow-up events',
    version,
    description:
      'CloudEvents 1.0 about VPC peering connections. Delivery is at least once: dedupe on source and id.',
    license: { name: 'Apache-2.0' },
  },
  defaultContentType: 'application/cloudevents+json',
  channels: {
    followUps: {
      address: null,
      description: 'Every sink of PEERFLOW_SINKS: event bus, queue, topic, function or webhook.',
      messages: bySlug((type) => ref(`components/messages/${slugOf(type)}`)),
    },
  },
  operations: {
    publishFollowUp: {
      action: 'send',
      summary: 'Tells what became of a request or a connection.',
      channel: ref('channels/followUps'),
      messages: EVENT_TYPES.map((type) => ref(`channels/followUps/messages/${slugOf(type)}`)),
    },
  },
  components: { messages: bySlug(messageOf), schemas: bySlug(schemaOf) },
});
