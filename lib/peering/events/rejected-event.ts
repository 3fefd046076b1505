import { h } from '../hash.ts';
import type { FollowUpEvent, RejectedData } from '../model/event.ts';
import type { RequestFinding } from '../model/failure.ts';
import { envelope, type Stamp } from './envelope.ts';
import { withinLimit } from './fit.ts';

const MAX_ERRORS = 50;

/** An item that is no valid request: every finding, and the original bytes. */
export const rejectedEvent = (
  facts: {
    readonly requestId: string | null;
    /** Id of the message that held it, empty where the trigger gives none. */
    readonly messageId: string;
    readonly errors: readonly RequestFinding[];
    readonly original: RejectedData['original'];
  },
  stamp: Stamp,
): FollowUpEvent<RejectedData> =>
  withinLimit(
    envelope(stamp, {
      type: 'peerflow:Request:Rejected',
      id: `${h(facts.messageId, facts.original.sha256)}-Rejected`,
      data: {
        requestId: facts.requestId,
        errors: facts.errors.slice(0, MAX_ERRORS),
        errorCount: facts.errors.length,
        original: facts.original,
      },
    }),
  );
