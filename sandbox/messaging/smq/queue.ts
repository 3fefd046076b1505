import { createHash, randomBytes } from 'node:crypto';

export interface QueueMessage {
  readonly messageId: string;
  /** As it was sent: Base64 where the client encoded it. */
  readonly body: string;
  readonly enqueuedAt: number;
  visibleAt: number;
  receiptHandle: string;
  dequeueCount: number;
}

const VISIBILITY_MS = 30_000;

export const md5 = (body: string): string =>
  createHash('md5').update(body).digest('hex').toUpperCase();

export const newMessageId = (): string => randomBytes(16).toString('hex').toUpperCase();

/** One SMQ queue: at least once, a received message is hidden until deleted or its time is over. */
export class Queue {
  readonly messages: QueueMessage[] = [];
  readonly #listeners = new Set<() => void>();

  constructor(readonly now: () => number) {}

  send(body: string, delayMs = 0): QueueMessage {
    const message: QueueMessage = {
      messageId: newMessageId(),
      body,
      enqueuedAt: this.now(),
      visibleAt: this.now() + delayMs,
      receiptHandle: '',
      dequeueCount: 0,
    };
    this.messages.push(message);
    for (const listener of this.#listeners) listener();
    return message;
  }

  receive(most = 1, visibilityMs = VISIBILITY_MS): QueueMessage[] {
    const found = this.messages.filter(({ visibleAt }) => visibleAt <= this.now()).slice(0, most);
    for (const message of found) {
      message.visibleAt = this.now() + visibilityMs;
      message.receiptHandle = `${message.messageId}-${++message.dequeueCount}`;
    }
    return found;
  }

  delete(receiptHandle: string): boolean {
    const at = this.messages.findIndex((each) => each.receiptHandle === receiptHandle);
    if (at < 0) return false;
    this.messages.splice(at, 1);
    return true;
  }

  /** Calls the listener whenever a message arrives; returns the way to stop. */
  onArrival(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
