import type { ArrivedEvent, EventBridge } from '../messaging/eventbridge/eventbridge.ts';

/** Events after which a request is settled, one way or the other. */
const SETTLED = [
  'Activated',
  'Accepting',
  'Rejected',
  'Expired',
  'Failed',
  'Adopted',
  'Stalled',
].map((kind) => `peerflow:Connection:${kind}`);

/** What the demo calls a success: traffic can flow, or the other account has been asked. */
const GOOD = ['Activated', 'Accepting', 'Adopted'].map((kind) => `peerflow:Connection:${kind}`);

const requestIdOf = ({ data }: ArrivedEvent): unknown =>
  typeof data === 'object' && data !== null && 'requestId' in data ? data.requestId : undefined;

export interface Facts {
  /** The settling event of each request id. */
  readonly settled: ReadonlyMap<string, ArrivedEvent>;
  /** Request ids that are still without one. */
  readonly missing: readonly string[];
}

/** Waits until every request is settled, or the time is over. */
export const awaitFacts = (
  bus: EventBridge,
  requestIds: readonly string[],
  timeoutMs: number,
): Promise<Facts> =>
  new Promise((resolve) => {
    const settled = new Map<string, ArrivedEvent>();
    const missing = () => requestIds.filter((id) => !settled.has(id));
    const finish = () => {
      stop();
      clearTimeout(timer);
      resolve({ settled, missing: missing() });
    };
    const note = (event: ArrivedEvent) => {
      const id = requestIdOf(event);
      if (typeof id === 'string' && SETTLED.includes(event.type)) settled.set(id, event);
      if (missing().length === 0) finish();
    };
    const stop = bus.follow(note);
    const timer = setTimeout(finish, timeoutMs);
    for (const event of bus.events()) note(event);
    if (missing().length === 0) finish();
  });

export const isGood = (event: ArrivedEvent): boolean => GOOD.includes(event.type);
