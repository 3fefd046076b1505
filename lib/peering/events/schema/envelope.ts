import * as v from 'valibot';
import { EVENT_TYPES } from '../../model/event.ts';

/** The attributes of a follow-up event; its data is taken as it is. */
export const followUpEvent = v.looseObject({
  specversion: v.literal('1.0'),
  id: v.string(),
  source: v.string(),
  type: v.picklist(EVENT_TYPES),
  time: v.string(),
  datacontenttype: v.literal('application/json'),
  subject: v.exactOptional(v.string()),
  traceparent: v.exactOptional(v.string()),
  data: v.unknown(),
});
