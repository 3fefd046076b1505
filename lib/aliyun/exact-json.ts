const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g;

/**
 * JSON with integers of sixteen and more digits as strings: account ids have up to eighteen, and
 * `JSON.parse` rounds what lies beyond 2^53. Throws SyntaxError on anything that is no JSON.
 */
export const parseExact = (text: string): unknown =>
  JSON.parse(text.replace(TOKEN, (token) => (token.startsWith('"') ? token : `"${token}"`)));
