import { EVENTS } from '../lib/peering/events/schema/index.ts';
import { EVENT_TYPES, type EventType } from '../lib/peering/model/event.ts';
import { ACTIONS, type Action } from '../lib/peering/model/request.ts';
import { eventExamples } from './event-examples.ts';
import { CREATE_EXAMPLE } from './openapi/examples.ts';
import { requestSchemaOf } from './request-schema.ts';

/** `peerflow:Connection:Activated` → `connection-activated`: names of files, messages and schemas. */
export const slugOf = (type: EventType): string => type.split(':').slice(1).join('-').toLowerCase();

const requestSlug = (action: Action): string => `request-${action}`;

const ref = (path: string) => ({ $ref: `#/${path}` });

const messageOf = (type: EventType, example: unknown) => ({
  name: type,
  title: type,
  summary: EVENTS[type].summary,
  contentType: 'application/cloudevents+json',
  payload: ref(`components/schemas/${slugOf(type)}`),
  examples: [{ name: slugOf(type), payload: example }],
});

const INSTANCE = 'pcc-lnk0m24khwvtkm7jdt';

const REQUEST_EXAMPLES: Readonly<Record<Action, object>> = {
  create: { ...CREATE_EXAMPLE, requestId: 'order-4711' },
  accept: { action: 'accept', instanceId: INSTANCE },
  reject: { action: 'reject', instanceId: INSTANCE },
  modify: { action: 'modify', instanceId: INSTANCE, requestId: 'rename-1', name: 'hangzhou' },
  delete: { action: 'delete', instanceId: INSTANCE },
};

const requestMessage = (action: Action) => ({
  name: `${action} request`,
  title: `${action} request`,
  summary: 'One request, or a list of them; in an event it is the data.',
  contentType: 'application/json',
  payload: ref(`components/schemas/${requestSlug(action)}`),
  examples: [{ name: requestSlug(action), payload: REQUEST_EXAMPLES[action] }],
});

const requestSchema = (action: Action): object => {
  const { $schema: _, ...schema } = requestSchemaOf(action);
  return schema;
};

const bySlug = <T>(valueFor: (type: EventType) => T): Readonly<Record<string, T>> =>
  Object.fromEntries(EVENT_TYPES.map((type) => [slugOf(type), valueFor(type)]));

const byAction = <T>(valueFor: (action: Action) => T): Readonly<Record<string, T>> =>
  Object.fromEntries(ACTIONS.map((action) => [requestSlug(action), valueFor(action)]));

const channels = {
  requests: {
    address: null,
    description:
      'Every door but HTTP: an SMQ queue or topic, an event bus, RocketMQ, RabbitMQ, Kafka, an invocation.',
    messages: byAction((action) => ref(`components/messages/${requestSlug(action)}`)),
  },
  followUps: {
    address: null,
    description: 'Every sink of PEERFLOW_SINKS: event bus, queue, topic, function or webhook.',
    messages: bySlug((type) => ref(`components/messages/${slugOf(type)}`)),
  },
};

const operations = {
  receiveRequest: {
    action: 'receive',
    summary: 'Takes a request; follow-up events announce what becomes of it.',
    channel: ref('channels/requests'),
    messages: ACTIONS.map((action) => ref(`channels/requests/messages/${requestSlug(action)}`)),
  },
  publishFollowUp: {
    action: 'send',
    summary: 'Announces what became of a request or a connection.',
    channel: ref('channels/followUps'),
    messages: EVENT_TYPES.map((type) => ref(`channels/followUps/messages/${slugOf(type)}`)),
  },
};

/**
 * The AsyncAPI 3.0 document of requests and follow-up events. Where they come from is for the triggers to say,
 * and where they go for `PEERFLOW_SINKS`, so the channels have no address.
 */
export const asyncApiOf = (
  version: string,
  schemaOf: (type: EventType) => object,
): Readonly<Record<string, unknown>> => {
  const examples = eventExamples();
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Peerflow requests and follow-up events',
      version,
      description:
        'Requests for VPC peering connections, and CloudEvents 1.0 about what became of them. Delivery is at least once: dedupe on source and id.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/cloudevents+json',
    channels,
    operations,
    components: {
      messages: {
        ...byAction(requestMessage),
        ...bySlug((type) => messageOf(type, examples[type])),
      },
      schemas: { ...byAction(requestSchema), ...bySlug(schemaOf) },
    },
  };
};
