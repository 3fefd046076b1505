import type { RequestFinding } from '../peering/model/failure.ts';
import type { IdKind } from '../peering/model/request.ts';

/** The bytes of a message as an event may show them; `base64` holds at most 8 KB of them. */
export interface Original {
  readonly base64: string;
  /** Bytes. */
  readonly length: number;
  readonly sha256: string;
  readonly truncated: boolean;
}

/** An id that the innermost envelope gives (message id, hash of CloudEvents source and id). */
export interface DerivedId {
  readonly value: string;
  readonly kind: IdKind;
}

/** Something that may be a request: an object, not yet held against the schema. */
export interface RequestItem {
  readonly kind: 'request';
  /** 0-based place in the invocation's payload. */
  readonly position: number;
  readonly body: Readonly<Record<string, unknown>>;
  /** Absent for direct invocations, timers and raw topics: the id is then a hash of the pair. */
  readonly id?: DerivedId;
  /** Kept lazily: computing it costs a hash, and only a rejected item needs it. */
  readonly original: () => Original;
}

/** An event of ours (own source or a `peerflow:` type) or the result of one of our functions. */
export interface OwnItem {
  readonly kind: 'own';
  readonly position: number;
  readonly type?: string;
  readonly data: unknown;
}

/** A message between our own functions: `{"peerflow": "watch" | "continuation" | ...}`. */
export interface MessageItem {
  readonly kind: 'message';
  readonly position: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** No JSON, wrong type, too deep, too large: nothing a schema could look at. */
export interface PoisonItem {
  readonly kind: 'poison';
  readonly position: number;
  readonly id?: DerivedId;
  readonly errors: readonly RequestFinding[];
  readonly original: () => Original;
}

export type Item = RequestItem | OwnItem | MessageItem | PoisonItem;

/** A Function Compute 3.0 HTTP trigger event (`v1`), decoded. Header names are lower-case. */
export interface HttpCall {
  readonly method: string;
  /** Decoded path, no query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The invocation's own request id as the trigger saw it. */
  readonly requestId: string | undefined;
}

export type Intake =
  | { readonly kind: 'http'; readonly call: HttpCall }
  | {
      readonly kind: 'timer';
      readonly triggerName: string;
      readonly triggerTime: string;
      /** Requests that the timer's payload holds; empty for a plain tick. */
      readonly items: readonly Item[];
    }
  | {
      readonly kind: 'items';
      /** What the envelope was, for the log: `mns-queue`, `eventbridge`, `direct`, ... */
      readonly trigger: string;
      readonly items: readonly Item[];
    };

/** What intake must know to tell our own events from others. */
export interface IntakeOptions {
  /** `PEERFLOW_SOURCE`. */
  readonly source: string;
  /** Names of our four functions: results of theirs are done in silence. */
  readonly functions: readonly string[];
}

export type { RequestFinding };
