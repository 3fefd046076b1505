import { createHash } from 'node:crypto';
import type { Key } from '../../../cloud/credentials.ts';
import { smqFault } from '../../../cloud/fault.ts';
import type { HttpRequest } from '../../../http/types.ts';
import { linesOf, type Scheme, verifySignature } from '../../signature.ts';
import type { SignatureChecks } from '../../signature-checks.ts';

const textOf = (request: HttpRequest): string => {
  const { method, headers, url } = request;
  const lines = [method, headers['content-md5'], headers['content-type'], headers.date];
  return [...lines, `${linesOf(request, 'x-mns-')}${url}`].map((each) => each ?? '').join('\n');
};

const TOKEN = 'The security token is missing, wrong or expired.';

const CODES = {
  missing: 'MissingAuthorizationHeader',
  malformed: 'InvalidAuthorizationHeader',
  date: 'InvalidDateHeader',
  skew: 'TimeExpired',
  key: 'InvalidAccessKeyId',
  signature: 'SignatureDoesNotMatch',
  token: 'AccessDenied',
  expired: 'AccessDenied',
} as const;

/** `MNS {accessKeyId}:{signature}`, HMAC-SHA1 (SMQ: Sign requests). */
const SCHEME: Scheme = {
  hash: 'sha1',
  form: /^MNS ([^:]+):(.+)$/,
  textOf,
  dateOf: (headers) => headers['x-mns-date'] ?? headers.date,
  tokenHeader: 'security-token',
  fault: (flaw) => smqFault(CODES[flaw], CODES[flaw] === 'AccessDenied' ? TOKEN : undefined),
};

/** The Base64 of the digest, or, as the official client sends it, of the digest's hex. */
const checkDigest = ({ headers, body }: HttpRequest): void => {
  const sent = headers['content-md5'];
  if (!sent) return;
  const digest = createHash('md5').update(body).digest();
  const known = [digest.toString('base64'), Buffer.from(digest.toString('hex')).toString('base64')];
  if (!known.includes(sent)) throw smqFault('InvalidDegist');
};

/** The key that signed a call, whose body is what its digest says. Throws `CloudFault`. */
export const verifySmq = (request: HttpRequest, checks: SignatureChecks): Key => {
  const key = verifySignature(request, SCHEME, checks);
  checkDigest(request);
  return key;
};
