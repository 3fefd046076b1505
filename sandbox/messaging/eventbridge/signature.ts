import { createHmac } from 'node:crypto';
import type { Key } from '../../cloud/credentials.ts';
import type { HttpRequest } from '../../http/types.ts';
import type { SignatureChecks } from '../signature-checks.ts';
import { eventBridgeFault } from './fault.ts';

const SKEW_MS = 15 * 60_000;

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

const checkDate = ({ headers }: HttpRequest, now: number): void => {
  const at = Date.parse(headers.date ?? '');
  if (Number.isNaN(at)) throw eventBridgeFault('InvalidDateHeader');
  if (Math.abs(now - at) > SKEW_MS) throw eventBridgeFault('RequestTimeTooSkewed');
};

const checkKey = (key: Key, { headers }: HttpRequest, businessNow: number): void => {
  if (key.securityToken !== headers['x-acs-security-token'])
    throw eventBridgeFault('SecurityTokenInvalid');
  if (key.expiresAt !== undefined && key.expiresAt <= businessNow)
    throw eventBridgeFault('StsAccessIdExpired');
};

/** Checks EventBridge's own HMAC-SHA1 signature, `acs:{key}:{signature}`, and returns its key. */
export const verifyEventBridge = (request: HttpRequest, checks: SignatureChecks): Key => {
  const { authorization } = request.headers;
  if (!authorization) throw eventBridgeFault('MissingAuthorizationHeader');
  const [, keyId = '', signature = ''] = /^acs[: ]([^:]+):(.+)$/.exec(authorization) ?? [];
  checkDate(request, checks.now());
  const key = checks.find(keyId);
  if (!key) throw eventBridgeFault('InvalidAccessKeyId');
  if (sign(request, key.secret) !== signature) throw eventBridgeFault('SignatureDoesNotMatch');
  checkKey(key, request, checks.businessNow());
  return key;
};
