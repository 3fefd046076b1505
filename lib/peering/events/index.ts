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
export { followUpEventOf } from './schema/envelope.ts';
export { askedView, withoutOurTags } from './view.ts';
