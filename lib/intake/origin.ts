import { sha256 } from '../peering/hash.ts';
import type { Origin } from '../peering/model/request.ts';
import { printable } from '../peering/printable.ts';
import { derivedRequestId } from '../peering/request/identify.ts';
import { type Fields, textOf } from './json/read.ts';
import type { DerivedId } from './types.ts';

/** The id that a service gave the message; absent if the field holds none. */
export const messageId = (id: unknown): DerivedId | undefined => {
  const text = textOf(id);
  return text === undefined ? undefined : { value: derivedRequestId(text), kind: 'message' };
};

/** An id of facts that are unique only together. As JSON, so that the parts never run together. */
export const hashedId = (...parts: readonly unknown[]): DerivedId => ({
  value: `h-${sha256(JSON.stringify(parts.map((part) => textOf(part) ?? '')))}`,
  kind: 'message',
});

/** Several requests in one message share its id; each gets its 0-based place in the list. */
export const atIndex = (id: DerivedId | undefined, index: number): DerivedId | undefined =>
  id && { ...id, value: derivedRequestId(`${id.value}-${index}`) };

/** What our functions answer, as a destination without its record brings it. */
const isResult = (value: Fields): boolean =>
  Array.isArray(value.outcomes) && Object.keys(value).length === 1;

/**
 * The loop guard: true for the data of an event of this or any other deployment and for results of ours.
 * Taking them for bad requests would be announced by another event, which would come back in the same way.
 */
export const isOurs = (value: Fields): boolean => value.peerflow === 'event' || isResult(value);

/** W3C Trace Context, version 00 and later ones read as it; ids of zeros only are invalid. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** A `traceparent` that keeps its syntax; `undefined` for anything else. */
export const traceparentOf = (value: unknown): string | undefined =>
  typeof value === 'string' && TRACEPARENT.test(value) ? value : undefined;

/** The largest time that a Date holds. */
const MAX_TIME = 8.64e15;
/** Epoch milliseconds, also as text, as some triggers write them. */
const EPOCH = /^\d{1,16}$/;

/** A time in epoch milliseconds, from a number, its digits or an ISO text; `undefined` for anything else. */
export const timeOf = (value: unknown): number | undefined => {
  const text = textOf(value)?.slice(0, 40) ?? '';
  const time = EPOCH.test(text) ? Number(text) : Date.parse(text);
  return time > 0 && time <= MAX_TIME ? time : undefined;
};

const MAX_NAME = 128;
/** Escapes make a name longer, and tasks carry doors of at most 200 characters. */
const MAX_ESCAPED = 160;

/** `smq:orders`: the kind of door and its name, in which every character can be seen. */
export const doorOf = (kind: string, name: unknown): string =>
  `${kind}:${printable((textOf(name) ?? 'unknown').slice(0, MAX_NAME)).slice(0, MAX_ESCAPED)}`;

/** The account that an envelope of the cloud names. */
export const accountPrincipal = (account: unknown): string | undefined => {
  const text = textOf(account) ?? '';
  return /^\d{1,20}$/.test(text) ? `account:${text}` : undefined;
};

/**
 * The origin of what an inner envelope holds. The door and the principal are the outermost envelope's, which
 * the cloud wrote: whoever sent the message may have written the inner ones.
 */
export const inheritOrigin = (outer: Origin | undefined, inner: Origin): Origin =>
  outer === undefined
    ? inner
    : {
        ...outer,
        arrival: outer.arrival ?? inner.arrival,
        traceparent: outer.traceparent ?? inner.traceparent,
      };
