import type { RequestFinding } from '../peering/model/failure.ts';
import type { Origin } from '../peering/model/request.ts';
import type { Fields } from './json/read.ts';
import { type Fault, MAX_REQUESTS, Message } from './message.ts';
import { originalOf } from './original.ts';
import type { DerivedId, Item, OursItem, RequestItem } from './types.ts';

const DIRECT: Origin = { via: 'direct' };

/** Where a payload lies. */
export interface Place {
  /** Envelopes around it. */
  readonly level: number;
  readonly message: Message;
  /** An entry of a list, with no envelope between. */
  readonly isEntry?: boolean;
  readonly id?: DerivedId | undefined;
  /** The type of the innermost CloudEvent. */
  readonly type?: string | undefined;
  /** Of the outermost envelope; absent before there was one. */
  readonly origin?: Origin | undefined;
  /** JSON pointer of the list entry. */
  readonly at: string;
  /** It was the text of a JSON string; Kafka streams bring whole events like that, but only once. */
  readonly isQuoted?: boolean;
}

type Kept = Omit<RequestItem, 'position' | 'message'> | Omit<OursItem, 'position' | 'message'>;

/** Keeps what is found in the payloads of an invocation, in order, and what is wrong with each message. */
export class Collector {
  readonly #items: { readonly item: Item; readonly message: Message }[] = [];
  readonly #messages: Message[] = [];
  #nextPosition = 0;

  /** Items of messages that were not refused, and one invalid item for each faulty one. */
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

  request(body: Fields, original: unknown, place: Place): void {
    const { message, at, id, origin = DIRECT } = place;
    if (!message.countRequest()) {
      this.refuse(original, place, `holds more than ${MAX_REQUESTS} requests`);
      return;
    }
    this.#keep(message, {
      kind: 'request',
      body,
      at,
      ...(id ? { id } : {}),
      origin,
      original: originalOf(original),
      whole: () => message.wholeFor(original),
    });
  }

  ours({ message, type }: Place): void {
    this.#keep(message, { kind: 'ours', ...(type === undefined ? {} : { type }) });
  }

  /** One part of a message that nothing can be done with. */
  fault(payload: unknown, place: Place, detail: string, pointer = ''): void {
    place.message.add(this.#faultAt(payload, place, { pointer, detail }));
  }

  /** The message as a whole is too much: nothing of it is done. */
  refuse(payload: unknown, place: Place, detail: string): void {
    const { payload: whole = payload, id = place.id } = place.message.whole ?? {};
    place.message.refuse(this.#faultAt(whole, { ...place, id, at: '' }, { pointer: '', detail }));
  }

  #keep(message: Message, item: Kept): void {
    const position = this.#nextPosition++;
    this.#items.push({ message, item: { ...item, position, message: message.number } });
  }

  #faultAt(payload: unknown, { id, at, origin = DIRECT }: Place, error: RequestFinding): Fault {
    return { payload, id, at, origin, error, position: this.#nextPosition++ };
  }
}
