/** The first segments of our paths: what stands before them is the prefix of a custom domain. */
const ROOTS: ReadonlySet<string> = new Set(['peerings', 'healthz', 'openapi.json']);

export interface Path {
  readonly path: string;
  /** Begins with a slash and does not end with one; empty without prefix. */
  readonly prefix: string;
}

/** What a segment may not turn into: another separator, or nothing that could be seen. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
const UNSAFE = /[/\\\x00-\x1f\x7f]|^\.{1,2}$/;

/** One segment decoded; as it was sent where decoding would change the structure of the path. */
const decoded = (segment: string): string => {
  try {
    const text = decodeURIComponent(segment);
    return UNSAFE.test(text) ? segment : text;
  } catch {
    return segment;
  }
};

/**
 * Our path within an encoded one. `/peerings/pcc-x%2Faccept` stays one segment: an encoded slash is data,
 * not structure (RFC 3986, 2.2).
 *
 * @param raw the path as it was sent, without query
 */
export const splitPath = (raw: string): Path => {
  const segments = raw.split('/').map(decoded);
  const root = segments.findIndex((segment) => ROOTS.has(segment));
  return root <= 1
    ? { path: segments.join('/') || '/', prefix: '' }
    : { path: `/${segments.slice(root).join('/')}`, prefix: segments.slice(0, root).join('/') };
};
