import type { Trigger } from '../envelope.ts';
import { isObject, textOf } from '../json/read.ts';
import { doorOf, messageId } from '../origin.ts';

/** The default exchange routes by the queue's name; any other names the queue only in the event's subject. */
const queueOf = (envelope: unknown): unknown =>
  isObject(envelope) && textOf(envelope.exchange) === undefined ? envelope.routingKey : undefined;

/** RabbitMQ: the data of its event. A JSON body is an object already; the publisher sets the id. */
export const rabbitMq: Trigger = {
  name: 'rabbitmq',
  open: (value) =>
    'body' in value && isObject(value.props)
      ? {
          payload: value.body,
          id: messageId(value.props.messageId),
          origin: { via: doorOf('rabbitmq', queueOf(value.envelope)) },
        }
      : undefined,
};
