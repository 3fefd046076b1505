const BASE64 = /^[A-Za-z0-9+/\r\n]+={0,2}$/;

const decoded = (text: string): string | undefined => {
  const bytes = Buffer.from(text, 'base64');
  const plain = bytes.toString('utf8');
  return Buffer.from(plain, 'utf8').equals(bytes) ? plain : undefined;
};

/** A text that begins like JSON. */
const looksLikeJson = (text: string): boolean => /^\s*[[{"]/.test(text);

/**
 * A message body: JSON text as it is, Base64 of JSON decoded (queues and Kafka may deliver either),
 * anything else untouched, so that a rejection shows what came.
 */
export const bodyOfText = (body: unknown, isBase64 = false): unknown => {
  if (typeof body !== 'string' || (looksLikeJson(body) && !isBase64)) return body;
  if (!isBase64 && !BASE64.test(body)) return body;
  const plain = decoded(body);
  return plain !== undefined && (isBase64 || looksLikeJson(plain)) ? plain : body;
};
