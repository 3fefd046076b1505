import type { Retrying, Scheduler, Sources, Take } from '../ports.ts';
import { matches } from './pattern.ts';

export interface BusOptions {
  /** Calls the listener for every event that arrives at the default bus; returns the way to stop. */
  follow(listener: (event: unknown) => void): () => void;
  /** Puts a text into an SMQ queue. */
  deadLetter(queue: string, body: string): void;
  readonly scheduler: Scheduler;
  readonly random: () => number;
}

interface Plan {
  readonly retries: number;
  waitMs(failures: number, random: () => number): number;
}

/** EventBridge: three retries 10 to 20 s apart, or 176 within a day at 1, 2, 4 ... 512 s. */
const PLANS: Readonly<Record<Retrying['strategy'], Plan>> = {
  BACKOFF_RETRY: { retries: 3, waitMs: (_, random) => 10_000 + Math.floor(random() * 10_000) },
  EXPONENTIAL_DECAY_RETRY: {
    retries: 176,
    waitMs: (failures) => Math.min(2 ** (failures - 1), 512) * 1000,
  },
};

/** Rules on the default bus: each event that matches goes to the function on its own, retried alone. */
export const createBusSource = (options: BusOptions): Sources['bus'] => {
  const { scheduler, random } = options;

  const deliver = (event: unknown, take: Take<unknown>, retrying: Retrying): (() => void) => {
    const plan = PLANS[retrying.strategy];
    let cancel: () => void = () => undefined;
    let stopped = false;
    const giveUp = (): void => {
      const queue = retrying.deadLetterQueue;
      if (queue !== undefined) options.deadLetter(queue, JSON.stringify(event));
    };
    const attempt = async (failures: number): Promise<void> => {
      const taken = await take(event);
      if (taken || stopped) return;
      if (failures >= plan.retries) return giveUp();
      const wait = plan.waitMs(failures + 1, random);
      cancel = scheduler.after(wait, () => void attempt(failures + 1));
    };
    void attempt(0);
    return () => {
      stopped = true;
      cancel();
    };
  };

  return ({ pattern, retrying }, take) => {
    const stops: (() => void)[] = [];
    const ignore = options.follow((event) => {
      if (matches(pattern, event)) stops.push(deliver(event, take, retrying));
    });
    return () => {
      ignore();
      for (const stop of stops) stop();
    };
  };
};
