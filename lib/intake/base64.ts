const ALPHABET = /^[A-Za-z0-9+/]+={0,2}$/;

/** The bytes of standard Base64, line breaks allowed; `undefined` if the text is none. */
export const decodeBase64 = (text: string): Buffer | undefined => {
  const digits = text.replace(/\s+/g, '');
  if (!ALPHABET.test(digits)) return undefined;
  const bytes = Buffer.from(digits, 'base64');
  const significant = digits.replace(/=+$/, '').length;
  return bytes.length === Math.floor((significant * 3) / 4) ? bytes : undefined;
};

const JSON_START = /^\s*[[{]/;
const HEAD = 64;

const headOf = (text: string | Buffer): string =>
  typeof text === 'string' ? text.slice(0, HEAD) : text.toString('latin1', 0, HEAD);

/** True for text that can only be meant as a JSON object or list. */
export const looksLikeJson = (text: string | Buffer): boolean => JSON_START.test(headOf(text));

/**
 * The bytes of JSON that came as Base64, anything else as it is: SMQ bodies are Base64 by convention,
 * and whether a trigger decodes them is a setting of the trigger. JSON objects and lists are never
 * Base64 themselves, so there is nothing to confuse.
 */
export const withoutBase64 = (text: string | Buffer): string | Buffer => {
  if (looksLikeJson(text)) return text;
  const bytes = decodeBase64(typeof text === 'string' ? text : text.toString('latin1'));
  return bytes && looksLikeJson(bytes) ? bytes : text;
};
