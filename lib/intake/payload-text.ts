/** RFC 4648, with or without padding. */
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** The bytes of standard Base64, line breaks allowed; `undefined` if the text is something else. */
export const decodeBase64 = (text: string): Buffer | undefined => {
  const digits = text.replace(/\s+/g, '');
  if (!BASE64.test(digits)) return undefined;
  const bytes = Buffer.from(digits, 'base64');
  const significant = digits.replace(/=+$/, '').length;
  return bytes.length === Math.floor((significant * 3) / 4) ? bytes : undefined;
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
