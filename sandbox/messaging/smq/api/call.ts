import type { HttpAnswer, HttpRequest } from '../../../http/types.ts';
import type { LongPolls } from '../long-poll.ts';
import type { Sending } from '../queue.ts';
import type { SmqStore } from '../store.ts';

/** One call of the API, read and allowed. */
export interface SmqCall {
  readonly request: HttpRequest;
  readonly store: SmqStore;
  /** The queue or topic that the path names. */
  readonly name: string;
  /** Puts a text into a queue and notes it in the journal. */
  readonly send: (queue: string, body: string, sending?: Sending) => SentMessage;
  readonly publish: (topic: string, message: Publishing) => string;
  readonly polls: LongPolls;
}

export interface SentMessage {
  readonly messageId: string;
  readonly receiptHandle: string | undefined;
}

export interface Publishing {
  readonly body: string;
  readonly tag?: string | undefined;
  readonly attributes?: Readonly<Record<string, string>> | undefined;
}

export interface Operation {
  /** As the API calls it. */
  readonly action: string;
  /** RAM action without its prefix `mns:`, where it is called otherwise. */
  readonly right?: string;
  readonly run: (call: SmqCall) => HttpAnswer | Promise<HttpAnswer>;
}
