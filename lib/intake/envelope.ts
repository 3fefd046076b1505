import type { DerivedId, IntakeOptions } from './types.ts';

/** What an envelope holds: a payload that may be an envelope again, and the id it gives. */
export interface Letter {
  /** Text, bytes, or a value that is parsed already. */
  readonly payload: unknown;
  readonly id?: DerivedId | undefined;
  /** The payload is ours: an event of our own or a result of our functions. */
  readonly own?: boolean;
  readonly type?: string | undefined;
}

/** One kind of envelope: recognised by shape alone, opened into letters; `undefined` if it is not one. */
export type Envelope = (value: unknown, options: IntakeOptions) => readonly Letter[] | undefined;
