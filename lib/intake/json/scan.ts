export const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
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
  while (quote > 0 && isEscaped(bytes, quote)) quote = bytes.indexOf(QUOTE, quote + 1);
  return quote;
};

/**
 * Walks the structure of JSON without parsing it: one pass, no recursion, nothing allocated. Works on
 * bytes because all structure is ASCII. Returns false if a string never ends or the visitor stopped it.
 */
const walk = (bytes: Buffer, from: number, visit: Visit): boolean => {
  let depth = 0;
  for (let index = from; index < bytes.length; index += 1) {
    const byte = bytes[index] ?? 0;
    const step = STEP[byte] ?? 0;
    if (byte === QUOTE) {
      index = endOfString(bytes, index);
      if (index < 0) return false;
    } else if (step !== 0 || byte === COMMA) {
      depth += step;
      if (!visit(byte, index, depth)) return false;
    }
  }
  return true;
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
  const isWhole = walk(bytes, open, (byte, index, depth) => {
    if (end >= 0) return false;
    if (depth === 0) end = index;
    if (depth === 0 || (depth === 1 && byte === COMMA)) {
      entries.push(bytes.subarray(start, index));
      start = index + 1;
    }
    return entries.length <= most;
  });
  if (entries.length > most) return 'too-many';
  if (!isWhole || end < 0 || !isBlank(bytes.subarray(end + 1))) return undefined;
  const [first] = entries;
  return entries.length === 1 && first && isBlank(first) ? [] : entries;
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
