import type { Key } from '../../cloud/credentials.ts';
import type { HttpRequest } from '../../http/types.ts';
import { linesOf, type Scheme, verifySignature } from '../../messaging/signature.ts';
import type { SignatureChecks } from '../../messaging/signature-checks.ts';
import { fcFault } from './errors.ts';

const decodePath = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};

const UNREADABLE = 'the Authorization header is missing or malformed';
const TOKEN = 'the security token is missing or does not belong to the access key';

const FLAWS = {
  missing: ['AccessDenied', UNREADABLE],
  malformed: ['AccessDenied', UNREADABLE],
  date: ['AccessDenied', 'required HTTP header Date was not specified'],
  skew: [
    'AccessDenied',
    'the difference between the request time and the current time is too large',
  ],
  key: ['InvalidAccessKeyID', 'the access key does not exist'],
  signature: ['SignatureNotMatch', 'the signature does not match'],
  token: ['AccessDenied', TOKEN],
  expired: ['AccessDenied', 'the security token is expired'],
} as const;

/**
 * Function Compute 2.0: `Authorization: FC {accessKeyId}:{signature}`, an HMAC-SHA256 over method, three
 * headers, the `x-fc-*` headers and the decoded path.
 */
const SCHEME: Scheme = {
  hash: 'sha256',
  form: /^FC ([^:]+):(.+)$/,
  textOf: (request) => {
    const { method, headers, path } = request;
    const lines = [method, headers['content-md5'], headers['content-type'], headers.date];
    const own = `${linesOf(request, 'x-fc-')}${decodePath(path)}`;
    return [...lines, own].map((each) => each ?? '').join('\n');
  },
  dateOf: ({ date }) => date,
  tokenHeader: 'x-fc-security-token',
  fault: (flaw) => {
    const [code, message] = FLAWS[flaw];
    return fcFault(403, code, message);
  },
};

/** The key that signed a call. Throws `CloudFault`, 403. */
export const verifyFc2 = (request: HttpRequest, checks: Omit<SignatureChecks, 'allows'>): Key =>
  verifySignature(request, SCHEME, checks);
