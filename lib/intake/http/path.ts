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

/** A prefix goes into `Location`, where `//host` would lead somewhere else. */
const PREFIX = /^(?:\/[A-Za-z0-9._~-]{1,64}){1,8}$/;

/**
 * Our path within an encoded one. `/peerings/pcc-x%2Faccept` stays one segment: an encoded slash is data,
 * not structure (RFC 3986, 2.2).
 *
 * @param raw the path as it was sent, without query
 */
export const splitPath = (raw: string): Path => {
  const segments = raw
    .replace(/^(?!\/)/, '/')
    .split('/')
    .map(decoded);
  const root = segments.findIndex((segment) => ROOTS.has(segment));
  const prefix = segments.slice(0, Math.max(root, 0)).join('/');
  return PREFIX.test(prefix)
    ? { path: `/${segments.slice(root).join('/')}`, prefix }
    : { path: segments.join('/'), prefix: '' };
};
