import type { Origin } from '../peering/model/origin.ts';
import { printable } from '../peering/printable.ts';
import { textOf } from './json/fields.ts';

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
