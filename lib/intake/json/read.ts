import { isUtf8 } from 'node:buffer';
import { duplicateMember, isOverLimits, parseExact } from '../../peering/json-scan.ts';
import type { RequestFinding } from '../../peering/model/failure.ts';
import { printable } from '../../peering/printable.ts';

/** RFC 4648, with or without padding. */
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** The bytes of standard Base64, line breaks allowed; `undefined` if the text is something else. */
export const decodeBase64 = (text: string): Buffer | undefined => {
  const digits = text.replace(/\s/g, '');
  return BASE64.test(digits) ? Buffer.from(digits, 'base64') : undefined;
};

const startsWith = (bytes: Buffer, ...start: readonly number[]): boolean =>
  start.every((byte, index) => bytes[index] === byte);

/** A byte-order mark of UTF-8 says nothing: it is left out wherever JSON is read. */
export const withoutMark = (bytes: Buffer): Buffer =>
  startsWith(bytes, 0xef, 0xbb, 0xbf) ? bytes.subarray(3) : bytes;

/** RFC 1952: compressed bytes, which no header announces outside of HTTP. */
export const isGzip = (bytes: Buffer): boolean => startsWith(bytes, 0x1f, 0x8b);

/** Recognised by its byte-order mark, or by a zero byte in the first character: JSON begins with ASCII. */
export const isUtf16 = (bytes: Buffer): boolean =>
  startsWith(bytes, 0xff, 0xfe) ||
  startsWith(bytes, 0xfe, 0xff) ||
  (bytes.length > 1 && (bytes[0] === 0) !== (bytes[1] === 0));

const HEAD = 64;

/** True for text that can only be meant as a JSON object or list. */
export const looksLikeJson = (bytes: Buffer): boolean =>
  /^\s*[[{]/.test(withoutMark(bytes).toString('latin1', 0, HEAD));

/** Something to read, or something that is better named than taken for Base64. */
const isKnown = (bytes: Buffer): boolean => looksLikeJson(bytes) || isGzip(bytes) || isUtf16(bytes);

/** A sender and a connector may each have encoded it. */
const MAX_LAYERS = 3;

/**
 * The bytes of a text payload, without byte-order mark and without the Base64 around JSON: SMQ bodies are
 * Base64 by convention, and whether a trigger decodes them is a setting of the trigger. JSON objects and
 * lists are never Base64 themselves, so there is nothing to confuse. What does not lead to JSON stays as
 * it is.
 */
export const plainBytes = (text: string | Buffer): Buffer => {
  const bytes = withoutMark(Buffer.isBuffer(text) ? text : Buffer.from(text));
  let inner: Buffer | undefined = bytes;
  for (let layer = 0; inner && layer <= MAX_LAYERS; layer += 1) {
    if (isKnown(inner)) return withoutMark(inner);
    inner = decodeBase64(withoutMark(inner).toString('latin1'));
  }
  return bytes;
};

/** A JSON object whose fields are not checked yet. */
export type Fields = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A scalar as text, `undefined` for everything else and for the empty text. `String(value)` would run
 * a `toString` that a message brought along.
 */
export const textOf = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value);
  return undefined;
};

const MAX_DEPTH = 64;
/** As much as the body of an HTTP call may have. */
const MAX_SIZE = 128 * 1024;

/** Keys that reach prototypes in careless code: no field of ours, and nothing to pass on. */
const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

const finding = (pointer: string, detail: string): RequestFinding => ({ pointer, detail });

/** RFC 6901: `~` and `/` are escaped; long keys are cut, since this is for people. */
const escaped = (key: string): string =>
  key.slice(0, 64).replaceAll('~', '~0').replaceAll('/', '~1');

class Inspection {
  readonly #maxSize: number;
  #size = 0;

  constructor(maxSize: number) {
    this.#maxSize = maxSize;
  }

