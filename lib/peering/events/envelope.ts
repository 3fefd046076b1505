import type { Context } from '../context.ts';
import type { Language } from '../errors/types.ts';
import { h } from '../hash.ts';
import type { ConnectionView } from '../model/connection.ts';
import type { EventType, FollowUpEvent } from '../model/event.ts';
import type { Origin } from '../model/request.ts';
import { inLanguage } from '../texts/in-language.ts';
import { fitted } from './fit.ts';

/** EventBridge: an event id starts with a letter or digit, then letters, digits and hyphens, 128 in all. */
const RULE = /^[A-Za-z0-9][A-Za-z0-9-]{0,127}$/;

/** An id of the parts. A leading part that breaks the rule (or is too long) is replaced by its hash. */
const joined = (first: string, ...rest: readonly string[]): string => {
  const id = [first, ...rest].join('-');
  return RULE.test(id) ? id : [h(first), ...rest].join('-');
};

/** `{instanceId}-{status}`: a status is announced once in a connection's life. */
export const statusEventId = (instanceId: string, status: string): string =>
  joined(instanceId, status);

/** `{instanceId}-{what}-{16 hex}`: facts that may happen several times to one connection. */
export const repeatableEventId = (instanceId: string, what: string, key: string): string =>
  joined(instanceId, what, key);

/** One failure of one request is one event, however often it is met. */
export const failedEventId = (failed: {
  readonly requestId: string;
  readonly action: string;
  readonly failure: { readonly code: string };
  readonly arrival: number;
}): string =>
  `${h(failed.requestId, failed.action, failed.failure.code, String(failed.arrival))}-Failed`;

/** The same bytes in a redelivered message are the same event. `bytesSha256` stands for the bytes. */
export const rejectedEventId = (messageId: string, bytesSha256: string): string =>
  `${h(messageId, bytesSha256)}-Rejected`;

/** What every builder needs besides its facts. */
export interface EventContext {
  /** CloudEvents `source`. */
  readonly source: string;
  /** Prefix of our tags: they are not shown to others. */
  readonly name: string;
  /** When the fact was seen, milliseconds since the epoch. */
  readonly observedAt: number;
  /** Carried on from the request, where it had one. */
  readonly traceparent?: string | undefined;
  /** Of the texts for people; English where absent. */
  readonly language?: Language | undefined;
}

/** What every event needs besides its facts; `time` is now. */
export const eventContext = (ctx: Context, origin?: Origin): EventContext => ({
  source: ctx.settings.source,
  name: ctx.settings.name,
  observedAt: ctx.clock.now(),
  traceparent: origin?.traceparent,
  language: ctx.settings.language,
});

interface Payload {
  readonly type: EventType;
  readonly id: string;
  readonly subject: string | undefined;
  readonly data: object;
}

/** EventBridge takes a `subject` of at most 512 characters. */
const MAX_SUBJECT = 512;

/** Who an event is about: the connection, or the VPC it would have begun at, or absent. */
export const subjectOf = (connection: ConnectionView | undefined): string | undefined => {
  const { instanceId, regionId, ownerId, vpc } = connection ?? {};
  if (!regionId || !ownerId) return undefined;
  if (instanceId) return `acs:vpc:${regionId}:${ownerId}:vpcpeer/${instanceId}`;
  return vpc?.vpcId ? `acs:vpc:${regionId}:${ownerId}:vpc/${vpc.vpcId}` : undefined;
};

/** A CloudEvents 1.0 event in structured mode, at most 30 KB once serialised. */
export const enveloped = (context: EventContext, payload: Payload): FollowUpEvent => {
  const { subject } = payload;
  return fitted({
    specversion: '1.0',
    id: payload.id,
    source: context.source,
    type: payload.type,
    ...(subject !== undefined && subject.length <= MAX_SUBJECT ? { subject } : {}),
    time: new Date(context.observedAt).toISOString(),
    datacontenttype: 'application/json',
    ...(context.traceparent === undefined ? {} : { traceparent: context.traceparent }),
    data: { peerflow: 'event', ...inLanguage(payload.data, context.language ?? 'en') },
  });
};
