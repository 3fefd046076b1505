const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const decoded = (text: string): string | undefined => {
  const compact = text.trim();
  if (compact === '' || !BASE64.test(compact)) return undefined;
  return Buffer.from(compact, 'base64').toString('utf8');
};

/** The text of a message whether or not it was put into Base64 on its way. */
export const plainText = (text: string): string => {
  if (parse(text) !== undefined) return text;
  const inner = decoded(text);
  return inner !== undefined && parse(inner) !== undefined ? inner : text;
};

/** The JSON of a message, Base64 or not; undefined if it is no JSON. */
export const jsonIn = (text: string): unknown => parse(plainText(text));
