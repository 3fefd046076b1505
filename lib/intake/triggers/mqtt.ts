import type { Trigger } from '../envelope.ts';
import { isObject } from '../json/read.ts';

/** MQTT: topics and client in `props`, no message id and no event around it. */
export const mqtt: Trigger = {
  name: 'mqtt',
  open: (value) =>
    'body' in value && isObject(value.props) && 'firstTopic' in value.props
      ? { payload: value.body, origin: { via: 'direct' } }
      : undefined,
};
