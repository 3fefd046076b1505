import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createClock } from '../../../../sandbox/clock.ts';
import type { Key } from '../../../../sandbox/cloud/credentials.ts';
import {
  type Acs3Deps,
  canonicalRequest,
  createNonces,
  verifyAcs3,
} from '../../../../sandbox/gateway/acs3.ts';
import type { HttpRequest } from '../../../../sandbox/http.ts';

const EMPTY = createHash('sha256').update('').digest('hex');
const NOW = Date.parse('2023-10-26T10:22:32Z');
const SIGNED =
  'host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version';

/** The vector of the signature's own documentation. */
const documented = (over: Record<string, string> = {}): HttpRequest => {
  const url = '/?ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai';
  return {
    method: 'POST',
    url,
    path: '/',
    query: new URLSearchParams(url.slice(2)),
    body: Buffer.alloc(0),
    headers: {
      host: 'ecs.cn-shanghai.aliyuncs.com',
      'x-acs-action': 'RunInstances',
      'x-acs-content-sha256': EMPTY,
      'x-acs-date': '2023-10-26T10:22:32Z',
      'x-acs-signature-nonce': '3156853299f313e23d1673dc12e1703d',
      'x-acs-version': '2014-05-26',
      authorization: `ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=${SIGNED},Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0`,
      ...over,
    },
  };
};

const key: Key = {
  accessKeyId: 'YourAccessKeyId',
  accessKeySecret: 'YourAccessKeySecret',
  accountId: '1210123456123456',
};

const clockAt = (now: number) => createClock({ now: () => now, after: () => () => undefined });

const deps = (over: Partial<Acs3Deps> = {}): Acs3Deps => ({
  find: (id) => (id === key.accessKeyId ? key : undefined),
  clock: clockAt(NOW),
  isFreshNonce: createNonces(),
  ...over,
});

describe('the V3 signature', () => {
  it('is that of the documentation', () => {
    const canonical = canonicalRequest(documented(), SIGNED, EMPTY);

    expect(createHash('sha256').update(canonical).digest('hex')).toBe(
      '7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259',
    );
    expect(verifyAcs3(documented(), deps()).accountId).toBe('1210123456123456');
  });

  const refused: readonly (readonly [string, HttpRequest, Partial<Acs3Deps>, string])[] = [
    ['a missing signature', documented({ authorization: '' }), {}, 'IncompleteSignature'],
    ['an unknown key', documented(), { find: () => undefined }, 'InvalidAccessKeyId.NotFound'],
    [
      'a changed parameter',
      { ...documented(), query: new URLSearchParams('RegionId=cn-beijing') },
      {},
      'SignatureDoesNotMatch',
    ],
    ['a changed body', { ...documented(), body: Buffer.from('x') }, {}, 'SignatureDoesNotMatch'],
    [
      'an old date',
      documented(),
      { clock: clockAt(NOW + 16 * 60_000) },
      'InvalidTimeStamp.Expired',
    ],
    ['no date at all', documented({ 'x-acs-date': 'soon' }), {}, 'InvalidTimeStamp.Format'],
    ['a used nonce', documented(), { isFreshNonce: () => false }, 'SignatureNonceUsed'],
    [
      'a missing token',
      documented(),
      { find: () => ({ ...key, securityToken: 't', expiresAt: NOW + 1 }) },
      'MissingSecurityToken',
    ],
    [
      'an expired token',
      documented({ 'x-acs-security-token': 't' }),
      { find: () => ({ ...key, securityToken: 't', expiresAt: NOW }) },
      'InvalidSecurityToken.Expired',
    ],
  ];
  it.each(refused)('refuses %s', (_, request, over, code) => {
    expect(() => verifyAcs3(request, deps(over))).toThrowError(expect.objectContaining({ code }));
  });

  it('refuses a header left out of what is signed', () => {
    const signed = 'host;x-acs-content-sha256';
    const canonical = canonicalRequest(documented(), signed, EMPTY);
    const text = `ACS3-HMAC-SHA256\n${createHash('sha256').update(canonical).digest('hex')}`;
    const signature = createHmac('sha256', key.accessKeySecret).update(text).digest('hex');
    const authorization = `ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=${signed},Signature=${signature}`;

    expect(() => verifyAcs3(documented({ authorization }), deps())).toThrowError(
      expect.objectContaining({ code: 'IncompleteSignature' }),
    );
  });
});