  of(value: unknown, pointer: string, depth: number): RequestFinding | undefined {
    if (depth > MAX_DEPTH) return finding('', `is nested deeper than ${MAX_DEPTH} levels`);
    this.#size += typeof value === 'string' ? value.length + 2 : 2;
    if (this.#size > this.#maxSize) return finding('', 'is larger than 128 KB');
    if (typeof value !== 'object' || value === null) return undefined;
    return Array.isArray(value)
      ? this.#ofEntries(value.entries(), pointer, depth)
      : this.#ofEntries(Object.entries(value), pointer, depth);
  }

  #ofEntries(
    entries: Iterable<readonly [string | number, unknown]>,
    pointer: string,
    depth: number,
  ): RequestFinding | undefined {
    for (const [key, value] of entries) {
      const at = `${pointer}/${escaped(String(key))}`;
      if (FORBIDDEN.has(String(key))) return finding(at, 'is a name no field may have');
      this.#size += String(key).length;
      const found = this.of(value, at, depth + 1);
      if (found) return found;
    }
    return undefined;
  }
}

/**
 * What forbids to look at an item at all: nested deeper than 64 levels, larger than 128 KB, or a key
 * that reaches prototypes. Stops at the first finding, so the work is bounded by the limits.
 *
 * @param maxSize about the bytes of its JSON
 */
export const inspect = (value: unknown, maxSize = MAX_SIZE): RequestFinding | undefined =>
  new Inspection(maxSize).of(value, '', 0);

/** Function Compute delivers at most 32 MB to a synchronous invocation. */
const MAX_BYTES = 32 * 1024 * 1024;

/** Items have a limit of their own; what envelopes add to it is little. */
const LIMITS = { depth: 80, values: 250_000 };

const OVER = {
  depth: `is nested deeper than ${LIMITS.depth} levels, its envelopes included`,
  values: `holds more than ${LIMITS.values} values`,
};

export type Json =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: RequestFinding };

const no = (detail: string): Json => ({ ok: false, error: { pointer: '', detail } });

/** What the bytes are if they cannot be JSON text, in words that say what the sender has to change. */
const notText = (bytes: Buffer): string | undefined => {
  if (bytes.length === 0) return 'is empty';
  if (bytes.length > MAX_BYTES) return 'is larger than 32 MB';
  if (isGzip(bytes)) return 'is compressed (gzip); send the JSON text itself';
  if (isUtf16(bytes)) return 'is UTF-16 text; send UTF-8';
  return isUtf8(bytes) ? undefined : 'is not UTF-8 text';
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f]/;

/** Where the parser stopped. Its own words quote the message, which may hold secrets. */
const stopOf = (text: string): number | undefined => {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const words = error instanceof Error ? error.message : '';
    if (/unexpected end|unterminated/i.test(words)) return text.length;
    const [, at] = /position (\d+)/.exec(words) ?? [];
    return at === undefined ? undefined : Number(at);
  }
};

const syntaxFault = (text: string): string => {
  const control = CONTROL.exec(text);
  if (control) return `is not valid JSON: it holds the control character ${printable(control[0])}`;
  const stop = stopOf(text);
  if (stop === undefined) return 'is not valid JSON';
  return stop >= text.length
    ? 'is not valid JSON: it ends too early'
    : `is not valid JSON, from character ${stop} on`;
};

/**
 * Parses untrusted bytes in bounded time and memory: at most 32 MB of UTF-8, 80 levels and 250 000
 * values. Integers beyond 2^53 - 1 become BigInt; an object with a member twice is refused. Never throws,
 * and no error quotes the text.
 */
export const readJson = (input: Buffer): Json => {
  const bytes = withoutMark(input);
  const fault = notText(bytes);
  if (fault !== undefined) return no(fault);
  const over = isOverLimits(bytes, LIMITS);
  if (over) return no(OVER[over]);
  const text = bytes.toString('utf8');
  try {
    const value = parseExact(text);
    const twice = duplicateMember(bytes);
    if (twice !== undefined)
      return no(`has the member "${printable(twice.slice(0, 64))}" more than once`);
    return { ok: true, value };
  } catch {
    return no(syntaxFault(text));
  }
};
