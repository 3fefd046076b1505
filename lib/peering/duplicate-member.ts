export const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BLANKS: ReadonlySet<number | undefined> = new Set([0x20, 0x09, 0x0a, 0x0d]);
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

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

/** A byte that JSON allows between its tokens. */
export const isBlankByte = (byte: number | undefined): boolean => BLANKS.has(byte);

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
