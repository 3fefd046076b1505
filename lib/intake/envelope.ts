import type { Origin } from '../peering/model/request.ts';
import type { Fields } from './json/read.ts';
import type { DerivedId, IntakeOptions } from './types.ts';

/** What an envelope holds: a payload that may be an envelope again, and what it says about it. */
export interface Opened {
  /** A Buffer or a string is text to be read; everything else is a value that is parsed already. */
  readonly payload: unknown;
  readonly id?: DerivedId | undefined;
  /** The payload is a result of ours, and done as it stands. */
  readonly isOurs?: boolean;
  /** The type of the CloudEvent. */
  readonly type?: string | undefined;
  /** The service that wrote it, where the trigger carries messages of several. */
  readonly service?: string | undefined;
  readonly origin: Origin;
  /** Why the payload must not be read. */
  readonly fault?: string | undefined;
}

/** One kind of envelope. */
export interface Trigger {
  /** What a log calls it. */
  readonly name: string;
  /** Recognises the envelope by its shape alone and opens it; `undefined` if it is another one. */
  readonly open: (value: Fields, options: IntakeOptions) => Opened | undefined;
}

/** An envelope that a trigger recognised. */
export interface Envelope extends Opened {
  readonly trigger: string;
}
