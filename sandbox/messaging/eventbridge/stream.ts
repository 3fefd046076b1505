import type { Journal } from '../../journal.ts';
import type { QueueReading, Take } from '../../platform/ports.ts';
import { deliver, type Pace } from '../delivery/deliver.ts';
import type { QueueMessage } from '../smq/message.ts';
import type { Queue } from '../smq/queue.ts';
import { type GiveUp, giveUpWith } from './give-up.ts';
import { matches } from './pattern/match.ts';
import { queueEvent } from './queue-event.ts';

export interface StreamFacts {
  readonly accountId: string;
  readonly regionId: string;
  readonly pace: Pace;
  readonly journal: Journal;
  /** Puts a text into an SMQ queue; throws where there is none of that name. */
  readonly send: (queue: string, body: string) => unknown;
}

const partition = <T>(items: readonly T[], fits: (item: T) => boolean): [T[], T[]] => [
  items.filter(fits),
  items.filter((item) => !fits(item)),
];

class Stream {
  readonly #queue: Queue;
  readonly #reading: QueueReading;
  readonly #take: Take<readonly unknown[]>;
  readonly #facts: StreamFacts;
  readonly #giveUp: GiveUp;
  readonly #ignore: () => void;
  #held: readonly QueueMessage[] = [];
  #isBlocked = false;
  #endWindow: (() => void) | undefined;
  #endDelivery: () => void = () => undefined;

  constructor(
    queue: Queue,
    reading: QueueReading,
    take: Take<readonly unknown[]>,
    facts: StreamFacts,
  ) {
    this.#queue = queue;
    this.#reading = reading;
    this.#take = take;
    this.#facts = facts;
    this.#giveUp = giveUpWith(reading.source, reading.retrying, facts);
    this.#ignore = queue.onVisible(() => this.#consider());
    this.#considerIfAny();
  }

  /** What is held is visible again for others. */
  stop(): void {
    this.#ignore();
    this.#endWindow?.();
    this.#endDelivery();
    for (const { receiptHandle = '' } of this.#held) this.#queue.changeVisibility(receiptHandle, 0);
  }

  #considerIfAny(): void {
    if (this.#queue.peek().length > 0) this.#consider();
  }

  /** A full batch goes at once; a smaller one when its window has passed. */
  #consider(): void {
    if (this.#held.length > 0 || this.#isBlocked) return;
    const { batch, windowMs } = this.#reading;
    const isFull = this.#queue.messages.length >= batch && this.#queue.peek(batch).length >= batch;
    if (isFull) this.#pull();
    else this.#endWindow ??= this.#facts.pace.scheduler.after(windowMs, () => this.#pull());
  }

  #pull(): void {
    this.#endWindow?.();
    this.#endWindow = undefined;
    const events = this.#receive();
    if (events.length === 0) {
      this.#goOn();
      return;
    }
    const { pace } = this.#facts;
    const { strategy } = this.#reading.retrying;
    this.#endDelivery = deliver(events, this.#take, pace, strategy, (taken) => this.#end(taken));
  }

  /** Holds the next messages and returns their events; what the pattern does not want is gone. */
  #receive(): readonly unknown[] {
    const received = this.#queue.receive(this.#reading.batch, Number.POSITIVE_INFINITY);
    const read = received.map((message) => ({
      message,
      event: queueEvent(message, this.#reading, this.#facts),
    }));
    const [wanted, unwanted] = partition(read, ({ event }) =>
      matches(this.#reading.pattern, event),
    );
    for (const { message } of unwanted) this.#queue.delete(message.receiptHandle ?? '');
    this.#held = wanted.map(({ message }) => message);
    return wanted.map(({ event }) => event);
  }

  #end(taken: boolean): void {
    const bodies = this.#held.map(({ body }) => body);
    if (taken || this.#giveUp(bodies) === 'go on') this.#goOn();
    else this.#isBlocked = true;
  }

  #goOn(): void {
    for (const { receiptHandle = '' } of this.#held) this.#queue.delete(receiptHandle);
    this.#held = [];
    this.#considerIfAny();
  }
}

/**
 * An EventBridge stream from an SMQ queue: batches by count and time, retries, then the dead-letter queue
 * or nowhere, or a standstill where errors are not tolerated. Returns the way to stop.
 */
export const startStream = (
  queue: Queue,
  reading: QueueReading,
  take: Take<readonly unknown[]>,
  facts: StreamFacts,
): (() => void) => {
  const stream = new Stream(queue, reading, take, facts);
  return () => stream.stop();
};
