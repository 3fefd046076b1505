import type { Context } from '../context.ts';
import type { Language } from '../errors/types.ts';
import type { ConnectionView } from '../model/connection.ts';
import type { EventType, FollowUpEvent } from '../model/event.ts';
import type { Origin } from '../model/origin.ts';
import { inLanguage } from '../texts/in-language.ts';
import { fitted } from './fit.ts';

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
