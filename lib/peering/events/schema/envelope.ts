import * as v from 'valibot';
import { EVENT_TYPES, type FollowUpEvent } from '../../model/event.ts';

/** The attributes of a follow-up event; its data is taken as it is. */
const followUpEvent = v.looseObject({
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

/** An event as a task carries it: it was made here, and only its shape was lost on the way. */
export const followUpEventOf = (event: Readonly<Record<string, unknown>>): FollowUpEvent =>
  v.parse(followUpEvent, event);
