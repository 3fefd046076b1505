import { parse } from 'valibot';
import type { FollowUpEvent } from '../model/event.ts';
import { followUpEvent } from './schema/envelope.ts';

export {
  type ConnectionEventArgs,
  connectionEvent,
  type NamedConnection,
} from './connection-event.ts';
export { type EventContext, eventContext } from './envelope.ts';
export { type FailedEventArgs, failedEvent } from './failed-event.ts';
export { overlapFindings } from './overlap.ts';
export { type RejectedEventArgs, rejectedEvent } from './rejected-event.ts';
export { countsOf } from './route-counts.ts';
export { type RoutesEventArgs, routesEvent } from './routes-event.ts';
export { askedView, withoutOurTags } from './view.ts';

/** An event as a task carries it: it was made here, and only its shape was lost on the way. */
export const followUpEventOf = (event: Readonly<Record<string, unknown>>): FollowUpEvent =>
  parse(followUpEvent, event);
