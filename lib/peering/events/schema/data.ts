import * as v from 'valibot';
import { EVENT_TYPES, type FollowUpEvent } from '../../model/event.ts';
import {
  action,
  connection,
  difference,
  failure,
  finding,
  namedConnection,
  omitted,
  planCounts,
  route,
  status,
} from './parts.ts';

const maybe = v.exactOptional;

const common = {
  peerflow: v.literal('event'),
  requestId: v.nullable(v.string()),
  action,
  previousStatus: v.nullable(status),
  adopted: v.boolean(),
  policy: maybe(v.object({ rule: v.string(), effect: v.string() })),
  findings: maybe(v.pipe(v.array(finding), v.maxLength(20))),
  omitted: maybe(omitted),
};

const known = { connection: namedConnection };

const plan = {
  plan: maybe(v.pipe(v.array(route), v.maxLength(50))),
  planCounts: maybe(planCounts),
};

export const connectionData = v.object({ ...common, ...known, ...plan, failure: maybe(failure) });

export const adoptedData = v.object({
  ...common,
  ...known,
  ...plan,
  differences: maybe(v.pipe(v.array(difference), v.maxLength(20))),
});

export const failedData = v.object({ ...common, connection: maybe(connection), failure });

export const routesData = v.object({
  ...common,
  ...known,
  ...plan,
  failure: maybe(failure),
});

export const rejectedData = v.object({
  peerflow: v.literal('event'),
  requestId: v.nullable(v.string()),
  errors: v.pipe(v.array(v.object({ pointer: v.string(), detail: v.string() })), v.maxLength(50)),
  errorCount: v.pipe(v.number(), v.integer(), v.minValue(0)),
  original: v.object({
    base64: v.pipe(v.string(), v.description('At most 6 KB of the original bytes')),
    length: v.pipe(v.number(), v.integer(), v.minValue(0), v.description('Bytes')),
    sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
    truncated: v.boolean(),
  }),
  omitted: maybe(omitted),
});

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
