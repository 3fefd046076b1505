import type { Scheduler } from '../../clock.ts';
import type { RetryStrategy, Take } from '../../platform/ports.ts';
import { PLANS } from './strategy.ts';

export interface Pace {
  readonly scheduler: Scheduler;
  /** In [0, 1): spreads the waits of BACKOFF_RETRY. */
  readonly random: () => number;
}

/**
 * Hands something to a receiver until it is taken or the retries of the strategy are used up, and says
 * which of the two it was. Returns the way to stop; then nothing is reported any more.
 */
export const deliver = <T>(
  delivery: T,
  take: Take<T>,
  { scheduler, random }: Pace,
  strategy: RetryStrategy,
  ended: (taken: boolean) => void,
): (() => void) => {
  const plan = PLANS[strategy];
  let cancel: () => void = () => undefined;
  let stopped = false;

  const attempt = async (failures: number): Promise<void> => {
    const taken = await take(delivery);
    if (stopped) return;
    if (taken || failures >= plan.retries) return ended(taken);
    const wait = plan.waitMs(failures + 1, random);
    cancel = scheduler.after(wait, () => void attempt(failures + 1));
  };

  void attempt(0);
  return () => {
    stopped = true;
    cancel();
  };
};
