import type { Journal } from '../../journal.ts';
import type { Retrying } from '../../platform/ports.ts';

/** What becomes of texts that were not taken after all retries. */
export type GiveUp = (texts: readonly string[]) => 'go on' | 'block';

export interface GiveUpFacts {
  readonly journal: Journal;
  /** Puts a text into an SMQ queue; throws where there is none of that name. */
  readonly send: (queue: string, body: string) => unknown;
}

/**
 * EventBridge, ErrorsTolerance: ALL sends on to the dead-letter queue, or drops where there is none, and
 * goes on; NONE stands still.
 */
export const giveUpWith = (
  who: string,
  { tolerance, deadLetterQueue }: Retrying,
  { journal, send }: GiveUpFacts,
): GiveUp => {
  const tell = (summary: string, texts: readonly string[]): void =>
    journal.record({ kind: 'fault', summary: `${who}: ${summary}`, detail: { who, texts } });

  const bury = (queue: string, text: string): void => {
    try {
      send(queue, text);
    } catch (error) {
      tell(`lost on the way to the dead-letter queue ${queue}: ${error}`, [text]);
    }
  };

  return (texts) => {
    if (tolerance === 'NONE') {
      tell('nothing more is delivered, because errors are not tolerated', texts);
      return 'block';
    }
    if (deadLetterQueue === undefined) tell('dropped after all retries', texts);
    else for (const text of texts) bury(deadLetterQueue, text);
    return 'go on';
  };
};
