import type { ArrivedEvent, EventBridge } from '../messaging/eventbridge/eventbridge.ts';

/** Events after which a request will not get what it asked for. */
const ENDS = ['Rejected', 'Expired', 'Failed', 'Stalled'];

const kindOf = ({ type }: ArrivedEvent): string => type.replace('peerflow:Connection:', '');

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
  { goals, timeoutMs }: { readonly goals: readonly string[]; readonly timeoutMs: number },
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
      if (typeof id === 'string' && [...goals, ...ENDS].includes(kindOf(event)))
        settled.set(id, event);
      if (missing().length === 0) finish();
    };
    const stop = bus.follow(note);
    const timer = setTimeout(finish, timeoutMs);
    for (const event of bus.events()) note(event);
    if (missing().length === 0) finish();
  });

export const isGood = (event: ArrivedEvent): boolean => !ENDS.includes(kindOf(event));
