import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Key } from '../cloud/credentials.ts';
import type { CloudFault } from '../cloud/fault.ts';
import type { HttpRequest } from '../http/types.ts';
import type { SignatureChecks } from './signature-checks.ts';

/** The clocks of both sides may differ by 15 minutes. */
const SKEW_MS = 15 * 60_000;

/** What can be wrong with a signed request. */
type Flaw = 'missing' | 'malformed' | 'date' | 'skew' | 'key' | 'signature' | 'token' | 'expired';

/** How a service signs with a key of its own make, before ACS3. */
export interface Scheme {
  readonly hash: 'sha1' | 'sha256';
  /** The Authorization header, with the key id and the signature as its groups. */
  readonly form: RegExp;
  readonly textOf: (request: HttpRequest) => string;
  readonly dateOf: (headers: HttpRequest['headers']) => string | undefined;
  readonly tokenHeader: string;
  readonly fault: (flaw: Flaw, keyId: string) => CloudFault;
}

/** Header lines `name:value` of a prefix, sorted by name. */
export const linesOf = ({ headers }: HttpRequest, prefix: string): string =>
  Object.keys(headers)
    .filter((name) => name.startsWith(prefix))
    .sort()
    .map((name) => `${name}:${headers[name]}\n`)
    .join('');

const isEqual = (left: string, right: string): boolean => {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
};

const flawOf = (
  request: HttpRequest,
  scheme: Scheme,
  key: Key | undefined,
  signature: string,
  checks: Omit<SignatureChecks, 'allows'>,
): Flaw | undefined => {
  const at = Date.parse(scheme.dateOf(request.headers) ?? '');
  if (Number.isNaN(at)) return 'date';
  if (!checks.clock.isNear(at, SKEW_MS)) return 'skew';
  if (key === undefined) return 'key';
  const { hash, textOf, tokenHeader } = scheme;
  const expected = createHmac(hash, key.secret).update(textOf(request)).digest('base64');
  if (!isEqual(expected, signature)) return 'signature';
  if (key.securityToken !== request.headers[tokenHeader]) return 'token';
  return (key.expiresAt ?? Number.POSITIVE_INFINITY) <= checks.clock.now() ? 'expired' : undefined;
};

/**
 * Checks a signature over the request as it came: date, key, signature, security token, in this order.
 *
 * @returns the key that signed
 * @throws {CloudFault} the scheme's own, for the first thing that is wrong
 */
export const verifySignature = (
  request: HttpRequest,
  scheme: Scheme,
  checks: Omit<SignatureChecks, 'allows'>,
): Key => {
  const { authorization } = request.headers;
  const [, keyId, signature = ''] = scheme.form.exec(authorization ?? '') ?? [];
  if (keyId === undefined) throw scheme.fault(authorization ? 'malformed' : 'missing', '');
  const key = checks.find(keyId);
  const flaw = flawOf(request, scheme, key, signature, checks);
  if (flaw !== undefined || key === undefined) throw scheme.fault(flaw ?? 'key', keyId);
  return key;
};
