import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Key } from '../cloud/credentials.ts';
import { CloudFault, eventBridgeFault, smqFault } from '../cloud/fault.ts';
import { decodedPath, type HttpRequest } from '../http.ts';

/** What it takes to know a caller. */
export interface SignatureChecks {
  readonly find: (accessKeyId: string) => Key | undefined;
  /** For dates of requests, and when temporary keys end. */
  readonly clock: Pick<Clock, 'now' | 'isNear'>;
}

/** The clocks of both sides may differ by 15 minutes. */
export const SKEW_MS = 15 * 60_000;

/** What can be wrong with a signed request. */
type Flaw = 'missing' | 'malformed' | 'date' | 'skew' | 'key' | 'signature' | 'token' | 'expired';

/** How a service signs with a key of its own make, before ACS3. */
interface Scheme {
  readonly hash: 'sha1' | 'sha256';
  /** The Authorization header, with the key id and the signature as its groups. */
  readonly form: RegExp;
  /** Every header with this prefix is signed, beside method, digest, type and date. */
  readonly prefix: string;
  /** What stands after the headers. */
  readonly resourceOf: (request: HttpRequest) => string;
  readonly dateOf: (headers: HttpRequest['headers']) => string | undefined;
  readonly tokenHeader: string;
  readonly fault: (flaw: Flaw) => CloudFault;
}

const sortedQuery = ({ path, query }: HttpRequest): string => {
  const pairs = [...query]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => (value ? `${key}=${value}` : key));
  return pairs.length > 0 ? `${path}?${pairs.join('&')}` : path;
};

/** What EventBridge and SMQ both say. */
const COMMON = {
  missing: 'MissingAuthorizationHeader',
  date: 'InvalidDateHeader',
  key: 'InvalidAccessKeyId',
  signature: 'SignatureDoesNotMatch',
} as const;

const EVENTBRIDGE = {
  ...COMMON,
  malformed: 'InvalidAccessKeyId',
  skew: 'RequestTimeTooSkewed',
  token: 'SecurityTokenInvalid',
  expired: 'StsAccessIdExpired',
} as const;

const SMQ = {
  ...COMMON,
  malformed: 'InvalidAuthorizationHeader',
  skew: 'TimeExpired',
  token: 'AccessDenied',
  expired: 'AccessDenied',
} as const;
const SMQ_TOKEN = 'The security token is missing, wrong or expired.';

const UNREADABLE = 'the Authorization header is missing or malformed';
const FC2 = {
  missing: ['AccessDenied', UNREADABLE],
  malformed: ['AccessDenied', UNREADABLE],
  date: ['AccessDenied', 'required HTTP header Date was not specified'],
  skew: [
    'AccessDenied',
    'the difference between the request time and the current time is too large',
  ],
  key: ['InvalidAccessKeyID', 'the access key does not exist'],
  signature: ['SignatureNotMatch', 'the signature does not match'],
  token: ['AccessDenied', 'the security token is missing or does not belong to the access key'],
  expired: ['AccessDenied', 'the security token is expired'],
} as const;

const SCHEMES = {
  /** EventBridge's own HMAC-SHA1 signature, `acs:{key}:{signature}`. */
  EventBridge: {
    hash: 'sha1',
    form: /^acs[: ]([^:]+):(.+)$/,
    prefix: 'x-acs-',
    resourceOf: sortedQuery,
    dateOf: ({ date }) => date,
    tokenHeader: 'x-acs-security-token',
    fault: (flaw) => eventBridgeFault(EVENTBRIDGE[flaw]),
  },
  /** `MNS {accessKeyId}:{signature}`, HMAC-SHA1 (SMQ: Sign requests). */
  Mns: {
    hash: 'sha1',
    form: /^MNS ([^:]+):(.+)$/,
    prefix: 'x-mns-',
    resourceOf: ({ url }) => url,
    dateOf: (headers) => headers['x-mns-date'] ?? headers.date,
    tokenHeader: 'security-token',
    fault: (flaw) => smqFault(SMQ[flaw], SMQ[flaw] === 'AccessDenied' ? SMQ_TOKEN : undefined),
  },
  /** Function Compute 2.0: `FC {accessKeyId}:{signature}`, HMAC-SHA256, with the decoded path. */
  Fc2: {
    hash: 'sha256',
    form: /^FC ([^:]+):(.+)$/,
    prefix: 'x-fc-',
    resourceOf: ({ path }) => decodedPath(path),
    dateOf: ({ date }) => date,
    tokenHeader: 'x-fc-security-token',
    fault: (flaw) => new CloudFault(FC2[flaw][0], FC2[flaw][1], 403),
  },
} as const satisfies Readonly<Record<string, Scheme>>;

/** What a service says of a flaw. */
export const hmacFault = (service: keyof typeof SCHEMES, flaw: Flaw): CloudFault =>
  SCHEMES[service].fault(flaw);

export const isEqual = (left: string, right: string): boolean => {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
};

const signedText = (request: HttpRequest, { prefix, resourceOf }: Scheme): string => {
  const { method, headers } = request;
  const own = Object.keys(headers)
    .filter((name) => name.startsWith(prefix))
    .sort()
    .map((name) => `${name}:${headers[name]}\n`);
  const lines = [method, headers['content-md5'], headers['content-type'], headers.date];
  return [...lines, `${own.join('')}${resourceOf(request)}`].map((each) => each ?? '').join('\n');
};

const flawOf = (
  request: HttpRequest,
  scheme: Scheme,
  key: Key | undefined,
  signature: string,
  { clock }: SignatureChecks,
): Flaw | undefined => {
  const at = Date.parse(scheme.dateOf(request.headers) ?? '');
  if (Number.isNaN(at)) return 'date';
  if (!clock.isNear(at, SKEW_MS)) return 'skew';
  if (key === undefined) return 'key';
  const text = signedText(request, scheme);
  const expected = createHmac(scheme.hash, key.accessKeySecret).update(text).digest('base64');
  if (!isEqual(expected, signature)) return 'signature';
  if (key.securityToken !== request.headers[scheme.tokenHeader]) return 'token';
  return (key.expiresAt ?? Number.POSITIVE_INFINITY) <= clock.now() ? 'expired' : undefined;
};

/** The Base64 of the digest, or, as the official client of SMQ sends it, of the digest's hex. */
const checkDigest = ({ headers, body }: HttpRequest): void => {
  const sent = headers['content-md5'];
  if (!sent) return;
  const digest = createHash('md5').update(body).digest();
  const known = [digest.toString('base64'), Buffer.from(digest.toString('hex')).toString('base64')];
  if (!known.includes(sent)) throw smqFault('InvalidDegist');
};

/**
 * Checks a signature over the request as it came: date, key, signature, security token, in this order; for SMQ
 * the digest of the body, too.
 *
 * @returns the key that signed
 * @throws {CloudFault} the service's own, for the first thing that is wrong
 */
export const verifyHmac = (
  service: keyof typeof SCHEMES,
  request: HttpRequest,
  checks: SignatureChecks,
): Key => {
  const scheme: Scheme = SCHEMES[service];
  const { authorization } = request.headers;
  const [, keyId, signature = ''] = scheme.form.exec(authorization ?? '') ?? [];
  if (keyId === undefined) throw scheme.fault(authorization ? 'malformed' : 'missing');
  const key = checks.find(keyId);
  const flaw = flawOf(request, scheme, key, signature, checks);
  if (flaw !== undefined || key === undefined) throw scheme.fault(flaw ?? 'key');
  if (service === 'Mns') checkDigest(request);
  return key;
};
