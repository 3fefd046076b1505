import { createHash, createHmac } from 'node:crypto';
import type { Received } from './server.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** RFC 3986, which is stricter than `encodeURIComponent`. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/**
 * The access key that signed a call, by the rules of ACS3-HMAC-SHA256 for HTTP triggers: the body is not
 * part of it. `undefined` if the signature is wrong or leaves out what it has to cover.
 */
export const signerOf = (
  { method, path, headers }: Received,
  secret: string,
): string | undefined => {
  const [, key, names = '', signature] =
    /^ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    ) ?? [];
  const signed = names.split(';');
  const mustSign = Object.keys(headers).filter((name) =>
    /^(host|content-type|x-acs-.*)$/.test(name),
  );
  if (mustSign.some((name) => !signed.includes(name))) return undefined;
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(String(headers['x-acs-date']))) return undefined;
  const url = new URL(path, 'http://x');
  const query = [...url.searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
  const lines = signed.map((name) => `${name}:${String(headers[name]).trim()}`);
  const canonical = [method, url.pathname, query, ...lines, '', names, ''].join('\n');
  const expected = createHmac('sha256', secret)
    .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
    .digest('hex');
  return expected === signature ? key : undefined;
};
