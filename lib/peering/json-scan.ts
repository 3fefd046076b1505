import { randomUUID } from 'node:crypto';

export const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const BLANKS: ReadonlySet<number | undefined> = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** What a byte does to the depth of nesting. */
const STEP = new Int8Array(256);
for (const opening of '[{') STEP[opening.charCodeAt(0)] = 1;
for (const closing of ']}') STEP[closing.charCodeAt(0)] = -1;

/** Called for each bracket, brace and comma outside of strings; `false` ends the scan. */
type Visit = (byte: number, index: number, depth: number) => boolean;

const isEscaped = (bytes: Buffer, quote: number): boolean => {
  let first = quote;
  while (bytes[first - 1] === BACKSLASH) first -= 1;
  return (quote - first) % 2 === 1;
};

/** The index of the quote that ends the string, -1 if none does. */
export const endOfString = (bytes: Buffer, open: number): number => {
  let quote = bytes.indexOf(QUOTE, open + 1);
  while (isEscaped(bytes, quote)) quote = bytes.indexOf(QUOTE, quote + 1);
  return quote;
};

/**
 * Walks the structure of JSON without parsing it: one pass, no recursion, nothing allocated. Works on
 * bytes because all structure is ASCII. A string that never ends is the end.
 */
const walk = (bytes: Buffer, from: number, visit: Visit): void => {
  let depth = 0;
  for (let index = from; index < bytes.length; index += 1) {
    const byte = bytes[index] ?? 0;
    const step = STEP[byte] ?? 0;
    if (byte === QUOTE) {
      index = endOfString(bytes, index);
      if (index < 0) return;
    } else if (step !== 0 || byte === COMMA) {
      depth += step;
      if (!visit(byte, index, depth)) return;
    }
  }
};

/** A byte that JSON allows between its tokens. */
export const isBlankByte = (byte: number | undefined): boolean => BLANKS.has(byte);

const skipBlanks = (bytes: Buffer, from: number): number => {
  let index = from;
  while (BLANKS.has(bytes[index])) index += 1;
  return index;
};

const isBlank = (bytes: Buffer): boolean => skipBlanks(bytes, 0) === bytes.length;

/** True if the first byte that is no blank opens a list. */
export const opensList = (bytes: Buffer): boolean => bytes[skipBlanks(bytes, 0)] === OPEN_LIST;

/**
 * The entries of a JSON list as views into its bytes, unparsed: each can then be read, or refused, on
 * its own, and keeps the bytes it came with.
 *
 * @param most entries beyond which the answer is `too-many`
 * @returns `undefined` if the bytes are no list, or one that does not end where the bytes end
 */
export const splitList = (
  bytes: Buffer,
  most: number,
): readonly Buffer[] | 'too-many' | undefined => {
  if (!opensList(bytes)) return undefined;
  const open = skipBlanks(bytes, 0);
  const entries: Buffer[] = [];
  let start = open + 1;
  let end = -1;
  walk(bytes, open, (byte, index, depth) => {
    if (depth === 0 && byte === CLOSE_LIST) end = index;
    if (depth === 0 || (depth === 1 && byte === COMMA)) {
      entries.push(bytes.subarray(start, index));
      start = index + 1;
    }
    return depth > 0 && entries.length <= most;
  });
  if (entries.length > most) return 'too-many';
  // Of a list without an end all is left over.
  if (!isBlank(bytes.subarray(end + 1))) return undefined;
  return entries.length === 1 && entries.every(isBlank) ? [] : entries;
};

/** Why JSON is not worth parsing: brackets by the megabyte cost a parser a hundred times their size. */
export const isOverLimits = (
  bytes: Buffer,
  limits: { readonly depth: number; readonly values: number },
): 'depth' | 'values' | undefined => {
  let over: 'depth' | 'values' | undefined;
  let values = 0;
  walk(bytes, 0, (_, __, depth) => {
    values += 1;
    if (depth > limits.depth) over = 'depth';
    else if (values > limits.values) over = 'values';
    return over === undefined;
  });
  return over;
};

/** An integer literal that may be beyond 2^53; longer ones are left to become a huge, unsafe number. */
const INTEGER = /^-?[1-9]\d{15,99}$/;
const NUMBER = /-?\d[\d.eE+-]*/g;

