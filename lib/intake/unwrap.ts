import type { Origin } from '../peering/model/origin.ts';
import type { Envelope } from './envelope.ts';
import { atIndex } from './ids.ts';
import { type Fields, isObject } from './json/fields.ts';
import { inspect } from './json/inspect.ts';
import { readJson } from './json/read.ts';
import { splitList } from './json/scan.ts';
import { type Fault, MAX_REQUESTS, Message } from './message.ts';
import { inheritOrigin } from './origin.ts';
import { originalOf } from './original.ts';
import { isOurs } from './ours.ts';
import { looksLikeJson, plainBytes } from './payload-text.ts';
import { openEnvelope } from './triggers/index.ts';
import type { DerivedId, IntakeOptions, Item, OursItem, RequestItem } from './types.ts';

/** Envelopes in envelopes, e.g. an event around a queue message around a failed invocation. */
const MAX_LEVELS = 3;
/** The loop guard looks further: an event of ours that is refused would come back as the next event. */
const MAX_GUARDED_LEVELS = 8;
/** Messages of a batch (Function Compute, `CountBasedWindow`). */
const MAX_MESSAGES = 10_000;
/** Entries of the lists of all messages: each takes memory until the invocation ends. */
const MAX_ENTRIES = 100_000;

const DIRECT: Origin = { via: 'direct' };

/** Where a payload lies. */
interface Place {
  /** Envelopes around it. */
  readonly level: number;
  readonly message: Message;
  /** An entry of a list, with no envelope between. */
  readonly isEntry?: boolean;
  readonly id?: DerivedId | undefined;
  readonly type?: string | undefined;
  /** Of the outermost envelope; absent before there was one. */
  readonly origin?: Origin | undefined;
  /** JSON pointer of the list entry. */
  readonly at: string;
  /** It was the text of a JSON string; Kafka streams bring whole events like that, but only once. */
  readonly isQuoted?: boolean;
}

type Kept = Omit<RequestItem, 'position' | 'message'> | Omit<OursItem, 'position' | 'message'>;

const nameOf = (value: unknown): string => {
  if (value === null) return 'is null';
  if (value === undefined || value === '') return 'is empty';
  return `is a ${typeof value}`;
};

/** Opens payloads until no envelope is left, and keeps what it finds, in order. */
class Opener {
  /** The outermost envelope. */
  trigger: string | undefined;
  readonly #options: IntakeOptions;
  readonly #items: { readonly item: Item; readonly message: Message }[] = [];
  readonly #messages: Message[] = [];
  #entriesLeft = MAX_ENTRIES;
  #nextPosition = 0;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  /** What was found: items of messages that were not refused, and one invalid item for each faulty one. */
  found(): readonly Item[] {
    const items = this.#items.filter(({ message }) => !message.isRefused).map(({ item }) => item);
    const invalid = this.#messages
      .map((message) => message.invalidItem())
      .filter((item) => item !== undefined);
    return [...items, ...invalid].sort((a, b) => a.position - b.position);
  }

  newMessage(): Message {
    const message = new Message(this.#messages.length);
    this.#messages.push(message);
    return message;
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
    else if (typeof value === 'string' && !place.isQuoted && looksLikeJson(plainBytes(value)))
      this.#openText(value, { ...place, isQuoted: true });
    else this.#fault(original, place, `${nameOf(value)}, not an object`);
  }

  #openText(text: string | Buffer, place: Place): void {
    const bytes = plainBytes(text);
    const entries = splitList(bytes, this.#mostEntries(place));
    if (entries !== undefined) this.#openList(entries, bytes, place);
    else this.#openJson(bytes, place);
  }

  #openJson(bytes: Buffer, place: Place): void {
    const json = readJson(bytes);
    if (json.ok) this.openValue(json.value, bytes, place);
    else this.#fault(bytes, place, json.error.detail);
  }

