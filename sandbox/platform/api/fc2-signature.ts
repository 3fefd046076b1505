import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Key } from '../../cloud/credentials.ts';
import type { HttpRequest } from '../../http/types.ts';
import { fcFault } from './errors.ts';

/** What checking a signature takes. */
export interface Fc2Checks {
  find(accessKeyId: string): Key | undefined;
  /** Real time: dates of requests. */
  now(): number;
  /** Business clock: when temporary keys end. */
  businessNow(): number;
}

/** Function Compute 2.0: the clocks of both sides may differ by 15 minutes. */
const SKEW_MS = 15 * 60_000;

const AUTHORIZATION = /^FC ([^:]+):(.+)$/;

const decodePath = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};

/** Method, three headers, the sorted `x-fc-*` headers and the decoded path, a line each. */
const textToSign = ({ method, headers, path }: HttpRequest): string => {
  const own = Object.keys(headers)
    .filter((name) => name.startsWith('x-fc-'))
    .sort()
    .map((name) => `${name}:${headers[name]}\n`);
  const lines = [method, headers['content-md5'] ?? '', headers['content-type'] ?? '', headers.date];
  return `${lines.join('\n')}\n${own.join('')}${decodePath(path)}`;
};

const equal = (left: string, right: string): boolean => {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
};

/** What is wrong with the head of a request, before anybody's key is looked at. */
const headFault = ({ headers }: HttpRequest, now: number): string | undefined => {
  if (!AUTHORIZATION.test(headers.authorization ?? ''))
    return 'the Authorization header is missing or malformed';
  const at = Date.parse(headers.date ?? '');
  if (Number.isNaN(at)) return 'required HTTP header Date was not specified';
  return Math.abs(now - at) > SKEW_MS
    ? 'the difference between the request time and the current time is too large'
    : undefined;
};

/** What is wrong with a key that signed well. */
const keyFault = (key: Key, { headers }: HttpRequest, businessNow: number): string | undefined => {
  if (key.securityToken !== headers['x-fc-security-token'])
    return 'the security token is missing or does not belong to the access key';
  if (key.expiresAt !== undefined && key.expiresAt <= businessNow)
    return 'the security token is expired';
  return undefined;
};

/**
 * Checks `Authorization: FC {accessKeyId}:{signature}`.
 *
 * Function Compute 2.0: the signature is the Base64 of an HMAC-SHA256 over {@link textToSign}; an
 * STS token travels in `x-fc-security-token`.
 *
 * @returns the key that signed
 * @throws {CloudFault} 403
 */
export const verifyFc2 = (request: HttpRequest, checks: Fc2Checks): Key => {
  const unreadable = headFault(request, checks.now());
  if (unreadable !== undefined) throw fcFault(403, 'AccessDenied', unreadable);
  const [, accessKeyId = '', signature = ''] =
    AUTHORIZATION.exec(request.headers.authorization ?? '') ?? [];
  const key = checks.find(accessKeyId);
  if (key === undefined)
    throw fcFault(403, 'InvalidAccessKeyID', `the access key ${accessKeyId} does not exist`);
  const expected = createHmac('sha256', key.secret).update(textToSign(request)).digest('base64');
  if (!equal(expected, signature))
    throw fcFault(403, 'SignatureNotMatch', 'the signature does not match');
  const refused = keyFault(key, request, checks.businessNow());
  if (refused !== undefined) throw fcFault(403, 'AccessDenied', refused);
  return key;
};
