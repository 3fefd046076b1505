import { createHash, createHmac } from 'node:crypto';
import type { Key } from '../../../cloud/credentials.ts';
import type { HttpRequest } from '../../../http/types.ts';
import type { SignatureChecks } from '../../signature-checks.ts';
import { smqFault } from '../fault.ts';

/** SMQ: a request is invalid whose date is more than 15 minutes off. */
const SKEW_MS = 15 * 60_000;

const signatureOf = ({ method, headers, url }: HttpRequest, secret: string): string => {
  const own = Object.keys(headers)
    .filter((name) => name.startsWith('x-mns-'))
    .sort()
    .map((name) => `${name}:${headers[name]}\n`)
    .join('');
  const lines = [headers['content-md5'], headers['content-type'], headers.date];
  const text = [method, ...lines.map((each) => each ?? ''), `${own}${url}`].join('\n');
  return createHmac('sha1', secret).update(text).digest('base64');
};

const checkDate = ({ headers }: HttpRequest, now: number): void => {
  const at = Date.parse(headers['x-mns-date'] ?? headers.date ?? '');
  if (Number.isNaN(at)) throw smqFault('InvalidDateHeader');
  if (Math.abs(now - at) > SKEW_MS) throw smqFault('TimeExpired');
};

const checkKey = (key: Key, { headers }: HttpRequest, businessNow: number): void => {
  const isExpired = key.expiresAt !== undefined && key.expiresAt <= businessNow;
  if (isExpired || headers['security-token'] !== key.securityToken)
    throw smqFault('AccessDenied', 'The security token is missing, wrong or expired.');
};

/** The Base64 of the digest, or, as the official client sends it, of the digest's hex. */
const checkDigest = ({ headers, body }: HttpRequest): void => {
  const sent = headers['content-md5'];
  if (!sent) return;
  const digest = createHash('md5').update(body).digest();
  const known = [digest.toString('base64'), Buffer.from(digest.toString('hex')).toString('base64')];
  if (!known.includes(sent)) throw smqFault('InvalidDegist');
};

/**
 * Checks `Authorization: MNS {accessKeyId}:{signature}`, HMAC-SHA1 over method, digest, type, date, the
 * `x-mns-*` headers and the resource (SMQ: Sign requests), and returns the key it was made with.
 */
export const verifySmq = (request: HttpRequest, checks: SignatureChecks): Key => {
  const { authorization } = request.headers;
  if (!authorization) throw smqFault('MissingAuthorizationHeader');
  const [, id, signature] = /^MNS ([^:]+):(.+)$/.exec(authorization) ?? [];
  if (id === undefined) throw smqFault('InvalidAuthorizationHeader');
  checkDate(request, checks.now());
  const key = checks.find(id);
  if (!key) throw smqFault('InvalidAccessKeyId');
  if (signatureOf(request, key.secret) !== signature) throw smqFault('SignatureDoesNotMatch');
  checkKey(key, request, checks.businessNow());
  checkDigest(request);
  return key;
};
