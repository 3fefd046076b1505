import { createHash, randomBytes } from 'node:crypto';
import type { Scheduler } from '../../clock.ts';
import { Listeners } from '../../listeners.ts';
import type { QueueAttributes } from './attributes.ts';

/** A message in a queue; times are milliseconds since the epoch. */
export interface QueueMessage {
  readonly messageId: string;
  /** As it was sent: Base64 where the client encoded it. */
  readonly body: string;
  /** 1 is served first, 16 last. */
  readonly priority: number;
  readonly enqueuedAt: number;
  /** Hidden until then: delayed, or received by somebody. */
  visibleAt: number;
  /** Of the last reception. */
  receiptHandle: string | undefined;
  dequeueCount: number;
  firstDequeuedAt: number | undefined;
}

export interface Sending {
  /** Over the queue's own. */
  readonly delaySeconds?: number | undefined;
  readonly priority?: number | undefined;
}

export const md5 = (body: string): string =>
  createHash('md5').update(body).digest('hex').toUpperCase();

export const newMessageId = (): string => randomBytes(16).toString('hex').toUpperCase();

/** Clients put receipt handles into URLs as they are, so they have nothing that would need encoding. */
const newReceiptHandle = (priority: number): string =>
  `${priority}-${randomBytes(16).toString('hex')}`;

export const isReceiptHandle = (text: string): boolean => /^\d+-[0-9a-f]{32}$/.test(text);

const DEFAULT_PRIORITY = 8;

/**
 * One SMQ queue: at least once; a received message is hidden until it is deleted or its time is over.
 * Of what is visible the smallest priority goes first, then the oldest.
 */
export class Queue {
  readonly createdAt: number;
  readonly #visible = new Listeners<[]>();
  /** Calls the listener whenever a message becomes visible; returns the way to stop. */
  readonly onVisible = this.#visible.add;
  readonly #polls = new Set<() => void>();
  #messages: QueueMessage[] = [];
  #alarm: { readonly at: number; cancel(): void } | undefined;

  /**
   * @param deadLetter puts a message into another queue; false where there is none of that name, and
   *   the message stays
   */
  constructor(
    readonly name: string,
    readonly attributes: QueueAttributes,
    private readonly scheduler: Scheduler,
    private readonly deadLetter: (queue: string, message: QueueMessage) => boolean,
  ) {
    this.createdAt = scheduler.now();
  }

  /** Oldest first, hidden ones included. */
  get messages(): readonly QueueMessage[] {
    return this.#messages;
  }

  send(body: string, sending: Sending = {}): QueueMessage {
    const { delaySeconds = this.attributes.delaySeconds, priority = DEFAULT_PRIORITY } = sending;
    const now = this.scheduler.now();
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
      visibleAt: this.scheduler.now(),
      receiptHandle: undefined,
      dequeueCount: 0,
      firstDequeuedAt: undefined,
    });
  }

  /** Hides what it returns, for the queue's own visibility timeout by default. */
  receive(most = 1, visibilityMs = this.attributes.visibilityTimeout * 1000): QueueMessage[] {
    const found = this.peek(most);
    const now = this.scheduler.now();
    for (const message of found) {
      this.#hide(message, visibilityMs, now);
      message.dequeueCount += 1;
      message.firstDequeuedAt ??= now;
    }
    return found;
  }

  /** Receives as soon as there is something; nothing when `waitMs` are over, or the queue is closed. */
  async poll(most: number, waitMs: number): Promise<readonly QueueMessage[]> {
    const found = this.receive(most);
    if (found.length > 0 || waitMs === 0) return found;
    return new Promise((resolve) => {
      const end = (messages: readonly QueueMessage[]): void => {
        ignore();
        cancel();
        this.#polls.delete(giveUp);
        resolve(messages);
      };
      const giveUp = (): void => end([]);
      const ignore = this.onVisible(() => {
        const messages = this.receive(most);
        if (messages.length > 0) end(messages);
      });
      const cancel = this.scheduler.after(waitMs, giveUp);
      this.#polls.add(giveUp);
    });
  }

  /** What `receive` would return, left as it is. */
  peek(most = 1): QueueMessage[] {
    const now = this.scheduler.now();
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
    if (message) this.#hide(message, visibilityMs);
    return message;
  }

  close(): void {
    for (const end of [...this.#polls]) end();
    this.#alarm?.cancel();
    this.#visible.clear();
  }

  #add(message: QueueMessage): void {
    this.#messages.push(message);
    this.#wakeAt(this.#expiryOf(message));
    if (message.visibleAt <= this.scheduler.now()) this.#visible.tell();
    else this.#wakeAt(message.visibleAt);
  }

  #hide(message: QueueMessage, ms: number, from = this.scheduler.now()): void {
    message.receiptHandle = newReceiptHandle(message.priority);
    message.visibleAt = from + ms;
    this.#wakeAt(message.visibleAt);
  }

  #held(receiptHandle: string): QueueMessage | undefined {
    return this.#messages.find(
      (each) => each.receiptHandle === receiptHandle && each.visibleAt > this.scheduler.now(),
    );
  }

  #remove(message: QueueMessage): void {
    this.#messages = this.#messages.filter((each) => each !== message);
  }

  #expiryOf({ enqueuedAt }: QueueMessage): number {
    return enqueuedAt + this.attributes.messageRetentionPeriod * 1000;
  }

  /** One timer for the next thing that changes by itself. */
  #wakeAt(at: number): void {
    if (!Number.isFinite(at) || (this.#alarm !== undefined && this.#alarm.at <= at)) return;
    this.#alarm?.cancel();
    const cancel = this.scheduler.after(at - this.scheduler.now(), () => this.#wake());
    this.#alarm = { at, cancel };
  }

  #wake(): void {
    this.#alarm?.cancel();
    this.#alarm = undefined;
    const now = this.scheduler.now();
    this.#messages = this.#messages.filter((each) => this.#expiryOf(each) > now);
    for (const message of this.#messages) this.#buryIfDead(message, now);
    const changes = this.#messages.flatMap((each) => [each.visibleAt, this.#expiryOf(each)]);
    const later = changes.filter((at) => at > now);
    if (later.length > 0) this.#wakeAt(later.reduce((a, b) => Math.min(a, b)));
    if (this.peek().length > 0) this.#visible.tell();
  }

  #buryIfDead(message: QueueMessage, now: number): void {
    const { enabled, maxReceiveCount, deadLetterTargetQueue } = this.attributes.dlqPolicy ?? {};
    if (!enabled || message.visibleAt > now || message.dequeueCount < (maxReceiveCount ?? 0))
      return;
    if (this.deadLetter(deadLetterTargetQueue ?? '', message)) this.#remove(message);
  }
}
