import type { HttpAnswer } from './user/http.ts';

/** A request that is on its way. */
export interface Sent {
  readonly name: string;
  /** The request id that its events will carry. */
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** What HTTP answered; a message and an event get no answer. */
  readonly answer?: HttpAnswer;
}