const isUnsafe = (literal: string): boolean =>
  INTEGER.test(literal) && !Number.isSafeInteger(Number(literal));

const endOfText = (text: string, open: number): number => {
  let quote = text.indexOf('"', open + 1);
  while (quote > 0) {
    let first = quote;
    while (text[first - 1] === '\\') first -= 1;
    if ((quote - first) % 2 === 0) return quote + 1;
    quote = text.indexOf('"', quote + 1);
  }
  return text.length;
};

/** The text with each unsafe integer outside of strings as a string that begins with the tag. */
const marked = (text: string, tag: string): string => {
  const parts: string[] = [];
  const mark = (literal: string) => (isUnsafe(literal) ? `"${tag}${literal}"` : literal);
  for (let from = 0; from < text.length; ) {
    const quote = text.indexOf('"', from);
    const until = quote < 0 ? text.length : quote;
    parts.push(text.slice(from, until).replace(NUMBER, mark));
    from = quote < 0 ? text.length : endOfText(text, quote);
    parts.push(text.slice(until, from));
  }
  return parts.join('');
};

/**
 * `JSON.parse` that keeps integers beyond 2^53 - 1 exact, as BigInt, instead of rounding them without a
 * word: account ids are that long, and whoever sends one as a number has to learn it. Everything else is
 * as `JSON.parse` has it. The tag is random, so no message can forge one.
 *
 * @throws SyntaxError as `JSON.parse` does
 */
export const parseExact = (text: string): unknown => {
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  const tag = `${randomUUID()}:`;
  const tagged = marked(text, tag);
  if (tagged.length === text.length) return JSON.parse(text);
  return JSON.parse(tagged, (_, value: unknown) =>
    typeof value === 'string' && value.startsWith(tag) ? BigInt(value.slice(tag.length)) : value,
  );
};

/** The way back: JSON with BigInt as the bare digits that it came from. */
export const exactJson = (value: unknown): string => {
  const tag = `${randomUUID()}:`;
  const text = JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'bigint' ? `${tag}${each}` : each,
  );
  return (text ?? '').replace(new RegExp(`"${tag}(-?\\d+)"`, 'g'), '$1');
};

const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** A name as its reader has it: `"\u0061"` is `a`. */
const nameOf = (bytes: Buffer, open: number, close: number): string => {
  const raw = bytes.toString('utf8', open + 1, close);
  if (!raw.includes('\\')) return raw;
  try {
    return String(JSON.parse(`"${raw}"`));
  } catch {
    return raw;
  }
};

const isBeforeColon = (bytes: Buffer, from: number): boolean => {
  let index = from;
  while (isBlankByte(bytes[index])) index += 1;
  return bytes[index] === COLON;
};

/** Walks through the tokens of JSON and keeps the member names of each object that is open. */
class Members {
  readonly #bytes: Buffer;
  readonly #open: Set<string>[] = [];
  duplicate: string | undefined;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** @returns the index to go on from; -1 at an end that is none */
  at(index: number): number {
    const byte = this.#bytes[index];
    if (byte === OPEN_OBJECT) this.#open.push(new Set());
    else if (byte === CLOSE_OBJECT) this.#open.pop();
    else if (byte === QUOTE) return this.#string(index);
    return index + 1;
  }

  #string(start: number): number {
    const end = endOfString(this.#bytes, start);
    if (end < 0) return -1;
    if (isBeforeColon(this.#bytes, end + 1)) this.#name(nameOf(this.#bytes, start, end));
    return end + 1;
  }

  #name(name: string): void {
    const members = this.#open.at(-1);
    if (members?.has(name)) this.duplicate = name;
    else members?.add(name);
  }
}

/**
 * The first member that an object of this JSON has twice. Parsers disagree about which of the two counts,
 * so what one reader checked another would not do (RFC 8259, 4). One pass, without parsing.
 */
export const duplicateMember = (bytes: Buffer): string | undefined => {
  const members = new Members(bytes);
  let index = 0;
  while (index >= 0 && index < bytes.length && members.duplicate === undefined)
    index = members.at(index);
  return members.duplicate;
};
