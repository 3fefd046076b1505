import type { EventType, FollowUpEvent } from '../model/event.ts';

/** What every event needs besides its facts. */
export interface Stamp {
  /** CloudEvents `source`. */
  readonly source: string;
  /** Prefix of our tags, which events do not show. */
  readonly name: string;
  /** Epoch ms of the observation. */
  readonly observedAt: number;
}

/** A CloudEvents 1.0 envelope; `time` is when the fact was observed. */
export const envelope = <D>(
  stamp: Stamp,
  parts: {
    readonly type: EventType;
    readonly id: string;
    readonly subject?: string | undefined;
    readonly data: D;
  },
): FollowUpEvent<D> => ({
  specversion: '1.0',
  id: parts.id,
  source: stamp.source,
  type: parts.type,
  ...(parts.subject === undefined ? {} : { subject: parts.subject }),
  time: new Date(stamp.observedAt).toISOString(),
  datacontenttype: 'application/json',
  data: parts.data,
});
