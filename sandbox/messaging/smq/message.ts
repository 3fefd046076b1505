import { createHash, randomBytes } from 'node:crypto';

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

export const md5 = (body: string): string =>
  createHash('md5').update(body).digest('hex').toUpperCase();

export const newMessageId = (): string => randomBytes(16).toString('hex').toUpperCase();

const HANDLE = /^\d+-[0-9a-f]{32}$/;

/** Clients put receipt handles into URLs as they are, so they have nothing that would need encoding. */
export const newReceiptHandle = (priority: number): string =>
  `${priority}-${randomBytes(16).toString('hex')}`;

export const isReceiptHandle = (text: string): boolean => HANDLE.test(text);
