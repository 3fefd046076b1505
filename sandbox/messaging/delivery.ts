import { parseArn } from '../arn.ts';
import type { Scheduler } from '../clock.ts';
import type { Journal } from '../journal.ts';

/** A receiver's answer: only `true` means that it took the delivery. */
export type Take<T> = (delivery: T) => Promise<boolean>;

/**
 * EventBridge and SMQ topics: BACKOFF_RETRY is three retries 10 to 20 s apart, EXPONENTIAL_DECAY_RETRY
 * 176 within a day, after 1, 2, 4 ... 512 s.
 */
export const STRATEGIES = ['BACKOFF_RETRY', 'EXPONENTIAL_DECAY_RETRY'] as const;
export type RetryStrategy = (typeof STRATEGIES)[number];

/** Milliseconds before a retry, counted from 1; `undefined` after the last. */
const WAITS: Record<RetryStrategy, (retry: number, random: () => number) => number | undefined> = {
  BACKOFF_RETRY: (retry, random) =>
    retry > 3 ? undefined : 10_000 + Math.floor(random() * 10_000),
  EXPONENTIAL_DECAY_RETRY: (retry) =>
    retry > 176 ? undefined : Math.min(2 ** (retry - 1), 512) * 1000,
};

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
  let cancel: () => void = () => undefined;
  let stopped = false;

  /** `retry` is the number of the next one. */
  const attempt = async (retry: number): Promise<void> => {
    const taken = await take(delivery);
    if (stopped) return;
    const wait = taken ? undefined : WAITS[strategy](retry, random);
    if (wait === undefined) return ended(taken);
    cancel = scheduler.after(wait, () => void attempt(retry + 1));
  };

  void attempt(1);
  return () => {
    stopped = true;
    cancel();
  };
};

/** What EventBridge does with what a target did not take. */
export interface Retrying {
  readonly strategy: RetryStrategy;
  /** `ALL`: after the retries on to the dead-letter queue or nowhere; `NONE`: nothing more is delivered. */
  readonly tolerance: 'ALL' | 'NONE';
  /** Resource name of an SMQ queue. */
  readonly deadLetterArn?: string | undefined;
}

/** What deliveries of EventBridge need of the rest. */
export interface Delivering {
  readonly pace: Pace;
  readonly journal: Journal;
  /** Puts a text into an SMQ queue; throws where there is none of that name. */
  readonly send: (queue: string, body: string) => unknown;
}

/**
 * What becomes of texts that were not taken after all retries; false where nothing more is delivered.
 * ErrorsTolerance: ALL sends on to the dead-letter queue, or drops where there is none; NONE stands still.
 */
export const giveUpWith = (
  who: string,
  { tolerance, deadLetterArn }: Retrying,
  { journal, send }: Delivering,
) => {
  const target = parseArn(deadLetterArn);
  const deadLetterQueue = target?.kind === 'queue' ? target.name : undefined;

  const tell = (summary: string, texts: readonly string[]): void =>
    journal.record({ kind: 'fault', summary: `${who}: ${summary}`, detail: { who, texts } });

  const bury = (queue: string, text: string): void => {
    try {
      send(queue, text);
    } catch (error) {
      tell(`lost on the way to the dead-letter queue ${queue}: ${error}`, [text]);
    }
  };

  return (texts: readonly string[]): boolean => {
    if (tolerance === 'NONE') {
      tell('nothing more is delivered, because errors are not tolerated', texts);
      return false;
    }
    if (deadLetterQueue === undefined) tell('dropped after all retries', texts);
    else for (const text of texts) bury(deadLetterQueue, text);
    return true;
  };
};
