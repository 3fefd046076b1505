import { splitList } from '../peering/json-scan.ts';
import type { Origin } from '../peering/model/request.ts';
import { Collector, type Place } from './collector.ts';
import type { Envelope } from './envelope.ts';
import {
  type Fields,
  inspect,
  isObject,
  looksLikeJson,
  plainBytes,
  readJson,
} from './json/read.ts';
import { MAX_REQUESTS } from './message.ts';
import { atIndex, inheritOrigin, isOurs } from './origin.ts';
import { openEnvelope } from './triggers/index.ts';
import type { IntakeOptions, Item } from './types.ts';

/** Envelopes in envelopes, e.g. an event around a queue message around a failed invocation. */
const MAX_LEVELS = 3;
/** The loop guard looks further: an event of ours that is refused would come back as the next event. */
const MAX_GUARDED_LEVELS = 8;
const TOO_DEEP = `is wrapped in more than ${MAX_LEVELS} envelopes`;
/** Messages of a batch (Function Compute, `CountBasedWindow`). */
const MAX_MESSAGES = 10_000;
/** Entries of the lists of all messages: each takes memory until the invocation ends. */
const MAX_ENTRIES = 100_000;

const nameOf = (value: unknown): string => {
  if (value === null) return 'is null';
  if (value === undefined || value === '') return 'is empty';
  return `is a ${typeof value}`;
};

/** The list of the invocation itself is a batch of messages; any other is one message of several requests. */
const mostEntries = ({ level }: Place): number => (level === 0 ? MAX_MESSAGES : MAX_REQUESTS);

/** Opens payloads until no envelope is left. */
class Opener {
  readonly collector = new Collector();
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
    else if (typeof value === 'string' && !place.isQuoted && looksLikeJson(plainBytes(value)))
      this.#openText(value, { ...place, isQuoted: true });
    else this.collector.fault(original, place, `${nameOf(value)}, not an object`);
  }

  #openText(text: string | Buffer, place: Place): void {
    const bytes = plainBytes(text);
    const entries = splitList(bytes, mostEntries(place));
    if (entries !== undefined) this.#openList(entries, bytes, place);
    else this.#openJson(bytes, place);
  }

  #openJson(bytes: Buffer, place: Place): void {
    const json = readJson(bytes);
    if (json.ok) this.openValue(json.value, bytes, place);
    else this.collector.fault(bytes, place, json.error.detail);
  }

  #openList(list: readonly unknown[] | 'too-many', original: unknown, place: Place): void {
    const most = mostEntries(place);
    if (place.isEntry) this.collector.fault(original, place, 'is a list within a list');
    else if (place.level > 0 && list.length === 0)
      this.collector.fault(original, place, 'is an empty list');
    else if (list === 'too-many' || list.length > most)
      this.collector.refuse(original, place, `is a list of more than ${most} entries`);
    else if (list.length > this.#entriesLeft)
      this.collector.refuse(original, place, `is one of more than ${MAX_ENTRIES} list entries`);
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
    if (envelope.isOurs) this.collector.ours(place);
    else if (fault !== undefined) this.collector.fault(payload, place, fault);
    else if (place.level <= MAX_GUARDED_LEVELS) this.open(payload, place);
    else this.collector.fault(original, place, TOO_DEEP);
  }

  /** An envelope in the list of the invocation is a message of its own. */
  #messagePlace({ isEntry, ...place }: Place): Place {
    if (!isEntry || place.level > 0) return place;
    place.message.whole = undefined;
    return { ...place, at: '', message: this.collector.newMessage() };
  }

  /** An object that is no envelope. */
  #take(value: Fields, original: unknown, place: Place): void {
    const { collector } = this;
    if (isOurs(value)) collector.ours(place);
    else if (place.level > MAX_LEVELS) collector.fault(original, place, TOO_DEEP);
    else if ('peerflow' in value)
      collector.fault(original, place, 'is a task, which is never taken from a message');
    else this.#takeRequest(value, original, place);
  }

  #takeRequest(body: Fields, original: unknown, place: Place): void {
    const finding = inspect(body);
    if (finding) this.collector.fault(original, place, finding.detail, finding.pointer);
    else this.collector.request(body, original, place);
  }
}

/** The items of a payload, and the envelope it came in. */
export interface Unwrapped {
  /** `direct` if there was no envelope. */
  readonly trigger: string;
  readonly items: readonly Item[];
}

const unwrapped = ({ collector, trigger = 'direct' }: Opener): Unwrapped => ({
  items: collector.found(),
  trigger,
});

/** The place of what an invocation brings. */
const outermost = ({ collector }: Opener, origin?: Origin): Place => ({
  level: 0,
  message: collector.newMessage(),
  origin,
  at: '',
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
  opener.open(payload, outermost(opener, origin));
  return unwrapped(opener);
};

/** As `unwrap`, for an event that is parsed already; `event` is what a refusal shows. */
export const unwrapParsed = (value: Fields, event: Buffer, options: IntakeOptions): Unwrapped => {
  const opener = new Opener(options);
  opener.openValue(value, event, outermost(opener));
  return unwrapped(opener);
};
