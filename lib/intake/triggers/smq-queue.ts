import type { Trigger } from '../envelope.ts';
import { messageId } from '../ids.ts';
import { doorOf } from '../origin.ts';

/**
 * SMQ queue: the data of its event. The body is text, Base64 if the trigger does not decode it. The queue's
 * name stands in the subject of the event, which a trigger set to RawData leaves out.
 */
export const smqQueue: Trigger = {
  name: 'mns-queue',
  open: (value) =>
    'messageBody' in value
      ? {
          payload: value.messageBody,
          id: messageId(value.messageId),
          origin: { via: doorOf('smq', undefined) },
        }
      : undefined,
};
