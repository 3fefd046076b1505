import type { Trigger } from '../envelope.ts';
import { messageId } from '../ids.ts';

/** SMQ queue: the data of its event. The body is text, Base64 if the trigger does not decode it. */
export const smqQueue: Trigger = {
  name: 'mns-queue',
  open: (value) =>
    'messageBody' in value
      ? { payload: value.messageBody, id: messageId(value.messageId) }
      : undefined,
};
