import type { Trigger } from '../envelope.ts';
import { messageId } from '../ids.ts';
import { isObject } from '../json/fields.ts';

/** RabbitMQ: the data of its event. A JSON body is an object already; the publisher sets the id. */
export const rabbitMq: Trigger = {
  name: 'rabbitmq',
  open: (value) =>
    'body' in value && isObject(value.props)
      ? { payload: value.body, id: messageId(value.props.messageId) }
      : undefined,
};
