import type { Context } from '../../context.ts';
import type { Announcement } from '../../decide/rules.ts';
import { ownFailure } from '../../errors/own.ts';
import { connectionEvent, failedEvent } from '../../events/index.ts';
import type { Connection } from '../../model/connection.ts';
import type { FollowUpEvent } from '../../model/event.ts';
import type { Facts } from './announce.ts';
import { eventContext } from './announce.ts';

type Lapsed = Extract<Announcement, { type: 'Lapsed' }>;
type Told = Exclude<Announcement, Lapsed>;

/** The part of an announcement that becomes the event's kind and id. */
const kindOf = (
  announcement: Told,
):
  | { type: Exclude<Told['type'], 'Updated' | 'Stalled'> }
  | { type: 'Updated'; modifyId: string }
  | { type: 'Stalled'; pending: string } => {
  if (announcement.type === 'Updated') return { type: 'Updated', modifyId: announcement.id };
  if (announcement.type === 'Stalled') return { type: 'Stalled', pending: announcement.status };
  return { type: announcement.type };
};

const notEffective = (
  ctx: Context,
  { pending }: Lapsed,
  connection: Connection,
  facts: Facts,
): FollowUpEvent =>
  failedEvent({
    ...eventContext(ctx),
    ...facts,
    action: pending.action,
    key: pending.id,
    connection,
    failure: {
      ...ownFailure('NotEffective', `${connection.instanceId} never showed the values asked for.`),
      retryable: true,
    },
  });

/** The events of a decision, about the connection as it was just seen. */
export const eventsFor = (
  ctx: Context,
  announce: readonly Announcement[],
  connection: Connection,
  facts: Facts,
): FollowUpEvent[] =>
  announce.map((announcement) =>
    announcement.type === 'Lapsed'
      ? notEffective(ctx, announcement, connection, facts)
      : connectionEvent({
          ...eventContext(ctx),
          ...facts,
          // Whoever comes by may find that a modify took effect.
          ...(announcement.type === 'Updated' ? { action: 'modify' as const } : {}),
          connection,
          ...kindOf(announcement),
        }),
  );
