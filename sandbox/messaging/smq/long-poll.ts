import type { Scheduler } from '../../clock.ts';
import type { QueueMessage } from './message.ts';
import type { Queue } from './queue.ts';

/** Receptions that wait for a message. */
export interface LongPolls {
  /** Up to `most` messages as soon as there is one, or none when `waitMs` are over. */
  receive(queue: Queue, most: number, waitMs: number): Promise<readonly QueueMessage[]>;
  /** Ends all of them with nothing. */
  close(): void;
}

/** @param scheduler for the time that a reception waits at most */
export const createLongPolls = (scheduler: Scheduler): LongPolls => {
  const open = new Set<() => void>();

  const wait = (queue: Queue, most: number, waitMs: number): Promise<readonly QueueMessage[]> =>
    new Promise((resolve) => {
      const end = (messages: readonly QueueMessage[]): void => {
        ignore();
        cancel();
        open.delete(giveUp);
        resolve(messages);
      };
      const giveUp = (): void => end([]);
      const ignore = queue.onVisible(() => {
        const messages = queue.receive(most);
        if (messages.length > 0) end(messages);
      });
      const cancel = scheduler.after(waitMs, giveUp);
      open.add(giveUp);
    });

  return {
    receive: async (queue, most, waitMs) => {
      const messages = queue.receive(most);
      return messages.length > 0 || waitMs === 0 ? messages : wait(queue, most, waitMs);
    },
    close: () => {
      for (const end of [...open]) end();
    },
  };
};
