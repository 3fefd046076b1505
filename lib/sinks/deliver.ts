import pLimit from 'p-limit';
import type { FollowUpEvent } from '../peering/model/event.ts';
import type { Clock, Deadline, Random } from '../peering/ports.ts';
import type { Attempt, SinkClient } from './attempt.ts';
import { attemptOfError } from './sdk-error.ts';

/** Tries per event and invocation; what is left then is the sweep's. */
const TRIES = 4;
const FIRST_WAIT_MS = 200;
const MAX_WAIT_MS = 3_000;
/** A sink that does not answer must eat neither the time of an HTTP caller nor that of the mark. */
const BUDGET_MS = 8_000;
const CALL_TIMEOUT_MS = 5_000;
const AT_ONCE = 4;

export interface Pace {
  readonly clock: Clock;
  readonly random: Random;
  readonly deadline: Deadline;
}

const NO_TIME: Attempt = { result: 'later', detail: 'no time left in this invocation' };

/** Half of an exponential wait is fixed, half is jitter; never shorter than what the service asked. */
const waitBefore = (retry: number, random: Random, asked: number): number => {
  const wait = Math.min(FIRST_WAIT_MS * 2 ** (retry - 1), MAX_WAIT_MS);
  return Math.max(asked, wait / 2 + (random() * wait) / 2);
};

const askedWait = (attempt: Attempt): number =>
  attempt.result === 'again' ? (attempt.retryAfterMs ?? 0) : 0;

/** A call that rejects as a whole counts for each of its events. */
const sent = async (
  client: SinkClient,
  events: readonly FollowUpEvent[],
  timeLeft: number,
): Promise<readonly Attempt[]> => {
  if (timeLeft <= 0) return events.map(() => NO_TIME);
  try {
    return await client.send(events, Math.min(CALL_TIMEOUT_MS, timeLeft));
  } catch (error) {
    const attempt = attemptOfError(error);
    return events.map(() => attempt);
  }
};

/**
 * Hands events to one sink: first together, then those that failed one by one, so that a bad entry
 * holds up no other. Ends within 8 s and the invocation's deadline. Never rejects; one attempt per event.
 */
export const deliver = async (
  client: SinkClient,
  events: readonly FollowUpEvent[],
  pace: Pace,
): Promise<readonly Attempt[]> => {
  const { clock, random, deadline } = pace;
  const end = clock.now() + Math.min(BUDGET_MS, deadline.remaining());
  const timeLeft = (): number => end - clock.now();
  const limit = pLimit(AT_ONCE);
  let attempts = await sent(client, events, timeLeft());

  const retried = async (event: FollowUpEvent, last: Attempt | undefined): Promise<Attempt> => {
    if (last?.result !== 'again') return last ?? NO_TIME;
    const [attempt] = await sent(client, [event], timeLeft());
    // Out of time: what the sink said last tells more.
    return attempt === undefined || attempt === NO_TIME ? last : attempt;
  };

  for (let retry = 1; retry < TRIES; retry += 1) {
    if (!attempts.some(({ result }) => result === 'again')) break;
    const wait = waitBefore(retry, random, Math.max(...attempts.map(askedWait)));
    if (wait >= timeLeft()) break;
    await clock.sleep(wait);
    const last = attempts;
    attempts = await Promise.all(
      events.map((event, index) => limit(() => retried(event, last[index]))),
    );
  }
  return attempts;
};
