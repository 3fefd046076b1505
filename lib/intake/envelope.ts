import type { Fields } from './json/fields.ts';
import type { DerivedId, IntakeOptions } from './old-types.ts';

/** What an envelope holds: a payload that may be an envelope again, and the id it gives. */
export interface Letter {
  /** A Buffer or a string is text to be read; everything else is a value that is parsed already. */
  readonly payload: unknown;
  readonly id?: DerivedId | undefined;
  /** The payload is ours, an event or a result, and done in silence. */
  readonly isOwn?: boolean;
  /** The type of the CloudEvent. */
  readonly type?: string | undefined;
  /** The service that wrote it, where the trigger carries letters of several. */
  readonly from?: string | undefined;
}

/** One kind of envelope. */
export interface Trigger {
  /** What a log calls it. */
  readonly name: string;
  /** Recognises the envelope by its shape alone and opens it; `undefined` if it is another one. */
  readonly open: (value: Fields, options: IntakeOptions) => Letter | undefined;
}

/** An envelope that a trigger recognised. */
export interface Envelope {
  readonly letter: Letter;
  readonly trigger: string;
}
