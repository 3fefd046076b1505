import type { ConnectionView } from '../model/connection.ts';
import type { EventType, FollowUpEvent } from '../model/event.ts';
import { fitted } from './fit.ts';

/** What every builder needs besides its facts. */
export interface EventContext {
  /** CloudEvents `source`. */
  readonly source: string;
  /** Prefix of our tags: they are not shown to others. */
  readonly name: string;
  /** When the fact was seen, milliseconds since the epoch. */
  readonly observedAt: number;
}

interface Letter {
  readonly type: EventType;
  readonly id: string;
  readonly subject: string | undefined;
  readonly data: object;
}

/** EventBridge takes a `subject` of at most 512 characters. */
const MAX_SUBJECT = 512;

/** Who an event is about: the connection, or the VPC it would have begun at, or nobody we could name. */
export const subjectOf = (connection: ConnectionView | undefined): string | undefined => {
  const { instanceId, regionId, ownerId, vpc } = connection ?? {};
  if (!regionId || !ownerId) return undefined;
  if (instanceId) return `acs:vpc:${regionId}:${ownerId}:vpcpeer/${instanceId}`;
  return vpc?.vpcId ? `acs:vpc:${regionId}:${ownerId}:vpc/${vpc.vpcId}` : undefined;
};

/** A CloudEvents 1.0 event in structured mode, at most 40 KB once serialised. */
export const enveloped = (context: EventContext, letter: Letter): FollowUpEvent => {
  const { subject } = letter;
  return fitted({
    specversion: '1.0',
    id: letter.id,
    source: context.source,
    type: letter.type,
    ...(subject !== undefined && subject.length <= MAX_SUBJECT ? { subject } : {}),
    time: new Date(context.observedAt).toISOString(),
    datacontenttype: 'application/json',
    data: letter.data,
  });
};
