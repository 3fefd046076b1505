import { looksLikeJson, withoutBase64 } from './base64.ts';
import type { Envelope, Letter } from './envelope.ts';
import { readHttp } from './http.ts';
import { atIndex } from './ids.ts';
import { type Fields, isObject } from './json/fields.ts';
import { inspect } from './json/inspect.ts';
import { readJson } from './json/read.ts';
import { opensList, splitList } from './json/scan.ts';
import type { DerivedId, IntakeOptions, Item, PoisonItem } from './old-types.ts';
import { originalOf } from './original.ts';
import { isOwn } from './own.ts';
import { openEnvelope } from './triggers/index.ts';
import { wrappedInvocation } from './triggers/wrapped-invocation.ts';

/** Envelopes in envelopes, e.g. an event around a queue message around a failed invocation. */
const MAX_LEVELS = 3;
/** A batch has at most 10 000 messages, and each may be a list. */
const MAX_ENTRIES = 50_000;

/** Where a payload lies. */
interface Place {
  /** Envelopes around it. */
  readonly level: number;
  readonly id?: DerivedId | undefined;
  /** It was the text of a JSON string; Kafka streams bring whole events like that, but only once. */
  readonly isQuoted?: boolean;
}

type WithoutPosition<I> = I extends Item ? Omit<I, 'position'> : never;

/** Opens payloads until no envelope is left, and keeps the items it finds, in order. */
class Opener {
  readonly items: Item[] = [];
  /** The outermost envelope. */
  trigger: string | undefined;
  readonly #options: IntakeOptions;
  #entriesLeft = MAX_ENTRIES;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  /** Text or a parsed value. */
  open(payload: unknown, place: Place): void {
    if (typeof payload === 'string' || Buffer.isBuffer(payload)) this.#openText(payload, place);
    else this.openValue(payload, payload, place);
  }

  /** @param original what is shown if the value is refused: its text where there was one */
  openValue(value: unknown, original: unknown, place: Place): void {
    if (isObject(value)) this.#openObject(value, original, place);
    else if (Array.isArray(value)) this.#openList(value, original, place);
    else if (typeof value === 'string' && !place.isQuoted && looksLikeJson(value))
      this.#openText(value, { ...place, isQuoted: true });
    else this.#refuse(original, place, `is ${nameOf(value)}, not an object`);
  }

  #openText(text: string | Buffer, place: Place): void {
    const source = withoutBase64(text);
    const bytes = Buffer.isBuffer(source) ? source : Buffer.from(source);
    const entries = splitList(bytes, this.#entriesLeft);
    if (entries !== undefined) this.#openList(entries, source, place);
    else this.#openJson(bytes, source, place);
  }

  #openJson(bytes: Buffer, original: unknown, place: Place): void {
    const json = readJson(bytes);
    if (json.ok) this.openValue(json.value, original, place);
    else this.#refuse(original, place, json.error.detail);
  }

  #openList(list: readonly unknown[] | 'too-many', original: unknown, place: Place): void {
    if (list === 'too-many' || list.length > this.#entriesLeft) {
      this.#refuse(original, place, `is a list of more than ${this.#entriesLeft} entries`);
      return;
    }
    this.#entriesLeft -= list.length;
    for (const [index, entry] of list.entries())
      this.#openEntry(entry, { ...place, id: atIndex(place.id, index) });
  }

  #openEntry(entry: unknown, place: Place): void {
    const isList = Buffer.isBuffer(entry) ? opensList(entry) : Array.isArray(entry);
    if (isList) this.#refuse(entry, place, 'is a list within a list');
    else this.open(entry, place);
  }

  #openObject(value: Fields, original: unknown, place: Place): void {
    const wrapped = wrappedInvocation.open(value, this.#options);
    const envelope = wrapped ? undefined : openEnvelope(value, this.#options);
    if (wrapped) this.open(wrapped.payload, place);
    else if (envelope) this.#openLetter(envelope, original, place);
    else this.#take(value, original, place);
  }

  #openLetter({ letter, trigger }: Envelope, original: unknown, place: Place): void {
    this.trigger ??= trigger;
    const { payload, id = place.id } = letter;
    if (letter.isOwn) this.#keepOwn(letter);
    else if (place.level < MAX_LEVELS) this.open(payload, { level: place.level + 1, id });
    else this.#refuse(original, place, `is wrapped in more than ${MAX_LEVELS} envelopes`);
  }

  /** An object that is no envelope. */
  #take(value: Fields, original: unknown, place: Place): void {
    const call = readHttp(value);
    // Its headers hold signatures, which must not travel on.
    if (call) this.#refuse(call.body, place, 'is an HTTP call within an envelope');
    else if (typeof value.peerflow === 'string') this.#takeMessage(value, original, place);
    else if (isOwn(value)) this.#keepOwn({ payload: value });
    else this.#takeRequest(value, original, place);
  }

  /** Our own messages were as large as an invocation may be when they were sent. */
  #takeMessage(body: Fields, original: unknown, place: Place): void {
    const finding = inspect(body, Number.POSITIVE_INFINITY);
    if (finding) this.#refuse(original, place, finding.detail, finding.pointer);
    else this.#keep({ kind: 'message', body });
  }

  #takeRequest(body: Fields, original: unknown, place: Place): void {
    const finding = inspect(body);
    if (finding) this.#refuse(original, place, finding.detail, finding.pointer);
    else this.#keep({ kind: 'request', body, ...this.#identity(original, place) });
  }

  #refuse(original: unknown, place: Place, detail: string, pointer = ''): void {
    const errors = [{ pointer, detail }];
    this.#keep({ kind: 'poison', errors, ...this.#identity(original, place) });
  }

  #identity(original: unknown, { id }: Place): Pick<PoisonItem, 'id' | 'original'> {
    return { ...(id ? { id } : {}), original: originalOf(original) };
  }

  #keepOwn({ payload, type }: Letter): void {
    this.#keep({ kind: 'own', data: payload, ...(type === undefined ? {} : { type }) });
  }

  #keep(item: WithoutPosition<Item>): void {
    this.items.push({ ...item, position: this.items.length });
  }
}

const nameOf = (value: unknown): string => {
  if (value === null) return 'null';
  return value === undefined ? 'missing' : `a ${typeof value}`;
};

/** The items of a payload, and the envelope it came in. */
export interface Unwrapped {
  /** `direct` if there was no envelope. */
  readonly trigger: string;
  readonly items: readonly Item[];
}

const unwrapped = ({ items, trigger }: Opener): Unwrapped => ({
  items,
  trigger: trigger ?? 'direct',
});

/**
 * The items of a payload, opened through at most 3 envelopes and as many lists as 50 000 entries make.
 * Never throws: what cannot be read becomes a poison item and harms no other.
 *
 * @param payload text (Buffer or string) or a parsed value
 */
export const unwrap = (payload: unknown, options: IntakeOptions): Unwrapped => {
  const opener = new Opener(options);
  opener.open(payload, { level: 0 });
  return unwrapped(opener);
};

/** As `unwrap`, for an event that is parsed already; `event` is what a refusal shows. */
export const unwrapParsed = (value: unknown, event: Buffer, options: IntakeOptions): Unwrapped => {
  const opener = new Opener(options);
  opener.openValue(value, event, { level: 0 });
  return unwrapped(opener);
};
