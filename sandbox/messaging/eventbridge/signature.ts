import type { Key } from '../../cloud/credentials.ts';
import { eventBridgeFault } from '../../cloud/fault.ts';
import type { HttpRequest } from '../../http/types.ts';
import { linesOf, type Scheme, verifySignature } from '../signature.ts';
import type { SignatureChecks } from '../signature-checks.ts';

const textOf = (request: HttpRequest): string => {
  const { method, headers, path } = request;
  const query = [...request.query]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => (value ? `${key}=${value}` : key))
    .join('&');
  const lines = [method, headers['content-md5'], headers['content-type'], headers.date];
  const resource = `${linesOf(request, 'x-acs-')}${path}${query ? `?${query}` : ''}`;
  return [...lines, resource].map((each) => each ?? '').join('\n');
};

const CODES = {
  missing: 'MissingAuthorizationHeader',
  malformed: 'InvalidAccessKeyId',
  date: 'InvalidDateHeader',
  skew: 'RequestTimeTooSkewed',
  key: 'InvalidAccessKeyId',
  signature: 'SignatureDoesNotMatch',
  token: 'SecurityTokenInvalid',
  expired: 'StsAccessIdExpired',
} as const;

/** EventBridge's own HMAC-SHA1 signature, `acs:{key}:{signature}`. */
const SCHEME: Scheme = {
  hash: 'sha1',
  form: /^acs[: ]([^:]+):(.+)$/,
  textOf,
  dateOf: ({ date }) => date,
  tokenHeader: 'x-acs-security-token',
  fault: (flaw) => eventBridgeFault(CODES[flaw]),
};

/** The key that signed a call of putEvents. Throws `CloudFault`. */
export const verifyEventBridge = (request: HttpRequest, checks: SignatureChecks): Key =>
  verifySignature(request, SCHEME, checks);
