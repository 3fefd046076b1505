import pLimit from 'p-limit';
import type { FollowUpEvent } from '../peering/model/event.ts';
import { type Attempt, type SinkClient, TIMEOUT } from './attempt.ts';
import { attemptOfError } from './sdk-error.ts';
import { within } from './within.ts';

/** Calls under way at once to one sink. */
const AT_ONCE = 4;

/**
 * A client for a sink that takes one event per call; the events start in their order. Those whose turn
 * comes after the time is over are not sent, so that a hanging sink costs its timeout once, not per event.
 */
export const oneByOne = (
  sendOne: (event: FollowUpEvent, timeoutMs: number) => Promise<Attempt>,
): SinkClient => ({
  send: (events, timeoutMs) => {
    const limit = pLimit(AT_ONCE);
    const end = performance.now() + timeoutMs;
    const inTime = async (event: FollowUpEvent): Promise<Attempt> => {
      const left = Math.ceil(end - performance.now());
      if (left <= 0) return TIMEOUT;
      return within(left, sendOne(event, left)).catch(attemptOfError);
    };
    return Promise.all(events.map((event) => limit(inTime, event)));
  },
});
