import * as v from 'valibot';
import { EVENT_TYPES, type EventType } from '../../model/event.ts';
import { adoptedData, connectionData, failedData, rejectedData, routesData } from './data.ts';

type DataSchema =
  | typeof adoptedData
  | typeof connectionData
  | typeof failedData
  | typeof rejectedData
  | typeof routesData;

interface Description {
  readonly summary: string;
  /** The form of the id after the rule of the type. */
  readonly id: RegExp;
  readonly data: DataSchema;
}

const connectionFact = (status: string, summary: string): Description => ({
  summary,
  id: new RegExp(`^[A-Za-z0-9][A-Za-z0-9-]*-${status}$`),
  data: connectionData,
});

const hashed = (what: string, summary: string, data: DataSchema): Description => ({
  summary,
  id: new RegExp(`^[A-Za-z0-9][A-Za-z0-9-]*-${what}-[0-9a-f]{16}$`),
  data,
});

/** Every type of follow-up event: what it says, how its id is made and what its data holds. */
export const EVENTS: Readonly<Record<EventType, Description>> = {
  'peerflow:Connection:Creating': connectionFact('Creating', 'The API accepted the request.'),
  'peerflow:Connection:Adopted': hashed(
    'Adopted',
    'A request met a connection of the pair that was not made for it.',
    adoptedData,
  ),
  'peerflow:Connection:Accepting': connectionFact(
    'Accepting',
    'The connection waits for the other account until connection.gmtExpired.',
  ),
  'peerflow:Connection:Expiring': connectionFact(
    'Expiring',
    'The connection still waits for the other account, one day before connection.gmtExpired.',
  ),
  'peerflow:Connection:Activated': connectionFact('Activated', 'Traffic can flow.'),
  'peerflow:Connection:Rejected': connectionFact('Rejected', 'The other account refused.'),
  'peerflow:Connection:Expired': connectionFact('Expired', 'The other account did not answer.'),
  'peerflow:Connection:Deleted': connectionFact('Deleted', 'The connection is gone.'),
  'peerflow:Connection:Updated': hashed('Updated', 'A modify request took effect.', adoptedData),
  'peerflow:Connection:Stalled': hashed(
    'Stalled',
    'The service has been at it for longer than expected.',
    connectionData,
  ),
  'peerflow:Connection:Failed': {
    summary: 'The request cannot be fulfilled; data.failure says why and what to do.',
    id: /^[0-9a-f]{16}-Failed$/,
    data: failedData,
  },
  'peerflow:Request:Rejected': {
    summary: 'An item that is no valid request.',
    id: /^[0-9a-f]{16}-Rejected$/,
    data: rejectedData,
  },
  'peerflow:Routes:Ready': hashed(
    'RoutesReady',
    'Every wanted table resolves every destination to the connection.',
    routesData,
  ),
  'peerflow:Routes:Partial': hashed(
    'RoutesPartial',
    'Our entries are made; the findings say what is left for others. A check goes on.',
    routesData,
  ),
  'peerflow:Routes:Failed': hashed(
    'RoutesFailed',
    'Some planned route entries never will be.',
    routesData,
  ),
  'peerflow:Routes:Removed': hashed('RoutesRemoved', 'Our route entries are gone.', routesData),
  'peerflow:Routes:Drifted': hashed('RoutesDrifted', 'Routes differ from their plan.', routesData),
  'peerflow:Routes:Repaired': hashed(
    'RoutesRepaired',
    'Routes that had drifted are as planned again.',
    routesData,
  ),
};

/** The schema of one type of event, attributes and data. */
export const eventSchema = (type: EventType) => {
  const { id, summary, data } = EVENTS[type];
  return v.pipe(
    v.object({
      specversion: v.literal('1.0'),
      id: v.pipe(v.string(), v.maxLength(128), v.regex(id)),
      source: v.pipe(v.string(), v.minLength(1)),
      type: v.literal(type),
      subject: v.exactOptional(v.pipe(v.string(), v.minLength(1), v.maxLength(512))),
      time: v.pipe(v.string(), v.isoTimestamp()),
      datacontenttype: v.literal('application/json'),
      traceparent: v.exactOptional(v.string()),
      data,
    }),
    v.title(type),
    v.description(summary),
  );
};

export { EVENT_TYPES };
