import { randomUUID } from 'node:crypto';
import { ASYNC_LIMIT, SYNC_LIMIT } from '../api/invocation.ts';
import type { AsyncQueue } from '../invoke/async-queue.ts';
import type { Deployed } from '../invoke/deployed.ts';

/** How a trigger calls its function. */
export interface Way {
  readonly async: boolean;
  readonly qualifier: string;
  readonly queue: AsyncQueue;
}

/** True once the function has taken the event: at once when it is invoked asynchronously. */
export const hand = async (
  deployed: Deployed,
  event: Buffer,
  { async, qualifier, queue }: Way,
): Promise<boolean> => {
  if (async) {
    queue.enqueue(deployed, { event, qualifier, delaySeconds: 0 });
    return true;
  }
  const requestId = randomUUID();
  const outcome = await deployed.run({ event, requestId, qualifier, mode: 'trigger' });
  return outcome !== 'throttled' && outcome.ok;
};

/** Function Compute: a batch that is larger than a payload may be goes in parts. */
const parts = (events: readonly unknown[], limit: number): Buffer[] => {
  const whole = Buffer.from(JSON.stringify(events));
  if (whole.length <= limit || events.length === 1) return [whole];
  const half = Math.ceil(events.length / 2);
  return [...parts(events.slice(0, half), limit), ...parts(events.slice(half), limit)];
};

/** Hands a batch over; taken only if every part of it was. */
export const handAll = async (
  deployed: Deployed,
  events: readonly unknown[],
  way: Way,
): Promise<boolean> => {
  for (const part of parts(events, way.async ? ASYNC_LIMIT : SYNC_LIMIT))
    if (!(await hand(deployed, part, way))) return false;
  return true;
};
