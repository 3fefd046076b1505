import * as v from 'valibot';
import {
  QueueAttributes,
  type QueueAttributesInput,
} from '../../../../../sandbox/messaging/smq/attributes.ts';

export const anAttributes = (given: QueueAttributesInput = {}) => v.parse(QueueAttributes, given);
