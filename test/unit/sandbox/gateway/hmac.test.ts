import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { createClock } from '../../../../sandbox/clock.ts';
import type { Key } from '../../../../sandbox/cloud/credentials.ts';
import { verifyHmac } from '../../../../sandbox/gateway/hmac.ts';
import { aRequest } from '../platform/support.ts';

// The captured call of the official SDK: its signature was made with a secret that was never written
// down, so the SDK's own signer makes one here.
const Client: { getSignature(...args: unknown[]): string } = createRequire(import.meta.url)(
  '@alicloud/fc2/lib/client.js',
);

const path = '/2016-08-15/services/svc.LATEST/functions/fn/invocations';
const now = Date.parse('Mon, 23 Nov 2026 10:03:06 GMT');
const key: Key = {
  accessKeyId: 'STS.id',
  accessKeySecret: 'secret',
  accountId: '1000',
  securityToken: 'token',
  expiresAt: now + 3_600_000,
};

const signed = (changes: Record<string, string> = {}) => {
  const headers: Record<string, string> = {
    date: 'Mon, 23 Nov 2026 10:03:06 GMT',
    'content-type': 'application/octet-stream',
    'content-md5': 'ZmJjMjRiY2M3YTE3OTQ3NThmYzEzMjdmY2ZlYmRhZjY=',
    'x-fc-account-id': '1000',
    'x-fc-security-token': 'token',
    'x-fc-invocation-type': 'Async',
  };
  const authorization = Client.getSignature('STS.id', 'secret', 'POST', path, headers);
  return aRequest({
    method: 'POST',
    url: path,
    headers: { ...headers, authorization, ...changes },
  });
};

const caller = (changes: Record<string, string> = {}, at = now, known: Partial<Key> = {}) =>
  verifyHmac('Fc2', signed(changes), {
    find: (id) => (id === 'STS.id' ? { ...key, ...known } : undefined),
    clock: createClock({ now: () => at, after: () => () => undefined }),
  });

const thrownBy = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

describe('the signature of Function Compute 2.0', () => {
  it('accepts what the official SDK signs', () => {
    expect(caller()).toMatchObject({ accountId: '1000' });
  });

  it.each([
    ['another header', { 'x-fc-invocation-type': 'Sync' }, now, 'SignatureNotMatch'],
    ['another body', { 'content-md5': 'x' }, now, 'SignatureNotMatch'],
    ['an unknown key', { authorization: 'FC nobody:abc' }, now, 'InvalidAccessKeyID'],
    ['another token', { 'x-fc-security-token': 'other' }, now, 'SignatureNotMatch'],
    ['no signature', { authorization: '' }, now, 'AccessDenied'],
    ['a clock that is wrong', {}, now + 16 * 60_000, 'AccessDenied'],
    ['no date', { date: '' }, now, 'AccessDenied'],
  ])('refuses %s', (_, changes, at, code) => {
    expect(thrownBy(() => caller(changes, at))).toMatchObject({ status: 403, code });
  });

  it.each([
    ['a token that has ended', { expiresAt: now }, /expired/],
    ['a call without the token that belongs to the key', { securityToken: 'other' }, /token/],
  ])('refuses %s', (_, known, message) => {
    expect(thrownBy(() => caller({}, now, known))).toMatchObject({
      status: 403,
      code: 'AccessDenied',
      message: expect.stringMatching(message),
    });
  });
});
