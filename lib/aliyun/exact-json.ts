const LONG_INTEGER = /\d{16}/;
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const IS_LONG_INTEGER = /^-?\d{16,}$/;

/**
 * JSON with integers of sixteen and more digits as strings: account ids have up to eighteen, and
 * `JSON.parse` rounds what lies beyond 2^53. Throws SyntaxError on anything that is not JSON, before the
 * pattern runs: over valid JSON, where every string is closed, it is linear.
 */
export const parseExact = (text: string): unknown => {
  const parsed: unknown = JSON.parse(text);
  if (!LONG_INTEGER.test(text)) return parsed;
  return JSON.parse(
    text.replace(TOKEN, (token) => (IS_LONG_INTEGER.test(token) ? `"${token}"` : token)),
  );
};
