import pLimit from 'p-limit';
import type { FollowUpEvent } from '../peering/model/event.ts';
import type { Attempt, SinkClient } from './attempt.ts';
import { attemptOfError } from './sdk-error.ts';
import { within } from './within.ts';

/** Calls under way at once to one sink. */
const AT_ONCE = 4;

/** A client for a sink that takes one event per call; the events start in their order. */
export const oneByOne = (
  sendOne: (event: FollowUpEvent, timeoutMs: number) => Promise<Attempt>,
): SinkClient => ({
  send: (events, timeoutMs) => {
    const limit = pLimit(AT_ONCE);
    return Promise.all(
      events.map((event) =>
        limit(() => within(timeoutMs, sendOne(event, timeoutMs)).catch(attemptOfError)),
      ),
    );
  },
});
