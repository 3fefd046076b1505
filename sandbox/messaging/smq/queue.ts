import type { Scheduler } from '../../clock.ts';
import type { QueueAttributes } from './attributes.ts';
import { newMessageId, newReceiptHandle, type QueueMessage } from './message.ts';

const DEFAULT_PRIORITY = 8;

export interface Sending {
  /** Over the queue's own. */
  readonly delaySeconds?: number | undefined;
  readonly priority?: number | undefined;
}

/**
 * One SMQ queue: at least once; a received message is hidden until it is deleted or its time is over.
 * Of what is visible the smallest priority goes first, then the oldest.
 */
export class Queue {
  readonly createdAt: number;
  readonly #scheduler: Scheduler;
  readonly #deadLetter: (queue: string, message: QueueMessage) => boolean;
  readonly #listeners = new Set<() => void>();
  #messages: QueueMessage[] = [];
  #alarm: { readonly at: number; cancel(): void } | undefined;

  /**
   * @param deadLetter puts a message into another queue; false where there is none of that name, and
   *   the message stays
   */
  constructor(
    readonly name: string,
    readonly attributes: QueueAttributes,
    scheduler: Scheduler,
    deadLetter: (queue: string, message: QueueMessage) => boolean,
  ) {
    this.#scheduler = scheduler;
    this.#deadLetter = deadLetter;
    this.createdAt = scheduler.now();
  }

  /** Oldest first, hidden ones included. */
  get messages(): readonly QueueMessage[] {
    return this.#messages;
  }

  send(body: string, sending: Sending = {}): QueueMessage {
    const { delaySeconds = this.attributes.delaySeconds, priority = DEFAULT_PRIORITY } = sending;
    const now = this.#scheduler.now();
    const message: QueueMessage = {
      messageId: newMessageId(),
      body,
      priority,
      enqueuedAt: now,
      visibleAt: now + delaySeconds * 1000,
      receiptHandle: delaySeconds > 0 ? newReceiptHandle(priority) : undefined,
      dequeueCount: 0,
      firstDequeuedAt: undefined,
    };
    this.#add(message);
    return message;
  }

  /** Takes over a dead letter; the time it may stay still counts from when it was first sent. */
  adopt(message: QueueMessage): void {
    this.#add({
      ...message,
      visibleAt: this.#scheduler.now(),
      receiptHandle: undefined,
      dequeueCount: 0,
      firstDequeuedAt: undefined,
    });
  }

  /** Hides what it returns, for the queue's own visibility timeout by default. */
  receive(most = 1, visibilityMs = this.attributes.visibilityTimeout * 1000): QueueMessage[] {
    const now = this.#scheduler.now();
    const found = this.peek(most);
    for (const message of found) {
      message.visibleAt = now + visibilityMs;
      message.receiptHandle = newReceiptHandle(message.priority);
      message.dequeueCount += 1;
      message.firstDequeuedAt ??= now;
      this.#wakeAt(message.visibleAt);
    }
    return found;
  }

  /** What `receive` would return, left as it is. */
  peek(most = 1): QueueMessage[] {
    const now = this.#scheduler.now();
    return this.#messages
      .filter(({ visibleAt }) => visibleAt <= now)
      .sort((a, b) => a.priority - b.priority)
      .slice(0, most);
  }

  /** False for a handle whose message is gone or visible again. */
  delete(receiptHandle: string): boolean {
    const message = this.#held(receiptHandle);
    if (message) this.#remove(message);
    return message !== undefined;
  }

  /** Hides a received message from now on for so long, under a new handle; `undefined` as `delete`. */
  changeVisibility(receiptHandle: string, visibilityMs: number): QueueMessage | undefined {
    const message = this.#held(receiptHandle);
    if (!message) return undefined;
    message.receiptHandle = newReceiptHandle(message.priority);
    message.visibleAt = this.#scheduler.now() + visibilityMs;
    this.#wakeAt(message.visibleAt);
    return message;
  }

  /** Calls the listener whenever a message becomes visible; returns the way to stop. */
  onVisible(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#alarm?.cancel();
    this.#listeners.clear();
  }

  #add(message: QueueMessage): void {
    this.#messages.push(message);
    this.#wakeAt(this.#expiryOf(message));
    if (message.visibleAt <= this.#scheduler.now()) this.#tell();
    else this.#wakeAt(message.visibleAt);
  }

  #held(receiptHandle: string): QueueMessage | undefined {
    return this.#messages.find(
      (each) => each.receiptHandle === receiptHandle && each.visibleAt > this.#scheduler.now(),
    );
  }

  #remove(message: QueueMessage): void {
    this.#messages = this.#messages.filter((each) => each !== message);
  }

  #expiryOf({ enqueuedAt }: QueueMessage): number {
    return enqueuedAt + this.attributes.messageRetentionPeriod * 1000;
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  /** One timer for the next thing that changes by itself. */
  #wakeAt(at: number): void {
    if (!Number.isFinite(at) || (this.#alarm !== undefined && this.#alarm.at <= at)) return;
    this.#alarm?.cancel();
    const cancel = this.#scheduler.after(at - this.#scheduler.now(), () => this.#wake());
    this.#alarm = { at, cancel };
  }

  #wake(): void {
    this.#alarm?.cancel();
    this.#alarm = undefined;
    const now = this.#scheduler.now();
    this.#messages = this.#messages.filter((each) => this.#expiryOf(each) > now);
    for (const message of this.#messages) if (this.#isDead(message, now)) this.#bury(message);
    const changes = this.#messages.flatMap((each) => [each.visibleAt, this.#expiryOf(each)]);
    const later = changes.filter((at) => at > now);
    if (later.length > 0) this.#wakeAt(later.reduce((a, b) => Math.min(a, b)));
    if (this.peek().length > 0) this.#tell();
  }

  #isDead({ visibleAt, dequeueCount }: QueueMessage, now: number): boolean {
    const { dlqPolicy } = this.attributes;
    return dlqPolicy?.enabled === true && visibleAt <= now
      ? dequeueCount >= dlqPolicy.maxReceiveCount
      : false;
  }

  #bury(message: QueueMessage): void {
    const target = this.attributes.dlqPolicy?.deadLetterTargetQueue ?? '';
    if (this.#deadLetter(target, message)) this.#remove(message);
  }
}
