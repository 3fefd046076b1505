import { createHmac, timingSafeEqual } from 'node:crypto';
import type { HttpRequest } from '../../http/types.ts';
import type { Refusal } from './headers.ts';

/** What is known of an access key. */
export interface KnownKey {
  readonly secret: string;
  readonly accountId: string;
  readonly securityToken?: string | undefined;
}

export type Fc2Verdict =
  | { readonly ok: true; readonly accountId: string }
  | ({ readonly ok: false } & Refusal);

/** Function Compute 2.0: the clocks of both sides may differ by 15 minutes. */
const SKEW_MS = 15 * 60_000;

const denied = (code: string, message: string): Fc2Verdict => ({
  ok: false,
  status: 403,
  code,
  message,
});

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

/**
 * Checks `Authorization: FC {accessKeyId}:{signature}`.
 *
 * Function Compute 2.0: the signature is the Base64 of an HMAC-SHA256 over {@link textToSign}; an
 * STS token travels in `x-fc-security-token`. `now` is milliseconds since the epoch, real time.
 */
export const verifyFc2 = (
  request: HttpRequest,
  lookup: (accessKeyId: string) => KnownKey | undefined,
  now: number,
): Fc2Verdict => {
  const { headers } = request;
  const sent = /^FC ([^:]+):(.+)$/.exec(headers.authorization ?? '');
  const [, accessKeyId = '', signature = ''] = sent ?? [];
  if (sent === null)
    return denied('AccessDenied', 'the Authorization header is missing or malformed');
  const at = Date.parse(headers.date ?? '');
  if (Number.isNaN(at))
    return denied('AccessDenied', 'required HTTP header Date was not specified');
  if (Math.abs(now - at) > SKEW_MS) {
    return denied(
      'AccessDenied',
      'the difference between the request time and the current time is too large',
    );
  }
  const key = lookup(accessKeyId);
  if (key === undefined)
    return denied('InvalidAccessKeyID', `the access key ${accessKeyId} does not exist`);
  if (key.securityToken !== undefined && headers['x-fc-security-token'] !== key.securityToken) {
    return denied(
      'AccessDenied',
      'the security token is missing or does not belong to the access key',
    );
  }
  const expected = createHmac('sha256', key.secret).update(textToSign(request)).digest('base64');
  return equal(expected, signature)
    ? { ok: true, accountId: key.accountId }
    : denied('SignatureNotMatch', 'the signature does not match');
};
