import type { RequestFinding } from '../peering/model/failure.ts';
import type { Origin } from '../peering/model/request.ts';
import { originalOf } from './original.ts';
import type { DerivedId, InvalidItem, Original, WholeMessage } from './types.ts';

/** Requests of one message. */
export const MAX_REQUESTS = 1_000;
/** Errors that are listed; the others are counted. */
const MAX_ERRORS = 50;

/** One part of a message that nothing can be done with. */
export interface Fault {
  /** Its pointer leads into the part. */
  readonly error: RequestFinding;
  /** JSON pointer of the part in the list; empty where the message is no list. */
  readonly at: string;
  readonly position: number;
  readonly id: DerivedId | undefined;
  readonly origin: Origin;
  readonly payload: unknown;
}

/** The bytes of the whole message, or of its first faulty part where the whole may not be shown. */
const originalOfEither = (whole: unknown, part: unknown) => (): Original => {
  const original = originalOf(whole)();
  return original.base64 === '' ? originalOf(part)() : original;
};

/**
 * One message of an invocation and what was wrong with it. Whatever is in it, it is announced once: 64 KB
 * of list entries must not become as many events.
 */
export class Message {
  readonly number: number;
  /** True if it was too much to take anything of it. */
  isRefused = false;
  /** The list that it holds, and its id. */
  whole: { readonly payload: unknown; readonly id: DerivedId | undefined } | undefined;
  #requests = 0;
  #faults: Fault[] = [];
  #faultCount = 0;

  constructor(number: number) {
    this.number = number;
  }

  add(fault: Fault): void {
    if (this.isRefused) return;
    this.#faultCount += 1;
    if (this.#faults.length < MAX_ERRORS) this.#faults.push(fault);
  }

  /** Takes nothing of it, whatever was found before. */
  refuse(fault: Fault): void {
    if (this.isRefused) return;
    this.#faults = [fault];
    this.#faultCount = 1;
    this.isRefused = true;
  }

  /** Counts a request; false if it is one too many. */
  countRequest(): boolean {
    this.#requests += 1;
    return this.#requests <= MAX_REQUESTS;
  }

  /** The list as a request of it shows it. */
  wholeFor(part: unknown): WholeMessage | undefined {
    return (
      this.whole && { id: this.whole.id, original: originalOfEither(this.whole.payload, part) }
    );
  }

  /** The one item that lists all faults; `undefined` without any. */
  invalidItem(): InvalidItem | undefined {
    const [first] = this.#faults;
    if (first === undefined) return undefined;
    const isFolded = this.#faultCount > 1;
    const { payload, id } = (isFolded && this.whole) || first;
    return {
      kind: 'invalid',
      position: first.position,
      message: this.number,
      at: isFolded ? '' : first.at,
      ...(id ? { id } : {}),
      errors: this.#faults.map(({ error, at }) =>
        isFolded ? { ...error, pointer: at + error.pointer } : error,
      ),
      errorCount: this.#faultCount,
      origin: first.origin,
      original: originalOfEither(payload, first.payload),
    };
  }
}
