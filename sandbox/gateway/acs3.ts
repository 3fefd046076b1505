import { createHash, createHmac } from 'node:crypto';
import type { Key } from '../cloud/credentials.ts';
import { CloudFault, refuse } from '../cloud/fault.ts';
import type { HttpRequest } from '../http.ts';
import { isEqual, type SignatureChecks, SKEW_MS } from './hmac.ts';

const ALGORITHM = 'ACS3-HMAC-SHA256';

export interface Acs3Deps extends SignatureChecks {
  /** True the first time a nonce is seen. */
  readonly isFreshNonce: (nonce: string) => boolean;
}

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');

const parse = (header: string | undefined) => {
  const match =
    /^ACS3-HMAC-SHA256 Credential=([^,]+),\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]{64})$/.exec(
      header ?? '',
    );
  const [, keyId, signedHeaders, signature] = match ?? [];
  if (!keyId || !signedHeaders || !signature) throw refuse('IncompleteSignature');
  return { keyId, signedHeaders, signature };
};

const encode = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const canonicalQuery = (query: URLSearchParams): string =>
  [...query]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, value]) => `${encode(key)}=${encode(value)}`)
    .join('&');

/** The request as it must have been signed; header names as the signer lists them. */
export const canonicalRequest = (
  request: HttpRequest,
  signedHeaders: string,
  bodyHash: string,
): string =>
  [
    request.method,
    request.path || '/',
    canonicalQuery(request.query),
    ...signedHeaders.split(';').map((name) => `${name}:${(request.headers[name] ?? '').trim()}`),
    '',
    signedHeaders,
    bodyHash,
  ].join('\n');

const checkDate = (text: string | undefined, clock: Acs3Deps['clock']): void => {
  const at = Date.parse(text ?? '');
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text ?? '') || Number.isNaN(at))
    throw refuse('InvalidTimeStamp.Format');
  if (!clock.isNear(at, SKEW_MS)) throw refuse('InvalidTimeStamp.Expired');
};

const checkToken = (key: Key, token: string | undefined, now: number): void => {
  if (key.securityToken === undefined) return;
  if (!token) throw refuse('MissingSecurityToken');
  if (token !== key.securityToken) throw refuse('InvalidSecurityToken.MismatchWithAccessKey');
  if (key.expiresAt !== undefined && key.expiresAt <= now)
    throw refuse('InvalidSecurityToken.Expired');
};

const MUST_SIGN = ['host', 'x-acs-action', 'x-acs-date', 'x-acs-version'];

const checkSigned = (request: HttpRequest, signedHeaders: string): void => {
  const names = signedHeaders.split(';');
  const needed = MUST_SIGN.filter((name) => request.headers[name] !== undefined);
  if (needed.some((name) => !names.includes(name))) throw refuse('IncompleteSignature');
};

/**
 * Verifies an ACS3-HMAC-SHA256 signature over the request exactly as it came. Throws `CloudFault` with
 * the gateway's own codes; returns the key that signed.
 */
export const verifyAcs3 = (request: HttpRequest, deps: Acs3Deps): Key => {
  const { keyId, signedHeaders, signature } = parse(request.headers.authorization);
  const key = deps.find(keyId);
  if (!key) throw refuse('InvalidAccessKeyId.NotFound');
  checkDate(request.headers['x-acs-date'], deps.clock);
  checkToken(key, request.headers['x-acs-security-token'], deps.clock.now());
  checkSigned(request, signedHeaders);
  const claimed = request.headers['x-acs-content-sha256'] ?? '';
  const bodyHash = sha256(request.body);
  if (claimed !== '' && claimed !== bodyHash)
    throw new CloudFault('SignatureDoesNotMatch', 'The body does not match x-acs-content-sha256.');
  const canonical = canonicalRequest(request, signedHeaders, claimed);
  const expected = createHmac('sha256', key.accessKeySecret)
    .update(`${ALGORITHM}\n${sha256(canonical)}`)
    .digest('hex');
  if (!isEqual(expected, signature))
    throw new CloudFault(
      'SignatureDoesNotMatch',
      `Specified signature does not match our calculation. server canonical request is:${canonical}`,
    );
  const nonce = request.headers['x-acs-signature-nonce'];
  if (nonce !== undefined && !deps.isFreshNonce(nonce)) throw refuse('SignatureNonceUsed');
  return key;
};

/** Remembers the newest nonces; older ones lie outside the time window of a signature anyway. */
export const createNonces = (most = 200_000): ((nonce: string) => boolean) => {
  const seen = new Set<string>();
  return (nonce) => {
    if (seen.has(nonce)) return false;
    seen.add(nonce);
    const [oldest] = seen.size > most ? seen : [];
    if (oldest !== undefined) seen.delete(oldest);
    return true;
  };
};
