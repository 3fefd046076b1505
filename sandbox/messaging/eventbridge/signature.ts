import { createHmac } from 'node:crypto';
import type { Key } from '../../cloud/credentials.ts';
import type { HttpRequest } from '../../http/types.ts';

export type Refusal = { readonly status: number; readonly code: string; readonly message: string };

const sign = (request: HttpRequest, secret: string): string => {
  const { headers } = request;
  const own = Object.keys(headers)
    .filter((name) => name.startsWith('x-acs-'))
    .sort()
    .map((name) => `${name}:${headers[name]}\n`)
    .join('');
  const query = [...request.query]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => (value ? `${key}=${value}` : key))
    .join('&');
  const text = [
    request.method,
    headers['content-md5'] ?? '',
    headers['content-type'] ?? '',
    headers.date ?? '',
    `${own}${request.path}${query ? `?${query}` : ''}`,
  ].join('\n');
  return createHmac('sha1', secret).update(text).digest('base64');
};

const forbidden = (code: string, message: string): Refusal => ({ status: 403, code, message });

/** Checks EventBridge's own HMAC-SHA1 signature: `acs:{key}:{signature}`. */
export const checkSignature = (
  request: HttpRequest,
  find: (accessKeyId: string) => Key | undefined,
): Key | Refusal => {
  const [, keyId = '', signature = ''] =
    /^acs[: ]([^:]+):(.+)$/.exec(request.headers.authorization ?? '') ?? [];
  const key = find(keyId);
  if (!key) return forbidden('InvalidAccessKeyId', 'The AccessKey ID is invalid.');
  if (key.securityToken && request.headers['x-acs-security-token'] !== key.securityToken)
    return forbidden('SecurityTokenInvalid', 'The security token is invalid.');
  return sign(request, key.secret) === signature
    ? key
    : forbidden('SignatureDoesNotMatch', 'The signature does not match.');
};
