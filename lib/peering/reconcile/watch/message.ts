import * as v from 'valibot';
import { ACTIONS } from '../../model/request.ts';
import { STATUSES } from '../../model/status.ts';

/**
 * What a poller is re-invoked with: one connection, and what the watch has seen so far. It carries no
 * trust: the next look decides.
 */
export const watchMessage = v.object({
  peerflow: v.literal('watch'),
  instanceId: v.string(),
  regionId: v.string(),
  requestId: v.nullable(v.string()),
  action: v.picklist(ACTIONS),
  /** Epoch ms of the action. */
  since: v.number(),
  /** Looks so far. */
  step: v.number(),
  /** Epoch ms before which nothing is to be looked at. */
  due: v.number(),
  adopted: v.optional(v.boolean()),
  /** Stands in for the mark where the connection carries none of ours. */
  said: v.optional(v.picklist(['Requested', ...STATUSES])),
  /** The action under way, likewise. */
  pending: v.optional(
    v.object({
      action: v.picklist(['accept', 'reject', 'modify', 'delete']),
      id: v.string(),
      detail: v.exactOptional(v.string()),
      since: v.number(),
    }),
  ),
  /** The last status seen. */
  seen: v.optional(v.picklist(STATUSES)),
  /** Epoch ms of the first of the looks in a row that found nothing, and how many there were. */
  missingSince: v.optional(v.number()),
  missing: v.optional(v.number()),
  /** The last look, for the event when a later look finds nothing any more. */
  snapshot: v.optional(v.record(v.string(), v.unknown())),
  /** The request itself, where it may have to be made again. */
  request: v.optional(v.record(v.string(), v.unknown())),
  /** It was made again once: more is for the sweep. */
  redone: v.optional(v.boolean()),
  /** The late second watch after a delete. */
  guard: v.optional(v.boolean()),
});

export type WatchMessage = v.InferOutput<typeof watchMessage>;
