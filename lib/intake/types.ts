import type { RequestFinding } from '../peering/model/failure.ts';
import type { IdKind, Origin } from '../peering/model/request.ts';

/** The bytes of a message as an event may show them. */
export interface Original {
  /** The first 6 KB; empty where they could hold headers, query strings or cookies of an HTTP call. */
  readonly base64: string;
  /** Bytes of the whole. */
  readonly length: number;
  /** Lower-case hex, of the whole. */
  readonly sha256: string;
  /** True if `base64` does not hold the whole. */
  readonly truncated: boolean;
}

/** An id that the innermost envelope gives (message id, hash of CloudEvents source and id). */
export interface DerivedId {
  readonly value: string;
  readonly kind: IdKind;
}

/** A whole message, where it is a list of requests. */
export interface WholeMessage {
  readonly id?: DerivedId | undefined;
  readonly original: () => Original;
}

/** What every item knows about where it was found. */
interface Found {
  /** 0-based place among the items of the invocation. */
  readonly position: number;
  /** 0-based number of the message that holds it: findings about one message become one event. */
  readonly message: number;
}

/** Something that may be a request: an object that the request schema has not seen yet. */
export interface RequestItem extends Found {
  readonly kind: 'request';
  readonly body: Readonly<Record<string, unknown>>;
  /** JSON pointer of its place in a list; empty where the message is the request. */
  readonly at: string;
  /** Absent for direct invocations, timers and raw topics: the id is then a hash of the pair. */
  readonly id?: DerivedId;
  readonly origin: Origin;
  /** Kept lazily: computing it costs a hash, and only a rejected item needs it. */
  readonly original: () => Original;
  /** The list that holds it; `undefined` if it is alone. */
  readonly whole: () => WholeMessage | undefined;
}

/** A message, or a part of it, that no schema could look at; at most one for each message. */
export interface InvalidItem extends Found {
  readonly kind: 'invalid';
  /** JSON pointer of its place in a list; empty where it stands for the whole or for several parts. */
  readonly at: string;
  readonly id?: DerivedId;
  /** At most 50. */
  readonly errors: readonly RequestFinding[];
  /** How many there were in all. */
  readonly errorCount: number;
  readonly origin: Origin;
  readonly original: () => Original;
}

/**
 * The loop guard: an event of this or any other deployment (its data has `peerflow: "event"`), or the
 * result of one of our functions. It is done as it stands.
 */
export interface OursItem extends Found {
  readonly kind: 'ours';
  /** The type of the CloudEvent, where there was one. */
  readonly type?: string;
}

export type Item = RequestItem | InvalidItem | OursItem;

/** A Function Compute 3.0 HTTP trigger event (`v1`), decoded. Header names are lower-case. */
export interface HttpCall {
  readonly method: string;
  /** Decoded segment by segment, without query and prefix. A segment with an encoded slash stays encoded. */
  readonly path: string;
  /** What a custom domain puts before our paths (`/api`), for `Location`; mostly empty. */
  readonly prefix: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** As sent: `content-encoding` has not been undone. */
  readonly body: Buffer;
  /** The invocation's own request id as the trigger saw it. */
  readonly requestId: string | undefined;
  /** The caller reads no answer (`X-Fc-Invocation-Type: Async`, `Prefer: respond-async`): events announce the outcome. */
  readonly isAsync: boolean;
  readonly origin: Origin;
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
      /** What the outermost envelope was, for the log: `mns-queue`, `eventbridge`, `direct`, ... */
      readonly trigger: string;
      readonly items: readonly Item[];
    };

/** What intake must know to distinguish results of our own functions from others. */
export interface IntakeOptions {
  /** Names of our functions. */
  readonly functions: readonly string[];
}

export type { RequestFinding };