  #mostEntries({ level }: Place): number {
    return level === 0 ? MAX_MESSAGES : MAX_REQUESTS;
  }

  #openList(list: readonly unknown[] | 'too-many', original: unknown, place: Place): void {
    const most = this.#mostEntries(place);
    if (place.isEntry) this.#fault(original, place, 'is a list within a list');
    else if (list === 'too-many' || list.length > most)
      this.#refuse(original, place, `is a list of more than ${most} entries`);
    else if (list.length > this.#entriesLeft)
      this.#refuse(original, place, `is one of more than ${MAX_ENTRIES} list entries in all`);
    else this.#openEntries(list, original, place);
  }

  #openEntries(list: readonly unknown[], original: unknown, place: Place): void {
    if (place.level > 0) this.#entriesLeft -= list.length;
    place.message.whole = { payload: original, id: place.id };
    for (const [index, entry] of list.entries())
      this.open(entry, {
        ...place,
        id: atIndex(place.id, index),
        at: `${place.at}/${index}`,
        isEntry: true,
      });
  }

  #openObject(value: Fields, original: unknown, place: Place): void {
    const envelope = openEnvelope(value, this.#options);
    if (envelope) this.#openEnvelope(envelope, original, place);
    else this.#take(value, original, place);
  }

  #openEnvelope(envelope: Envelope, original: unknown, outer: Place): void {
    this.trigger ??= envelope.trigger;
    const { payload, id = outer.id, type, fault } = envelope;
    const place = {
      ...this.#messagePlace(outer),
      level: outer.level + 1,
      id,
      type: type ?? outer.type,
      origin: inheritOrigin(outer.origin, envelope.origin),
    };
    if (envelope.isOurs) this.#keepOurs(place);
    else if (fault !== undefined) this.#fault(payload, place, fault);
    else if (place.level <= MAX_GUARDED_LEVELS) this.open(payload, place);
    else this.#faultOfLevels(original, place);
  }

  /** An envelope in the list of the invocation is a message of its own. */
  #messagePlace({ isEntry, ...place }: Place): Place {
    if (!isEntry || place.level > 0) return place;
    place.message.whole = undefined;
    return { ...place, at: '', message: this.newMessage() };
  }

  /** An object that is no envelope. */
  #take(value: Fields, original: unknown, place: Place): void {
    if (isOurs(value)) this.#keepOurs(place);
    else if (place.level > MAX_LEVELS) this.#faultOfLevels(original, place);
    else if ('peerflow' in value)
      this.#fault(original, place, 'is a task, which is never taken from a message');
    else this.#takeRequest(value, original, place);
  }

  #takeRequest(body: Fields, original: unknown, place: Place): void {
    const finding = inspect(body);
    if (finding) this.#fault(original, place, finding.detail, finding.pointer);
    else if (!place.message.countRequest())
      this.#refuse(original, place, `holds more than ${MAX_REQUESTS} requests`);
    else
      this.#keep(place, {
        kind: 'request',
        body,
        at: place.at,
        ...(place.id ? { id: place.id } : {}),
        origin: place.origin ?? DIRECT,
        original: originalOf(original),
      });
  }

  #keepOurs(place: Place): void {
    this.#keep(place, { kind: 'ours', ...(place.type === undefined ? {} : { type: place.type }) });
  }

  #keep({ message }: Place, item: Kept): void {
    const position = this.#nextPosition++;
    this.#items.push({ message, item: { ...item, position, message: message.number } });
  }

  #faultOfLevels(original: unknown, place: Place): void {
    this.#fault(original, place, `is wrapped in more than ${MAX_LEVELS} envelopes`);
  }

  #fault(payload: unknown, place: Place, detail: string, pointer = ''): void {
    place.message.add(this.#faultAt(payload, place, { pointer, detail }));
  }

  /** The message as a whole is too much: nothing of it is done. */
  #refuse(payload: unknown, place: Place, detail: string): void {
    const { payload: whole = payload, id = place.id } = place.message.whole ?? {};
    place.message.refuse(this.#faultAt(whole, { ...place, id, at: '' }, { pointer: '', detail }));
  }

  #faultAt(payload: unknown, { id, at, origin = DIRECT }: Place, error: Fault['error']): Fault {
    return { payload, id, at, origin, error, position: this.#nextPosition++ };
  }
}

/** The items of a payload, and the envelope it came in. */
export interface Unwrapped {
  /** `direct` if there was no envelope. */
  readonly trigger: string;
  readonly items: readonly Item[];
}

const unwrapped = (opener: Opener): Unwrapped => ({
  items: opener.found(),
  trigger: opener.trigger ?? 'direct',
});

/**
 * The items of a payload, opened through at most 3 envelopes: a batch of at most 10 000 messages, each of at
 * most 1 000 requests. Never throws: what cannot be read becomes one invalid item for each message and harms
 * no other.
 *
 * @param payload text (Buffer or string) or a parsed value
 * @param origin what came before this payload, e.g. the HTTP call that brought it
 */
export const unwrap = (payload: unknown, options: IntakeOptions, origin?: Origin): Unwrapped => {
  const opener = new Opener(options);
  opener.open(payload, { level: 0, message: opener.newMessage(), origin, at: '' });
  return unwrapped(opener);
};

/** As `unwrap`, for an event that is parsed already; `event` is what a refusal shows. */
export const unwrapParsed = (value: Fields, event: Buffer, options: IntakeOptions): Unwrapped => {
  const opener = new Opener(options);
  opener.openValue(value, event, { level: 0, message: opener.newMessage(), at: '' });
  return unwrapped(opener);
};
