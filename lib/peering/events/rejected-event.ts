import type { FollowUpEvent, RejectedData } from '../model/event.ts';
import type { RequestFinding } from '../model/failure.ts';
import { type EventContext, enveloped } from './envelope.ts';
import { rejectedEventId } from './ids.ts';

/** Findings that one event shows; `errorCount` is how many there were. */
const MAX_ERRORS = 50;

export interface RejectedEventArgs extends EventContext {
  /** The request id if one could be read. */
  readonly requestId: string | null;
  /** The id that the message's envelope gave; absent for messages without one. */
  readonly messageId?: string | undefined;
  readonly errors: readonly RequestFinding[];
  /** How many there were in all. */
  readonly errorCount: number;
  /** Lower-case hex SHA-256 of all the bytes, their length, and at most 6 KB of them. */
  readonly original: RejectedData['original'];
}

/** `peerflow:Request:Rejected`: an item that is no valid request. It has no subject. */
export const rejectedEvent = (args: RejectedEventArgs): FollowUpEvent => {
  const { base64, length, sha256, truncated } = args.original;
  return enveloped(args, {
    type: 'peerflow:Request:Rejected',
    id: rejectedEventId(args.messageId ?? '', sha256),
    subject: undefined,
    data: {
      requestId: args.requestId,
      errors: args.errors.slice(0, MAX_ERRORS).map(({ pointer, detail }) => ({ pointer, detail })),
      errorCount: args.errorCount,
      original: { base64, length, sha256, truncated },
    } satisfies RejectedData,
  });
};
