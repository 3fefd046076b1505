import * as v from 'valibot';

/** A follow-up event as a consumer reads it. */
const followUp = v.looseObject({
  id: v.string(),
  type: v.string(),
  data: v.looseObject({ requestId: v.nullish(v.string()) }),
});
export type FollowUp = v.InferOutput<typeof followUp>;

/** Events after which a request will not get what it asked for. */
const ENDS = ['Rejected', 'Expired', 'Failed', 'Stalled', 'Routes:Failed'];

/** `Activated` of a connection, `Routes:Ready` of its routes. */
const kindOf = ({ type }: FollowUp): string =>
  type.replace(/^peerflow:((Connection|Request):)?/, '');

export const isGood = (event: FollowUp): boolean => !ENDS.includes(kindOf(event));

/** Where a follow-up event has to arrive. */
export type Place = 'bus' | 'queue';

export interface Fact {
  readonly event: FollowUp;
  /** When it was there, in milliseconds since the epoch. */
  readonly at: number;
}

/** Keeps the events that settle requests, by the place they arrived at. */
export class Facts {
  readonly #goals: readonly string[];
  readonly #settled: Readonly<Record<Place, Map<string, Fact>>> = {
    bus: new Map(),
    queue: new Map(),
  };
  #check: () => void = () => undefined;

  /** @param goals kinds of events after which a request has what it asked for */
  constructor(goals: readonly string[]) {
    this.#goals = goals;
  }

  /** Reads an event that arrived somewhere; `undefined` for what is no follow-up event. */
  note(place: Place, raw: unknown, at: number): FollowUp | undefined {
    const read = v.safeParse(followUp, raw);
    if (!read.success) return undefined;
    const event = read.output;
    const { requestId } = event.data;
    const isEnd = [...this.#goals, ...ENDS].includes(kindOf(event));
    if (requestId && isEnd) this.#settled[place].set(requestId, { event, at });
    this.#check();
    return event;
  }

  /** How a request ended; `undefined` until that is known in every place. */
  of(requestId: string): Fact | undefined {
    const { bus, queue } = this.#settled;
    return bus.has(requestId) ? queue.get(requestId) : undefined;
  }

  /** Places where nothing told how a request ended. */
  missing(requestId: string): readonly Place[] {
    return (['bus', 'queue'] as const).filter((place) => !this.#settled[place].has(requestId));
  }

  /** Resolves when every request is settled everywhere, or the time is over, or nobody waits any more. */
  settle(
    requestIds: readonly string[],
    { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
  ): Promise<void> {
    return new Promise((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(finish, timeoutMs);
      signal.addEventListener('abort', finish);
      this.#check = () => {
        if (requestIds.every((id) => this.of(id) !== undefined)) finish();
      };
      this.#check();
    });
  }
}
